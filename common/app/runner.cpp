#include "app/runner.h"

#include <algorithm>
#include <cstdio>

#include "app/measures.h"
#include "app/own_parts.h"
#include "cli/contents.h"
#include "cli/run_chapter.h"
#include "core/require.h"
#include "host/places.h"
#include "host/process.h"
#include "host/signals.h"
#include "host/standard_files.h"

namespace book {
namespace {

// Of a chapter that did not run: a wrong option, a full disk. The others would say the same.
constexpr int kWrongUse = 2;

// Every chapter at once takes only what every chapter knows: a knob belongs to one of them.
void require_common_options(const std::vector<std::string>& args) {
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string name = args[i].substr(0, args[i].find('='));
        if (name == "--quick" || name == "--no-pager") continue;
        require_input(name == "--format" || name == "--color" || name == "--seed" ||
                          name == "--threads" || name == "--mine",
                      "{} is not an option that every chapter has; name one chapter, for example "
                      "./book run 5 {}",
                      name, args[i]);
        if (args[i] == name) ++i;  // its value is the next word
    }
}

int run_one(const Chapter& chapter, const std::filesystem::path& programs,
            const std::vector<std::string>& args) {
    const ProcessEnd end = run_in_foreground(programs / chapter.folder, args);
    if (end.stopped) return kInterruptedStatus;
    note_measures(chapter.folder, end);
    if (end.signal != 0 && end.status != kInterruptedStatus)
        print_to_stderr(
            fmt::format("book: {} was ended by signal {}\n", chapter.folder, end.signal));
    return end.status;
}

// Where the programs of these chapters are; "" if Ctrl-C came while they were built.
std::filesystem::path programs_for(const std::vector<std::string>& args,
                                   const std::vector<Chapter>& chapters) {
    const std::string mine = asked_for_own_parts(args);
    return mine.empty() ? program_folder() : build_own_parts(mine, chapters);
}

// Every chapter in this process, in the order of the book.
int run_here(const std::vector<std::string>& args, const std::vector<Chapter>& chapters,
             const std::vector<ChapterDefinition>& definitions) {
    int worst = 0;
    for (const Chapter& chapter : chapters) {
        const auto definition = std::find_if(
            definitions.begin(), definitions.end(),
            [&](const ChapterDefinition& d) { return d.info.number == chapter.number; });
        require_input(definition != definitions.end(), "chapters/{} was not built", chapter.folder);
        std::vector<const char*> words{chapter.folder.c_str()};
        for (const std::string& arg : args) words.push_back(arg.c_str());
        worst =
            std::max(worst, run_chapter(static_cast<int>(words.size()), words.data(), *definition));
        if (worst == kWrongUse) break;
    }
    return worst;
}

}  // namespace

int run_chapters(const std::vector<std::string>& args,
                 const std::vector<ChapterDefinition>& definitions) {
    if (!args.empty() && args[0].rfind('-', 0) != 0) {
        const std::vector<Chapter> pages = list_pages(home_folder());
        const Chapter& chapter = find_page(pages, args[0]);
        const std::vector<std::string> knobs(args.begin() + 1, args.end());
        const std::filesystem::path programs = programs_for(knobs, {chapter});
        if (programs.empty()) return kInterruptedStatus;
        if (measures_are_asked_for()) return run_one(chapter, programs, knobs);
        become_program(programs / chapter.folder, knobs);
    }

    const std::vector<Chapter> chapters = list_chapters(home_folder());
    require_input(!chapters.empty(), "there are no chapters in {}", home_folder().string());
    require_common_options(args);
    const bool own_parts = !asked_for_own_parts(args).empty();
    if (!own_parts && !measures_are_asked_for()) return run_here(args, chapters, definitions);
    const std::filesystem::path programs = programs_for(args, chapters);
    if (programs.empty()) return kInterruptedStatus;
    int worst = 0;
    for (const Chapter& chapter : chapters) {
        const int status = run_one(chapter, programs, args);
        worst = std::max(worst, status);
        if (status == kInterruptedStatus || status == kWrongUse) break;
    }
    return worst;
}

}  // namespace book
