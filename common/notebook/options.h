// The knobs of a program: declared in a line each, range-checked, described.
//
//     int epochs = 10;
//     double rate = 1e-3;
//     std::string model;
//     Options options("./book train", "Trains a translator.");
//     options.add("epochs", epochs, 1, 1000, "passes over the corpus");
//     options.add("rate", rate, 0, 1, "learning rate");
//     options.add("model", model, "FILE", "where the checkpoint goes");
//
// A variable holds its default until its option is set: by a command line (cli/command_line.h), or by
// an object of JSON where there is none, in a browser. Wrong use is an InputError.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace book {

// What somebody has to know who offers an option: a help text, a form in a browser.
struct OptionDescription {
    enum class Kind { whole_number, number, text, texts, flag, choice };
    std::string name;
    Kind kind;
    std::string what;           // N, X, FILE, json|text, ... ; empty for a flag
    std::string meaning;        // "passes over the corpus"
    std::string fallback = {};  // the default, as text
    double low = 0, high = 0;   // of numbers
    std::vector<std::string> choices = {};
    bool on_page = false;                // a page in a browser offers it
    double page_low = 0, page_high = 0;  // ... in this range, of numbers
};

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
    // Declared before, an option is offered on the page itself, in a browser: a number in a range within its own, in
    // which a page answers soon and its figures are worth looking at. Error if there is no such option or range.
    void on_page(const std::string& name, double low, double high);
    void on_page(const std::string& name);  // a text or a choice
    // What stands without a name: between `least` and `most` of them.
    void positional(const std::string& what, std::vector<std::string>& values, int least, int most,
                    const std::string& meaning);

    // {"draws": 2000, "quick": true, "reference": ["a", "b"]}: sets the variables, as a command line
    // would.
    void set_from_json(std::string_view object);
    bool given(const std::string& name) const;  // by the reader, in the last parse
    bool has(const std::string& name) const;    // is it declared?
    std::string text(
        const std::string& name) const;  // its value now, as descriptions() says a default
    // In the order in which they were added.
    std::vector<OptionDescription> descriptions() const;

    // ---- for who reads a command line -----------------------------------------------------------
    struct Positional {
        std::string what, meaning;
        std::vector<std::string>* values = nullptr;  // null: none is expected
        int least = 0, most = 0;
    };
    const Positional& positional() const { return positional_; }
    const std::string& program() const { return program_; }
    const std::string& about() const { return about_; }
    void begin();  // nothing is given yet
    void set(const std::string& name, const std::string& text);

  private:
    struct Option {
        OptionDescription description;
        std::function<void(const std::string&)> set;
        std::function<std::string()> text;      // its value now
        std::function<void()> clear = nullptr;  // before the first of several
        bool given = false;
    };
    void add_option(Option option);

    std::string program_, about_;
    std::vector<Option> options_;
    Positional positional_;
};

}  // namespace book
