#include "render/in_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "notebook/escape_markdown.h"

namespace book {
namespace {

// "12 claims, 10 held, 1 failed, 1 not run"
std::string sum_of(const std::vector<Claim>& claims) {
    const auto count = [&](Verdict verdict) {
        return std::count_if(claims.begin(), claims.end(),
                             [&](const Claim& c) { return c.verdict == verdict; });
    };
    const auto failed = count(Verdict::failed);
    const auto not_run = count(Verdict::not_run);
    std::string sum = fmt::format("{} {}, {} held", claims.size(),
                                  claims.size() == 1 ? "claim" : "claims", count(Verdict::held));
    if (failed > 0) sum += fmt::format(", {} failed", failed);
    if (not_run > 0) sum += fmt::format(", {} not run", not_run);
    return sum;
}

Table table_of(const std::vector<Claim>& claims) {
    Table table{"", "claim"};
    for (const Claim& c : claims) table.add(sign(c.verdict), c.claim);
    return table;
}

// A cell is plain text, so the value goes in as it is, without Markdown's escapes.
Table table_of_rounded(const Document& document) {
    Table table{"what", "the article says", "computed"};
    for (const Rounded& r : document.rounded)
        table.add(r.what, r.says, print_value(document, r.name, {}, r.format));
    return table;
}

}  // namespace

const char* sign(Verdict verdict) {
    switch (verdict) {
        case Verdict::held:
            return "✓";
        case Verdict::failed:
            return "✗";
        case Verdict::not_run:
            break;
    }
    return "–";
}

std::string in_words(const ExerciseNote& exercise) {
    return fmt::format("**Exercise {}.** {} `./book exercise {}`", exercise.number, exercise.task,
                       exercise.number);
}

std::string in_words(const Recap& recap) {
    if (recap.answer.empty()) return recap.markdown;
    const std::string answer = "**In one line.** " + recap.answer;
    return recap.markdown.empty() ? answer : answer + "\n\n" + recap.markdown;
}

std::string in_words(const Sources& sources) {
    std::string list;
    for (const std::string& source : sources.list) list += (list.empty() ? "- " : "\n- ") + source;
    return list;
}

std::string missing_source(const Code& code) {
    return fmt::format("*(The source {} is not here: its code is not shown.)*",
                       escape_markdown(code.path));
}

std::string answers_to_questions(const Document& document) {
    std::string answers;
    int number = 0;
    for (const Block& block : document.blocks) {
        const Questions* questions = std::get_if<Questions>(&block);
        if (questions == nullptr) continue;
        for (const Question& q : questions->list)
            answers += fmt::format("{}{}. {}", answers.empty() ? "" : "\n\n", ++number, q.answer);
    }
    return answers;
}

std::string ledger_line(const Document& document) {
    const std::size_t rounded = document.rounded.size();
    if (rounded == 0) return sum_of(document.claims) + ".";
    const std::string numbers =
        fmt::format("{} {} of the article beside {}", rounded, rounded == 1 ? "number" : "numbers",
                    rounded == 1 ? "ours" : "our own");
    return document.claims.empty() ? numbers + "." : sum_of(document.claims) + "; " + numbers + ".";
}

std::vector<Block> ledger_blocks(const Document& document) {
    std::vector<Block> blocks;
    if (!document.claims.empty()) {
        blocks.push_back(CaptionedTable{table_of(document.claims), ""});
    }
    if (!document.rounded.empty()) {
        blocks.push_back(Prose{"What the article rounded, or got a little wrong:"});
        blocks.push_back(CaptionedTable{table_of_rounded(document), ""});
    }
    return blocks;
}

Figure filled_in(const Document& document, const Figure& figure) {
    Figure result = with_timings(document, figure);
    result.title = fill_in(document, figure.title, Escape::none);
    result.alt = fill_in(document, figure.alt, Escape::none);
    return result;
}

}  // namespace book
