#include "app/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "app/generation.h"
#include "app/safe_output.h"
#include "app/standard_input.h"
#include "cli/command_line.h"
#include "core/display_width.h"
#include "core/parallel.h"
#include "core/read_number.h"
#include "core/settings.h"
#include "host/files.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "text/utf8.h"

namespace book {
namespace {

constexpr int kMostTokens = 1 << 17;

struct GenerateCommand {
    std::string model, prompt, ids, attention;
    bool has_prompt = false, has_ids = false;
    bool chat = false, json = false;
    int seed = 1;
    int threads = hardware_threads();
    GenerationSettings settings;
};

// ---- what was asked for -------------------------------------------------------------------------

// Calls f for each part between separators.
template <class F>
void for_each_part(std::string_view text, char separator, F f) {
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        f(text.substr(begin, end - begin));
        begin = end + 1;
    }
}

std::vector<int> ids_in(const std::string& text, int vocabulary) {
    std::vector<int> ids;
    if (text.empty()) return ids;
    for_each_part(text, ',', [&](std::string_view part) {
        int id = -1;
        const bool is_id = read_whole_number(part, id) == std::errc() && id >= 0 && id < vocabulary;
        require_input(is_id, "--ids: \"{}\" is no id of this model, a whole number in 0..{}",
                      clip(printable(part), 20), vocabulary - 1);
        ids.push_back(id);
    });
    return ids;
}

// "3.0": layer 3, head 0.
AskedHead head_in(const std::string& text, const LanguageModelConfig& config) {
    std::vector<int> numbers;
    for_each_part(text, '.', [&](std::string_view part) {
        int number = -1;
        if (read_whole_number(part, number) != std::errc()) number = -1;
        numbers.push_back(number);
    });
    const bool is_head = numbers.size() == 2 && numbers[0] >= 0 && numbers[0] < config.layers &&
                         numbers[1] >= 0 && numbers[1] < config.heads;
    require_input(
        is_head,
        "--attention {}: should be LAYER.HEAD; this model has layers 0 to {}, and heads 0 "
        "to {} in each",
        clip(printable(text), 20), config.layers - 1, config.heads - 1);
    return {numbers[0], numbers[1]};
}

void check(const GenerateCommand& c) {
    require_input(!c.has_prompt || !c.has_ids, "--prompt and --ids: give one of them");
    require_input(!c.has_ids || !c.chat, "--chat is for words: give --prompt, and not --ids");
    require_input(c.has_prompt || c.has_ids || !c.json,
                  "--json answers one prompt: give --prompt TEXT or --ids 1,2,3");
    require_input(c.has_prompt || c.has_ids || (!c.settings.logits && c.attention.empty()),
                  "--logits and --attention look at one prompt: give --prompt TEXT or --ids 1,2,3");
    check_sampling(c.settings.sampling);
}

OpenModel open_model(const std::string& named) {
    const std::string path = named.empty() ? usual_language_model_path() : named;
    require_setting(!path.empty(),
                    "there is no language model yet: ./book run 12 trains one, or name yours with "
                    "@model");
    return OpenModel::open(path);
}

// ---- one prompt ---------------------------------------------------------------------------------

// To cut a text into tokens takes a while, and one that is far too long is known by its bytes.
void require_short(const OpenModel& model, const std::string& prompt) {
    const std::size_t least = prompt.size() / model.text().most_bytes();
    require_input(least <= static_cast<std::size_t>(model.config().max_length),
                  "a text of {} bytes is longer than the {} tokens that this model can read",
                  prompt.size(), model.config().max_length);
}

std::vector<int> ids_of_text(const OpenModel& model, const std::string& prompt) {
    require_short(model, prompt);
    const ModelText& text = model.text();
    std::vector<int> ids = text.encode(prompt);
    if (ids.empty() && text.begin()) ids = {*text.begin()};
    require_input(!ids.empty(),
                  "the prompt is empty, and this model has no token that a text begins with");
    return ids;
}

std::vector<int> ids_of_prompt(const GenerateCommand& c, const OpenModel& model) {
    if (c.has_ids) {
        std::vector<int> ids = ids_in(c.ids, model.config().vocabulary);
        require_input(!ids.empty(), "--ids: there is none");
        return ids;
    }
    if (!c.chat) return ids_of_text(model, c.prompt);
    require_short(model, c.prompt);
    const std::vector<ChatMessage> messages{{"user", c.prompt}};
    return model.text().chat_ids(messages);
}

// A text that the model can read no more of is cut there, which somebody should know.
void tell_if_full(const WrittenAnswer& answer, const OpenModel& model) {
    if (answer.end == WrittenAnswer::End::full)
        tell(fmt::format("note: it ends here, because the model reads {} tokens and no more",
                         model.config().max_length));
}

int answer_prompt(const GenerateCommand& c, const OpenModel& model) {
    const std::vector<int> ids = ids_of_prompt(c, model);
    const ModelText* const text = model.has_text() ? &model.text() : nullptr;
    Writer writer(model);
    Rng rng(static_cast<std::uint64_t>(c.seed));
    const WrittenAnswer answer = c.json ? generation_as_json(writer, text, ids, c.settings, rng)
                                        : write_answer(writer, text, ids, c.settings, rng);
    if (c.json)
        print_to_stdout(is_terminal(Stream::output) ? json_for_terminal(answer.text) : answer.text);
    tell_if_full(answer, model);
    return answer.status;
}

// ---- line by line -------------------------------------------------------------------------------

// What was said so far, and who said it. Without --chat every line is a text of its own.
class Talk {
  public:
    Talk(const GenerateCommand& c, const OpenModel& model)
        : command_(c), model_(model), writer_(model), rng_(static_cast<std::uint64_t>(c.seed)) {
        if (c.chat) model.text().chat_ids({});  // or it is no chat model
    }

