#include "tokenizers/chat_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "core/require.h"

namespace book {
namespace {

constexpr std::string_view kStart = "<|im_start|>";
constexpr std::string_view kEndOfTurn = "<|im_end|>";

[[noreturn]] void refuse_template() {
    throw InputError(
        "the chat template is not of ChatML's family (<|im_start|>role ... <|im_end|>), and no "
        "other is "
        "known here");
}

// ---- Jinja, written in one way ------------------------------------------------------------------

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// A text between quotes that begins at `at`, which moves behind it: \n and the like become what they are.
std::string literal(std::string_view code, std::size_t& at) {
    const char quote = code[at++];
    std::string text;
    for (; at < code.size() && code[at] != quote; ++at) {
        if (code[at] != '\\') {
            text += code[at];
            continue;
        }
        if (++at == code.size()) refuse_template();
        switch (code[at]) {
            case 'n':
                text += '\n';
                break;
            case 't':
                text += '\t';
                break;
            case '\\':
            case '\'':
            case '"':
                text += code[at];
                break;
            default:
                refuse_template();
        }
    }
    if (at++ >= code.size()) refuse_template();
    return text;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Code without texts: one blank between words and none elsewhere, message['role'] for message.role.
std::string normal_code(std::string_view code) {
    std::string form;
    bool blank = false;
    for (char c : code) {
        if (!is_blank(c)) {
            if (blank && !form.empty() && is_word(form.back()) && is_word(c)) form += ' ';
            form += c;
        }
        blank = is_blank(c);
    }
    for (const std::string owner : {"message", "messages[0]"})
        for (const std::string name : {"role", "content"}) {
            const std::string dotted = fmt::format("{}.{}", owner, name);
            const std::string in_brackets = fmt::format("{}[\1{}\1]", owner, name);
            for (std::size_t at = form.find(dotted); at != std::string::npos;
                 at = form.find(dotted))
                form.replace(at, dotted.size(), in_brackets);
        }
    return form;
}

// The expression of a {{ }} or the statement of a {% %}: normal code, with each text between two bytes 1,
// which no template has; texts that are added up are one.
std::string normal_form(std::string_view code) {
    std::string form;
    for (std::size_t at = 0; at < code.size();) {
        const std::size_t quote = std::min(code.find_first_of("'\"", at), code.size());
        form += normal_code(code.substr(at, quote - at));
        at = quote;
        if (at == code.size()) break;
        const std::string text = literal(code, at);
        if (form.ends_with("\1+"))
            form.resize(form.size() - 2);
        else
            form += '\1';
        form += text + '\1';
    }
    return form;
}

// What stands in front of a tag, behind another or at the beginning.
struct Between {
    std::string_view text;
    bool is_first = true;       // nothing is before it
    bool behind_block = false;  // {% %}
    bool behind_minus = false;  // -%} or -}}
    bool before_block = false;
    bool before_minus = false;
};

// ... after Jinja has taken away the blanks on the side of a minus sign, the line end behind a block and
// the indentation before one (trim_blocks and lstrip_blocks, with which models' templates are written).
std::string_view kept_of(const Between& between) {
    std::string_view text = between.text;
    bool begins_line = between.is_first;
    if (between.behind_minus) {
        while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    } else if (between.behind_block && text.starts_with('\n')) {
        text.remove_prefix(1);
        begins_line = true;
    }
    if (between.before_minus) {
        while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    } else if (between.before_block) {
        const std::size_t end = text.find_last_not_of(" \t") + 1;  // 0: there is nothing else
        if (end == 0 ? begins_line : text[end - 1] == '\n') text = text.substr(0, end);
    }
    return text;
}

// A template as its tags, each in its normal form: "%for message in messages", "{\1<|im_start|>\1+...".
std::vector<std::string> tags_of(std::string_view jinja) {
    std::vector<std::string> tags;
    Between between;
    for (std::size_t at = 0;;) {
        const std::size_t open = std::min(jinja.find("{%", at), jinja.find("{{", at));
        between.text = jinja.substr(at, open - at);
        if (open == jinja.npos) {
            const std::string_view kept = kept_of(between);
            if (!kept.empty() && kept != "\n") refuse_template();  // a line end, by some editor
            return tags;
        }
        const bool is_block = jinja[open + 1] == '%';
        between.before_block = is_block;
        between.before_minus = jinja.substr(open + 2, 1) == "-";
        if (!kept_of(between).empty()) refuse_template();

        const std::size_t begin = open + (between.before_minus ? 3 : 2);
        const std::size_t close = jinja.find(is_block ? "%}" : "}}", begin);
        if (close == jinja.npos) refuse_template();
        const bool minus = close > begin && jinja[close - 1] == '-';
        tags.push_back((is_block ? "%" : "{") +
                       normal_form(jinja.substr(begin, close - begin - (minus ? 1 : 0))));
        between = {{}, false, is_block, minus, false, false};
        at = close + 2;
    }
}

// ---- the family ---------------------------------------------------------------------------------

// Takes the tags one by one.
class TagReader {
  public:
    explicit TagReader(std::vector<std::string> tags) : tags_(std::move(tags)) {}

    bool take(std::string_view tag) {
        if (at_ == tags_.size() || tags_[at_] != tag) return false;
        ++at_;
        return true;
    }
    void expect(std::string_view tag) {
        if (!take(tag)) refuse_template();
    }
    // The text of a tag that prints nothing but a text.
    std::string text() {
        if (at_ == tags_.size()) refuse_template();
        const std::string_view tag = tags_[at_++];
        if (tag.size() < 3 || !tag.starts_with("{\1") || !tag.ends_with('\1')) refuse_template();
        const std::string_view inner = tag.substr(2, tag.size() - 3);
        if (inner.find('\1') != inner.npos) refuse_template();
        return std::string(inner);
    }
    bool is_at_end() const { return at_ == tags_.size(); }

  private:
    std::vector<std::string> tags_;
    std::size_t at_ = 0;
};

// One whole turn, from <|im_start|> to the line end behind <|im_end|>.
bool is_turn(std::string_view text) {
    const std::string end = std::string(kEndOfTurn) + "\n";
    const std::string_view inner = text.substr(std::min(kStart.size(), text.size()));
    return text.starts_with(kStart) && inner.ends_with(end) && inner.find(kStart) == inner.npos &&
           inner.find(kEndOfTurn) == inner.size() - end.size() &&
           inner.find('\n') < inner.size() - end.size();
}

}  // namespace

ChatTemplate ChatTemplate::from_jinja(std::string_view jinja) {
    if (jinja.find('\1') != jinja.npos) refuse_template();
    TagReader tags(tags_of(jinja));
    if (tags.take("%if not add_generation_prompt is defined")) {
        tags.expect("%set add_generation_prompt=false");
        tags.expect("%endif");
    }
    ChatTemplate chat;
    tags.expect("%for message in messages");
    if (tags.take("%if loop.first and messages[0][\1role\1]!=\1system\1")) {
        chat.in_front_ = tags.text();
        if (!is_turn(chat.in_front_)) refuse_template();
        tags.expect("%endif");
    }
    tags.expect("{\1<|im_start|>\1+message[\1role\1]+\1\n\1+message[\1content\1]+\1<|im_end|>\n\1");
    tags.expect("%endfor");
    tags.expect("%if add_generation_prompt");
    tags.expect("{\1<|im_start|>assistant\n\1");
    tags.expect("%endif");
    if (!tags.is_at_end()) refuse_template();
    return chat;
}

std::string ChatTemplate::text(std::span<const ChatMessage> messages, bool ask) const {
    std::string text;
    if (!messages.empty() && messages.front().role != "system") text += in_front_;
    for (const ChatMessage& message : messages) {
        text += kStart;
        text += message.role + "\n" + message.content;
        text += kEndOfTurn;
        text += "\n";
    }
    if (ask) text += std::string(kStart) + "assistant\n";
    return text;
}

std::vector<int> ChatTemplate::ids(const Tokenizer& tokenizer,
                                   std::span<const ChatMessage> messages, bool ask,
                                   SpecialTokens content) const {
    const std::optional<int> start = tokenizer.id_of_added(kStart);
    const std::optional<int> end = tokenizer.id_of_added(kEndOfTurn);
    require_input(start && end, "this model's tokenizer has no {} and {}, so it is no chat model",
                  kStart, kEndOfTurn);
    std::vector<int> ids;
    const auto recognised = SpecialTokens::recognised;
    if (!messages.empty() && messages.front().role != "system")
        tokenizer.append(in_front_, recognised, ids);
    for (const ChatMessage& message : messages) {
        ids.push_back(*start);
        tokenizer.append(message.role + "\n" + message.content, content, ids);
        ids.push_back(*end);
        tokenizer.append("\n", recognised, ids);
    }
    if (ask) {
        ids.push_back(*start);
        tokenizer.append("assistant\n", recognised, ids);
    }
    return ids;
}

}  // namespace book
