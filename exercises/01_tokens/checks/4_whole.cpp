// Checks exercise 1.4, the whole characters of a text that is half said.
#include <numeric>
#include <string>

#include "01_tokens/checks/tokens.h"
#include "core/display_width.h"
#include "text/utf8.h"

namespace book::teacher::exercise_1_4 {
namespace {

const std::vector<std::string> kNarrow{"a", "n", "t", "é", "ç", "ñ"};
const std::vector<std::string> kWide{"€", "愛", "🍩", "😀", "é"};

// Characters where one length ends and the next begins.
const std::vector<std::string> kBounds{
    "\x7F",         "\xC2\x80",         "\xDF\xBF",        "\xE0\xA0\x80",
    "\xEF\xBF\xBD", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};

std::string draw_text(int characters, const std::vector<std::string>& kinds, Rng& rng) {
    std::string text;
    for (int i = 0; i < characters; ++i)
        text += kinds[static_cast<std::size_t>(rng.below(static_cast<int>(kinds.size())))];
    return text;
}

Case of(const char* about, const std::string& text, int missing) {
    Tokens bytes;
    for (char byte : text) bytes.push_back(static_cast<unsigned char>(byte));
    bytes.resize(bytes.size() - static_cast<std::size_t>(missing));
    return {about, {{"bytes", row_of(bytes)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    const auto some = [&] { return draw_text(3, kNarrow, rng); };
    all.push_back(of("letters of one byte", draw_text(4, {"a", "b", "c"}, rng), 0));
    all.push_back(of("an é, whole", some() + "é", 0));
    all.push_back(of("half of an é", some() + "é", 1));
    all.push_back(of("a doughnut, whole", some() + "🍩", 0));
    all.push_back(of("a quarter of a doughnut", some() + "🍩", 3));
    all.push_back(of("three quarters of a doughnut", some() + "🍩", 1));
    all.push_back(of("two thirds of a 愛", some() + "愛", 1));
    const std::string text = draw_text(6, kWide, rng);
    all.push_back(of("a text cut anywhere", text, rng.below(4)));
    std::vector<std::string> bounds = kBounds;
    rng.shuffle(bounds);
    all.push_back(of("characters where one length ends and the next begins",
                     std::accumulate(bounds.begin(), bounds.end(), std::string()), 0));
    all.push_back(of("nothing has been written yet", "", 0));
    return all;
}

std::string bytes_of(const Case& c) {
    std::string bytes;
    for (int byte : tokens_of(c.matrix(0))) bytes += static_cast<char>(byte);
    return bytes;
}

std::size_t whole(const std::string& bytes) {
    return std::min(first_invalid_utf8(bytes), bytes.size());
}

Matrix up_to_ascii(const Case& c) {
    const std::string bytes = bytes_of(c);
    std::size_t n = bytes.size();
    while (n > 0 && static_cast<unsigned char>(bytes[n - 1]) >= 128) --n;
    return as_input(n);
}

Matrix always_drops_the_last(const Case& c) {
    const std::string bytes = bytes_of(c);
    std::size_t n = bytes.size();
    while (n > 1 && (static_cast<unsigned char>(bytes[n - 1]) & 0xC0) == 0x80) --n;
    return as_input(n == 0 ? 0 : n - 1);
}

// As many bytes as the first bytes promise, whether they are there or not.
Matrix counts_what_is_promised(const Case& c) {
    const Tokens bytes = tokens_of(c.matrix(0));
    std::size_t n = 0;
    while (n < bytes.size()) n += bytes[n] < 128 ? 1 : bytes[n] < 224 ? 2 : bytes[n] < 240 ? 3 : 4;
    return as_input(n);
}

Matrix counts_characters(const Case& c) {
    const std::string bytes = bytes_of(c).substr(0, whole(bytes_of(c)));
    std::size_t characters = 0;
    for (std::size_t at = 0; at < bytes.size(); ++characters) next_code_point(bytes, at);
    return as_input(characters);
}

const Register registered(
    {"1.4",
     "How much of an unfinished text can be shown?",
     "exercises/01_tokens/4_whole.cpp",
     cases,
     [](const Case& c) { return as_input(exercise::whole_characters(bytes_of(c))); },
     [](const Case& c) { return as_input(whole(bytes_of(c))); },
     {{"shows_everything",
       "This is what you get when all the bytes are shown. The last character may not be complete "
       "yet.",
       [](const Case& c) { return as_input(bytes_of(c).size()); }},
      {"up_to_ascii",
       "This is what you get when everything after the last byte below 128 is held back. But a "
       "character of several bytes can be complete, too.",
       up_to_ascii},
      {"always_drops_the_last",
       "This is what you get when the last character is always held back. If all of its bytes "
       "are there, it can be shown.",
       always_drops_the_last},
      {"counts_what_is_promised",
       "This is what you get when the last character counts in full, although some of its bytes "
       "are still missing. Look whether it ends before the text does.",
       counts_what_is_promised},
      {"counts_characters",
       "This is what you get when you count characters. The question is how many bytes they take "
       "up.",
       counts_characters}}});

}  // namespace
}  // namespace book::teacher::exercise_1_4
