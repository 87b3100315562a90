#include "teacher/doubts.h"

#include <regex>
#include <set>
#include <sstream>

namespace book::teacher {
namespace {

bool matters(const std::string& line) {
    static const std::regex kinds(
        "\\[-W(maybe-uninitialized|.*uninitialized.*|return-type|.*overflow.*|.*bounds.*|"
        "type-limits|.*compare.*|div-by-zero|.*parentheses|misleading-indentation|empty-body|"
        "unused-value|unused-but-set-variable|unused-comparison|infinite-recursion|sequence-point|"
        "unsequenced|shift-.*|self-assign.*|self-move|dangling.*|return-local-addr|"
        "return-stack-address|address|int-in-bool-context|duplicated-.*|logical-.*|"
        "implicit-fallthrough.*|literal-conversion|comma)(=[0-9]*)?\\]");
    return std::regex_search(line, kinds);
}

}  // namespace

bool declares_without_value(const std::string& text) {
    static const std::regex declaration(
        "(^|[{;(,])\\s*(const |static |std::)*([A-Za-z_]\\w*)(<.*>)?[ *]+"
        "(\\w+\\s*(=[^,;(){}]*)?,\\s*)*\\w+\\s*(\\[.*\\]\\s*)*(;|,.*;)");
    static const std::set<std::string> harmless{
        "return", "throw",    "delete",   "goto",       "using",    "case",
        "else",   "Matrix",   "vector",   "map",        "set",      "string",
        "pair",   "optional", "function", "Pair",       "Merge",    "Tape",
        "Tokens", "Pieces",   "Trained",  "Parameters", "Answered", "KeyValueCache"};
    constexpr std::size_t kLongLine = 400;  // the expression would go too deep
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        line.erase(std::min(line.find("//"), line.size()));
        if (line.size() > kLongLine) return true;
        for (std::sregex_iterator at(line.begin(), line.end(), declaration), end; at != end; ++at)
            if (harmless.count((*at)[3]) == 0) return true;
    }
    return false;
}

std::string warnings_that_matter(const std::string& lines) {
    std::string some;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);)
        if (matters(line)) some += line + "\n";
    return some;
}

}  // namespace book::teacher
