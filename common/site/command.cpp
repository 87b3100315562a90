#include "site/command.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/files.h"
#include "host/places.h"
#include "host/process.h"
#include "host/standard_files.h"
#include "site/write_site.h"

namespace book::site {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = ".attention-book-site";  // in a folder that this command has made

// InputError unless the folder may be replaced: it is not there, empty, or a site of ours.
void require_replaceable(const fs::path& folder) {
    if (!is_there(folder)) return;
    require_input(fs::is_directory(folder), "--out {}: is no folder", folder.string());
    require_input(fs::is_empty(folder) || is_there(folder / kMark),
                  "--out {}: holds something else; name a folder of its own", folder.string());
}

// What a program said last, which is what it could not do.
std::string last_line(const std::string& output) {
    const std::size_t end = output.find_last_not_of(" \n");
    if (end == std::string::npos) return "it said nothing";
    const std::size_t before = output.find_last_of('\n', end);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return printable(output.substr(begin, end + 1 - begin));
}

void run(const std::string& program, const std::vector<std::string>& words,
         const std::string& advice) {
    std::vector<std::string> line{program};
    line.insert(line.end(), words.begin(), words.end());
    const ProcessEnd end = run_in_background(line);
    require_input(end.not_started == 0, "{}", advice);
    require_input(end.status == 0, "{} ended with status {}: {}", program, end.status,
                  last_line(end.output));
}

// What sets formulas, colours code and makes the index: packages of npm, of the versions that package-lock.json
// names, in the build folder.
fs::path install_tools(const fs::path& home) {
    fs::path tools = program_folder().parent_path() / "site-tools";
    const fs::path from = home / "common/site/assets";
    fs::create_directories(tools);
    const std::string lock = text_of(from / "package-lock.json");
    const fs::path installed = tools / "installed.json";
    if (is_there(installed) && text_of(installed) == lock) return tools;
    print_to_stderr("site: npm installs what sets formulas and colours code …\n");
    write_whole((tools / "package.json").string(), text_of(from / "package.json"));
    write_whole((tools / "package-lock.json").string(), lock);
    run("npm", {"ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", tools.string()},
        "./book site needs npm; install nodejs and npm");
    write_whole(installed.string(), lock);
    return tools;
}

// Replaces `folder` by `fresh`, which lies beside it.
void put_in_place(const fs::path& fresh, const fs::path& folder) {
    const fs::path old = folder.string() + ".old";
    fs::remove_all(old);
    if (is_there(folder)) fs::rename(folder, old);
    fs::rename(fresh, folder);
    fs::remove_all(old);
}

struct Wishes {
    std::string out, address, module;
    bool still = false, dry = false;
};

fs::path folder_of(const Wishes& wishes) {
    if (wishes.out.empty()) return program_folder().parent_path() / "site";
    return without_tilde(wishes.out);
}

// Makes the pages in a folder that is there.
int make_pages(const Wishes& wishes, const fs::path& fresh) {
    const fs::path home = home_folder();
    const fs::path tools = install_tools(home);
    const int pages = write_site({home, fresh, wishes.address, wishes.module});
    std::vector<std::string> words{(home / "common/site/assets/finish.mjs").string(),
                                   tools.string(), fresh.string()};
    if (!wishes.module.empty()) words.push_back(wishes.module);
    run("node", words, "./book site needs node; install nodejs");
    write_whole((fresh / kMark).string(),
                "This folder was made by ./book site, and is replaced by it.\n");
    return pages;
}

int make_site(const Wishes& wishes) {
    const fs::path folder = folder_of(wishes);
    require_replaceable(folder);
    require_input(wishes.module.empty() || is_there(fs::path(wishes.module) / "chapters.wasm"),
                  "--module {}: there is no chapters.wasm", wishes.module);
    const fs::path fresh = folder.string() + ".new";
    fs::remove_all(fresh);
    fs::create_directories(fresh);
    if (wishes.dry) return fs::remove_all(fresh) > 0 ? 0 : 1;
    int pages = 0;
    try {
        pages = make_pages(wishes, fresh);
    } catch (...) {
        fs::remove_all(fresh);
        throw;
    }
    put_in_place(fresh, folder);
    print_to_stdout(fmt::format("{} pages in {}\nOpen {} in a browser.\n", pages, folder.string(),
                                (folder / "index.html").string()));
    return 0;
}

}  // namespace

int site_main(int argc, char** argv) {
    Wishes wishes;
    Options options("./book site",
                    "Writes the whole book as a web site in one folder, which works without a "
                    "server and without a network.");
    options.add("out", wishes.out, "FOLDER", "where it goes; by default, site in the build folder");
    options.add("address", wishes.address, "URL",
                "where it will be found: previews of links need it");
    options.add("still", wishes.still,
                "pages on which nothing can be turned: quicker, and without Emscripten");
    options.add("module", wishes.module, "FOLDER",
                "the chapters for browsers, if they were built elsewhere");
    options.add("dry-run", wishes.dry, "looks whether that can be done, and makes nothing");
    return run_tool(argc, argv, options, [&] {
        std::string& address = wishes.address;
        require_input(
            address.empty() || address.starts_with("https://") || address.starts_with("http://"),
            "--address {}: must begin with https://", address);
        if (!address.empty() && address.back() != '/') address += '/';
        require_input(!wishes.still || wishes.module.empty(), "--still has no use for --module");
        return make_site(wishes);
    });
}

}  // namespace book::site
