#include "cli/run_chapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "cli/chapter_program.h"
#include "cli/command_line.h"
#include "cli/contents.h"
#include "cli/output.h"
#include "cli/sections.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/parallel.h"
#include "core/require.h"
#include "host/files.h"
#include "host/places.h"
#include "host/sources.h"
#include "host/standard_files.h"
#include "render/changes.h"
#include "render/figure.h"
#include "render/html.h"
#include "render/in_words.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/plain_words.h"
#include "render/stored_page.h"
#include "render/terminal_writer.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace {

namespace fs = std::filesystem;

struct Asked {
    std::string format = "terminal", out, weave, mine, section;
    int seed = 1, threads = hardware_threads();
    bool contents = false, quick = false, deep = false;

    bool on_terminal() const { return format == "terminal" && out.empty() && weave.empty(); }
};

void declare(Options& options, Asked& asked) {
    options.add("contents", asked.contents, "lists the sections, and computes nothing");
    options.add("section", asked.section, "WORDS",
                "prints only the sections whose titles have these words, or that number");
    options.add_choice("format", asked.format, {"terminal", "markdown", "json", "html"},
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
    print_to_stderr(fmt::format("{}{}: {} thread{}{}, kernel {}, seed {}\n", number, info.name,
                                thread_count(), thread_count() == 1 ? "" : "s", why, kernel_name(),
                                seed));
}

using Write = void (*)(const std::string& path, std::string_view text);

void write_figures(const Document& document, const std::string& page, Write write) {
    for (const Block& block : document.blocks)
        if (const Figure* f = std::get_if<Figure>(&block))
            write(beside(page, "figures/" + f->name + ".svg"), to_svg(filled_in(document, *f)));
}

// A chapter's own folder holds what was woven, which nobody edits; what lies elsewhere is a reader's.
Write write_for(const std::string& folder) {
    std::error_code unknown;
    const fs::path chapters = fs::weakly_canonical(home_folder() / "chapters", unknown);
    const fs::path asked = fs::weakly_canonical(fs::absolute(folder), unknown);
    const bool is_own = asked.parent_path() == chapters;
    return is_own ? write_whole : write_output;
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
    const Write write = write_for(folder);
    write_figures(document, page, write);
    write(page, to_markdown(document, true));
    write_whole(beside(page, "page.json"),
                to_json_lines(document));  // its timings are in the new one
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
    } else if (asked.format == "html") {
        text = to_html(document, {});
    } else if (asked.format == "markdown") {
        if (to_file) write_figures(document, asked.out, write_output);
        text = to_markdown(document, to_file);
    } else {
        text = to_terminal(document, Terminal{}, asked.deep);
    }
    if (to_file)
        write_output(asked.out, text);
    else
        print_to_stdout(text);
}

// A page in a terminal, piece by piece, or those sections of it that are asked for.
class ShownPage {
  public:
    explicit ShownPage(const Asked& asked)
        : page_(detect_terminal(), asked.deep), section_(asked.section) {}

    std::string set(const Document& document, const Block& block) {
        return is_asked_for(document, block) ? page_.set(document, block) : "";
    }
    std::string whole(const Document& document) {
        std::string text;
        for (const Block& block : document.blocks) text += set(document, block);
        return text + end(document);
    }
    std::string end(const Document& document) { return page_.end(document); }

  private:
    bool is_asked_for(const Document& document, const Block& block) const {
        if (section_.empty()) return true;
        const std::vector<Section> sections = sections_of(document);
        const auto place = static_cast<std::size_t>(&block - document.blocks.data());
        const std::vector<std::size_t> called = sections_called(sections, section_);
        return std::any_of(called.begin(), called.end(), [&](std::size_t i) {
            return sections[i].first <= place && place < sections[i].last;
        });
    }

    TerminalPage page_;
    std::string section_;
};

