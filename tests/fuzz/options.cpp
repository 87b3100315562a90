// A command line: words with a byte 0 between them. What is accepted lies in its range.
#include "cli/command_line.h"
#include "fuzz.h"

namespace book::fuzz {
namespace {

struct Values {
    int threads = 1;
    double rate = 0.5;
    std::string model, format = "text";
    std::vector<std::string> references, words;
    bool quick = false;

    void declare(Options& options) {
        options.add("threads", threads, 1, 1024, "how many");
        options.add("rate", rate, 0, 1, "learning rate");
        options.add("model", model, "FILE", "where it lies");
        options.add("reference", references, "FILE", "what is right");
        options.add("quick", quick, "a shorter run");
        options.add_choice("format", format, {"text", "json"}, "how it is written");
        options.positional("WORD", words, 0, 3, "what is looked for");
    }
    void check() const {
        hold(threads >= 1 && threads <= 1024, "a whole number is in its range");
        hold(rate >= 0 && rate <= 1, "a number is in its range");
        hold(format == "text" || format == "json", "a choice is one of those");
        hold(words.size() <= 3, "there are no more words than allowed");
    }
};

}  // namespace

void try_input(std::string_view input) {
    std::vector<std::string> words{"tool"};
    for (std::string_view rest = input; !rest.empty();) words.emplace_back(next_part(rest));
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());

    Values values;
    Options options("tool");
    values.declare(options);
    accepts([&] { parse_command_line(options, static_cast<int>(argv.size()), argv.data()); });
    values.check();

    Values from_json;
    Options others("tool");
    from_json.declare(others);
    accepts([&] { others.set_from_json(input); });
    from_json.check();
}

}  // namespace book::fuzz
