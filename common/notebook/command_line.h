// Options of a program: declared in a line each, range-checked, explained by --help.
//
//     int epochs = 10;
//     double rate = 1e-3;
//     std::string model;
//     Options options("./book train", "Trains a translator.");
//     options.add("epochs", epochs, 1, 1000, "passes over the corpus");
//     options.add("rate", rate, 0, 1, "learning rate");
//     options.add("model", model, "FILE", "where the checkpoint goes");
//     return run_tool(argc, argv, options, [&] { ...; return 0; });
//
// A variable holds its default until an option is given. `--seed 3` and `--seed=3` both work; names
// are not guessed from their beginnings. Wrong use is an InputError. Behind Boost.Program_options.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "notebook/page.h"

namespace book {

class Options {
  public:
    explicit Options(std::string program = "", std::string about = "")
        : program_(std::move(program)), about_(std::move(about)) {}

    void add(const std::string& name, int& value, int low, int high, const std::string& meaning);
    void add(const std::string& name, double& value, double low, double high,
             const std::string& meaning);
    void add(const std::string& name, std::string& value, const std::string& what,
             const std::string& meaning);  // `what`: FILE, TEXT, ... as --help shows it
    void add(const std::string& name, std::vector<std::string>& values, const std::string& what,
             const std::string& meaning);  // may be given several times
    void add(const std::string& name, bool& flag, const std::string& meaning);  // takes no value
    void add_choice(const std::string& name, std::string& value,
                    const std::vector<std::string>& choices, const std::string& meaning);
    // What stands without a name: between `least` and `most` of them.
    void positional(const std::string& what, std::vector<std::string>& values, int least, int most,
                    const std::string& meaning);

    void describe(const std::string& program, const std::string& about);

    // Sets the variables. False: --help was asked for, and nothing was set.
    bool parse(int argc, const char* const* argv);
    bool given(const std::string& name) const;  // by the reader, in the last parse
    std::string help() const;

  private:
    struct Option {
        std::string name, what, meaning;  // `what` is empty for a flag
        bool repeats = false;
        std::function<void(const std::string&)> set;
        std::function<void()> clear = nullptr;  // before the first of several; of a new parse, too
        bool given = false;
    };
    void add_option(Option option);

    std::string program_, about_;
    std::vector<Option> options_;
    Option positional_;
    std::vector<std::string>* positional_values_ = nullptr;
    int least_ = 0, most_ = 0;
};

// Parses, runs, and turns errors into one line on standard error. Returns the exit status: body's;
// 0 for --help; 2 for wrong use, wrong input, an error in the program, not enough memory.
int run_tool(int argc, const char* const* argv, Options& options, const std::function<int()>& body);

// What a program does around its chapter's page if it was linked with a reader's answers, which --mine
// names: before the page, and at its end. Null, as usual: it was not, and refuses the option.
struct ChapterExtension {
    void (*before)(Page& page, const std::string& mine) = nullptr;
    void (*after)(Page& page) = nullptr;
};
inline constinit ChapterExtension chapter_extension;  // set before main()

// A chapter: `options` holds its own knobs; --format, --out, --seed, --threads, --quick and --mine are
// added.
// Status 1 if a claim failed.
int run_chapter(int argc, const char* const* argv, const ChapterInfo& info, Options& options,
                const std::function<void(Page&)>& body);

}  // namespace book