// The page of this chapter as it was woven last, if it lies there and can be read.
std::optional<Document> woven_page(const ChapterInfo& info) {
    const fs::path file = home_folder() / info.folder() / "page.json";
    std::error_code unreadable;  // is as good as absent
    if (!fs::exists(file, unreadable)) return std::nullopt;
    try {
        return document_from_json(text_of(file));
    } catch (const InputError&) {
        return std::nullopt;
    }
}

int print_contents_of(const ChapterInfo& info) {
    const std::optional<Document> page = woven_page(info);
    require_input(page.has_value(),
                  "{}/page.json is not here, or out of date: ./book pages {} weaves it",
                  info.folder(), info.label());
    page_output();
    print_to_stdout(list_sections(*page, detect_terminal()));
    return 0;
}

// What a reader has set to another value than that with which the page was woven. None in a run that
// would differ for other reasons, too.
std::vector<TurnedKnob> turned_knobs(const Options& options,
                                     const std::vector<OptionDescription>& knobs,
                                     const Asked& asked) {
    if (asked.quick || !asked.mine.empty()) return {};
    std::vector<TurnedKnob> turned;
    for (const OptionDescription& knob : knobs)
        if (options.given(knob.name) && options.text(knob.name) != knob.fallback)
            turned.push_back({knob.name, knob.fallback, options.text(knob.name)});
    const int usual = Asked{}.seed;
    if (asked.seed != usual)
        turned.push_back({"seed", fmt::format("{}", usual), fmt::format("{}", asked.seed)});
    return turned;
}

// Before the work, not after it.
void require_possible(const Asked& asked) {
    require_input(asked.section.empty() || asked.on_terminal(),
                  "--section is for a page in a terminal, without --format, --out and --weave");
    if (!asked.out.empty()) require_writable(asked.out);
    if (!asked.weave.empty()) require_writable(asked.weave + "/README.md");
}

PageSettings settings_for(const Asked& asked, const std::vector<OptionDescription>& knobs) {
    PageSettings settings;
    settings.seed = static_cast<std::uint64_t>(asked.seed);
    settings.quick = asked.quick;
    settings.changed = !asked.mine.empty();
    settings.options = knobs;
    settings.read_source = [](const std::string& path) { return read_source(path); };
    settings.read_pages = read_stored_pages;
    return settings;
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
        if (asked.contents) return print_contents_of(info);
        require_possible(asked);
        const std::vector<TurnedKnob> turned = turned_knobs(options, knobs, asked);
        // Some are megabytes long, and most runs have nothing to ask of it.
        const bool asks_woven = asked.on_terminal() && (!turned.empty() || !asked.section.empty());
        const std::optional<Document> woven = asks_woven ? woven_page(info) : std::nullopt;
        if (woven && !asked.section.empty()) require_section(*woven, asked.section);
        const std::vector<NamedValue> timings = old_timings(asked.weave);
        // What a turned knob changes comes first: then nothing can be shown before all is computed.
        const bool grows = asked.on_terminal() && (turned.empty() || !woven);
        if (grows) page_output();
        set_thread_count(asked.threads);
        print_banner(info, asked.seed);
        PageSettings settings = settings_for(asked, knobs);
        ShownPage shown(asked);
        if (grows)
            settings.shown = [&](const Document& document, const Block& block) {
                print_to_stdout(shown.set(document, block));
            };
        Page page(info, settings);
        const bool extended = !asked.mine.empty();
        if (extended) begin_extension(page, asked.mine);
        build(page);
        if (extended) chapter_extension.after(page);
        const Document& document = page.finish();
        if (!asked.section.empty()) require_section(document, asked.section);
        if (!asked.weave.empty()) {
            weave_into(asked.weave, document, timings);
        } else if (!asked.on_terminal()) {
            deliver(document, asked);
        } else if (grows) {
            print_to_stdout(shown.end(document));
        } else {
            page_output();
            print_to_stdout(what_changed(*woven, document, turned, detect_terminal()) + "\n" +
                            shown.whole(document));
        }
        return exit_status(document);
    });
}

int chapter_program(int argc, const char* const* argv, ChapterDefinition (*chapter)()) {
    return run_chapter(argc, argv, chapter());
}

}  // namespace book