    // A line that cannot be answered leaves the conversation as it was.
    WrittenAnswer answer(const std::string& line) {
        if (!command_.chat) return write(ids_of_text(model_, line));
        require_short(model_, line);
        std::vector<ChatMessage> messages = with(line);
        WrittenAnswer written = write(model_.text().chat_ids(messages));
        messages.push_back({"assistant", as_utf8(written.text)});
        messages_ = std::move(messages);
        return written;
    }

  private:
    WrittenAnswer write(const std::vector<int>& ids) {
        WrittenAnswer written = write_answer(writer_, &model_.text(), ids, command_.settings, rng_);
        tell_if_full(written, model_);
        return written;
    }
    // The conversation with this message. One that the model cannot read any more begins anew, if at least
    // the message can be read.
    std::vector<ChatMessage> with(const std::string& line) const {
        std::vector<ChatMessage> messages = messages_;
        messages.push_back({"user", line});
        const std::ptrdiff_t tokens = std::ssize(model_.text().chat_ids(messages));
        if (tokens < model_.config().max_length || messages_.empty()) return messages;
        std::vector<ChatMessage> alone{{"user", line}};
        writer_.require_readable(model_.text().chat_ids(alone));
        tell("note: the conversation is longer than the model can read, and begins anew");
        return alone;
    }

    const GenerateCommand& command_;
    const OpenModel& model_;
    Writer writer_;
    Rng rng_;
    std::vector<ChatMessage> messages_;
};

// A line that cannot be answered is answered by what is wrong with it; in a pipe that ends all.
int talk(const GenerateCommand& c, const OpenModel& model) {
    Talk conversation(c, model);
    const bool is_prompt = is_terminal(Stream::input);
    if (is_prompt)
        print_to_stderr(fmt::format(
            "{}. {} Ctrl-C ends an answer, Ctrl-D the program.\n", printable(model.name()),
            c.chat ? "Say something, and press Enter." : "Begin a text, and press Enter."));
    const auto ask = [is_prompt] {
        if (is_prompt) print_to_stderr("> ");
    };
    StandardInput input(is_prompt ? "line" : kStandardInput, ask);
    for (bool more = true; more;) {
        const std::size_t lines_before = input.at().number();
        try {
            std::string line;
            more = input.next(line);
            if (!more || line.empty()) continue;
            const WrittenAnswer answer = conversation.answer(line);
            const bool stopped = answer.end == WrittenAnswer::End::stopped;
            if (answer.end == WrittenAnswer::End::program_asked_to_end || (stopped && !is_prompt))
                return answer.status;
        } catch (const InputError& error) {
            // No line was read, and none will be; or nobody is there to type another.
            if (!is_prompt || input.at().number() == lines_before) throw;
            print_to_stderr(fmt::format("{}\n", printable(error.what())));
        }
    }
    if (is_prompt) print_to_stderr("\n");
    return 0;
}

void add_options(Options& options, GenerateCommand& c) {
    GenerationSettings& s = c.settings;
    options.add("model", c.model, "F",
                "a GGUF file, a folder as Hugging Face lays it out, or a language model of the "
                "book; by default that of ./book run 12");
    options.add("prompt", c.prompt, "TEXT",
                "what to go on with; special tokens in it are recognised. Without a prompt, lines "
                "are read and answered");
    options.add("ids", c.ids, "1,2,3", "the same, as tokens");
    options.add("chat", c.chat,
                "a conversation, in the form that the model has learnt; nothing in it becomes a "
                "special token");
    options.add("temperature", s.sampling.temperature, 0, 1000,
                "below 1: bolder about what is probable; 0: always the most probable");
    options.add("top-k", s.sampling.top_k, 0, 1 << 24, "only the most probable so many; 0: all");
    options.add("top-p", s.sampling.top_p, 0, 1, "only the most probable that together reach this");
    options.add("seed", c.seed, 0, std::numeric_limits<int>::max(), "of what is drawn");
    options.add("tokens", s.tokens, 0, kMostTokens, "how many to write at most");
    options.add("json", c.json,
                "one object of JSON; without --chat exactly --tokens are written, whatever they "
                "are");
    options.add("logits", s.logits, "also the 20 largest scores of what comes behind the prompt");
    options.add("attention", c.attention, "L.H",
                "also where head H of layer L looks, both counted from 0");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
}

}  // namespace

int generate_main(int argc, char** argv) {
    GenerateCommand c;
    Options options("./book generate", "Lets a language model go on with a text.");
    add_options(options, c);
    return run_tool(argc, argv, options, [&] {
        c.has_prompt = options.given("prompt");
        c.has_ids = options.given("ids");
        check(c);
        set_thread_count(c.threads);
        const OpenModel model = open_model(c.model);
        if (options.given("attention")) c.settings.attention = head_in(c.attention, model.config());
        c.settings.ends = c.chat || !c.json;
        return c.has_prompt || c.has_ids ? answer_prompt(c, model) : talk(c, model);
    });
}

}  // namespace book
