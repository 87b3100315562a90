#include "teacher/declared.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sstream>

#include "host/files.h"
#include "render/wrap_code.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// With one space for each run of blanks, and none at the ends.
std::string in_one_line(const std::string& code) {
    std::string text;
    std::istringstream words(code);
    for (std::string word; words >> word;) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string without_comments(const std::string& code) {
    std::string text;
    std::istringstream lines(code);
    for (std::string line; std::getline(lines, line);) {
        const bool is_code = line.find_first_not_of(' ') != line.find('#');
        if (is_code) text += line.substr(0, find_comment(line));
        text += '\n';
    }
    return text;
}

// Behind the bracket that closes the one at `open`; npos if none does.
std::size_t behind_bracket(const std::string& code, std::size_t open) {
    int depth = 0;
    for (std::size_t at = open; at < code.size(); ++at) {
        if (code[at] == '(') ++depth;
        if (code[at] == ')' && --depth == 0) return at + 1;
    }
    return std::string::npos;
}

// The word that ends before `end`.
std::string word_before(const std::string& code, std::size_t end) {
    while (end > 0 && is_blank(code[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && is_in_name(code[begin - 1])) --begin;
    return code.substr(begin, end - begin);
}

// "1_softmax.cpp" of the line "// 1_softmax.cpp"; "" of others.
std::string file_named(const std::string& line) {
    if (line.rfind("// ", 0) != 0 || !line.ends_with(".cpp")) return "";
    return line.find(' ', 3) == std::string::npos ? line.substr(3) : "";
}

// The types of the parameters, without names and blanks: the last word of one that has several is its
// name.
std::vector<std::string> types_of(const std::string& head) {
    std::vector<std::string> types;
    const std::size_t open = head.find('(');
    if (open == std::string::npos) return types;
    std::string one;
    const auto end_one = [&] {
        one = in_one_line(one);
        const std::string name = word_before(one, one.size());
        const std::string before = in_one_line(one.substr(0, one.size() - name.size()));
        const bool is_named = !before.empty() && !before.ends_with("::") && before != "const";
        std::string type = is_named ? before : one;
        std::erase_if(type, is_blank);
        if (!type.empty()) types.push_back(type);
        one.clear();
    };
    int depth = 0;
    for (const char c : head.substr(open + 1, head.rfind(')') - open - 1)) {
        if (c == '<' || c == '(') ++depth;
        if (c == '>' || c == ')') --depth;
        if (c == ',' && depth == 0)
            end_one();
        else
            one += c;
    }
    end_one();
    return types;
}

}  // namespace

std::vector<Declared> declared_in(const fs::path& header) {
    std::vector<Declared> all;
    std::error_code none;
    if (!fs::is_regular_file(header, none)) return all;
    const int chapter = std::atoi(header.parent_path().filename().c_str());
    std::string file, code;
    std::istringstream lines(text_of(header));
    for (std::string line; std::getline(lines, line);) {
        if (const std::string named = file_named(line); !named.empty()) {
            file = named;
            code.clear();
            continue;
        }
        code += line.substr(0, find_comment(line)) + " ";
        if (code.find(';') == std::string::npos) continue;
        const std::string text = in_one_line(code.substr(0, code.find(';')));
        const std::size_t open = text.find('(');
        const bool declares = !file.empty() && open != std::string::npos &&
                              text.find_first_of("{}=") == std::string::npos;
        if (declares)
            all.push_back({word_before(text, open), text, file,
                           fmt::format("{}.{}", chapter, std::atoi(file.c_str()))});
        code.clear();
    }
    return all;
}

std::string head_of_definition(const std::string& with_comments, const std::string& name) {
    const std::string code = without_comments(with_comments);
    for (std::size_t at = code.find(name); at != std::string::npos; at = code.find(name, at + 1)) {
        std::size_t open = at + name.size();
        while (open < code.size() && is_blank(code[open])) ++open;
        const bool is_whole = (at == 0 || !is_in_name(code[at - 1])) && code[open] == '(';
        const std::size_t end = is_whole ? behind_bracket(code, open) : std::string::npos;
        if (end == std::string::npos) continue;
        if (code.compare(std::min(code.find_first_not_of(" \t\n", end), code.size()), 1, "{") != 0)
            continue;  // a call
        const std::size_t before = at == 0 ? std::string::npos : code.find_last_of(";{}", at - 1);
        const std::size_t begin = before == std::string::npos ? 0 : before + 1;
        return in_one_line(code.substr(begin, end - begin));
    }
    return "";
}

bool is_in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool take_the_same(const std::string& head, const std::string& declaration) {
    return types_of(head) == types_of(declaration);
}

}  // namespace book::teacher
