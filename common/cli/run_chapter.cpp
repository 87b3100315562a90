#include "cli/run_chapter.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "cli/command_line.h"
#include "cli/contents.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/parallel.h"
#include "core/require.h"
#include "host/files.h"
#include "host/sources.h"
#include "render/figure.h"
#include "render/in_words.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/stored_page.h"
#include "render/terminal_writer.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace {

namespace fs = std::filesystem;

struct Asked {
    std::string format = "terminal", out, weave, mine;
    int seed = 1, threads = hardware_threads();
    bool quick = false, deep = false;
};

void declare(Options& options, Asked& asked) {
    options.add_choice("format", asked.format, {"terminal", "markdown", "json"},
                       "how the page is written");
    options.add("out", asked.out, "FILE", "write the page there (figures/ beside it)");
    options.add("weave", asked.weave, "FOLDER",
                "write README.md, page.json and figures/ there; keep timings already there");
    options.add("seed", asked.seed, 0, 2147483647, "the seed of the random numbers");
    options.add("threads", asked.threads, 1, 1024, "how many threads compute");
    options.add("quick", asked.quick, "a shorter run; claims that need the full one are skipped");
    options.add("deep", asked.deep, "with the deep dives, and every claim in the ledger");
    options.add("mine", asked.mine, "N.k,...",
                "use your answers to these exercises in place of the library's code");
}

void print_banner(const ChapterInfo& info, int seed) {
    const std::string number = info.number == kNoNumber ? "" : fmt::format("{:02} ", info.number);
    const char* why = has_openmp() ? "" : " (built without OpenMP)";
    std::fputs(fmt::format("{}{}: {} thread{}{}, kernel {}, seed {}\n", number, info.name,
                           thread_count(), thread_count() == 1 ? "" : "s", why, kernel_name(), seed)
                   .c_str(),
               stderr);
}

void write_figures(const Document& document, const std::string& page) {
    for (const Block& block : document.blocks)
        if (const Figure* f = std::get_if<Figure>(&block))
            write_whole(beside(page, "figures/" + f->name + ".svg"),
                        to_svg(filled_in(document, *f)));
}

// Those of the page that lies in the folder already, if one does.
std::vector<NamedValue> old_timings(const std::string& folder) {
    const std::string stored = folder + "/page.json";
    if (folder.empty() || !fs::exists(stored)) return {};
    try {
        return timings_in(text_of(stored));
    } catch (const InputError& e) {
        throw InputError(fmt::format("{}: {}", stored, e.what()));
    }
}

void weave_into(const std::string& folder, Document document,
                const std::vector<NamedValue>& timings) {
    const std::string page = folder + "/README.md";
    keep_timings(document, timings);
    write_figures(document, page);
    write_whole(page, to_markdown(document, true));
    write_whole(beside(page, "page.json"), to_json_lines(document));
}

// Every page that was woven, in the order of the contents. (None, where there are no sources.)
std::vector<StoredPage> read_stored_pages() {
    std::vector<StoredPage> pages;
    const fs::path root = source_root();
    for (const Chapter& chapter : list_pages(root)) {
        const std::string path = "chapters/" + chapter.folder + "/page.json";
        if (fs::exists(root / path)) pages.push_back({path, text_of(root / path)});
    }
    return pages;
}

// What is written or printed when the page is complete.
void deliver(const Document& document, const Asked& asked) {
    const bool to_file = !asked.out.empty();
    std::string text;
    if (asked.format == "json") {
        text = to_json(document);
    } else if (asked.format == "markdown") {
        if (to_file) write_figures(document, asked.out);
        text = to_markdown(document, to_file);
    } else if (to_file) {
        text = to_terminal(document, Terminal{}, asked.deep);
    }
    if (to_file)
        write_output(asked.out, text);
    else
        print_to_stdout(text);  // a terminal has had its page, piece by piece
}

// A terminal shows each piece as it comes.
std::function<void(const Document&, const Block&)> shown_on_terminal(const Asked& asked) {
    if (asked.format != "terminal" || !asked.out.empty() || !asked.weave.empty()) return nullptr;
    return [page = TerminalPage(detect_terminal(), asked.deep)](const Document& document,
                                                                const Block& block) mutable {
        print_to_stdout(page.set(document, block));
    };
}

void begin_extension(Page& page, const std::string& mine) {
    require_built_in(chapter_extension.before != nullptr, mine.substr(0, mine.find(',')));
    chapter_extension.before(page, mine);
}

}  // namespace

void require_built_in(bool is_in, const std::string& number) {
    const std::string shown = printable(number);
    require_input(
        is_in,
        "--mine: this program was built without your {}; ./book run N --mine {} builds it in",
        shown, shown);
}

int run_chapter(int argc, const char* const* argv, const ChapterDefinition& chapter) {
    const ChapterInfo& info = chapter.info;
    Asked asked;
    Options options("./book run " + info.label(),
                    info.number == kNoNumber
                        ? info.title
                        : fmt::format("Chapter {:02}, {}: {}", info.number, info.name, info.title));
    const auto build = chapter.prepare(options);
    const std::vector<OptionDescription> knobs = options.descriptions();
    declare(options, asked);
    return run_tool(argc, argv, options, [&] {
        set_thread_count(asked.threads);
        if (!asked.out.empty()) require_writable(asked.out);  // before the work, not after it
        if (!asked.weave.empty()) require_writable(asked.weave + "/README.md");
        const std::vector<NamedValue> timings = old_timings(asked.weave);
        print_banner(info, asked.seed);
        PageSettings settings;
        settings.seed = static_cast<std::uint64_t>(asked.seed);
        settings.quick = asked.quick;
        settings.changed = !asked.mine.empty();
        settings.options = knobs;
        settings.read_source = [](const std::string& path) { return read_source(path); };
        settings.read_pages = read_stored_pages;
        settings.shown = shown_on_terminal(asked);
        Page page(info, settings);
        const bool extended = !asked.mine.empty();
        if (extended) begin_extension(page, asked.mine);
        build(page);
        if (extended) chapter_extension.after(page);
        const Document& document = page.finish();
        if (asked.weave.empty())
            deliver(document, asked);
        else
            weave_into(asked.weave, document, timings);
        return exit_status(document);
    });
}

}  // namespace book
