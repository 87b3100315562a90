#include "render/in_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "notebook/escape_markdown.h"

namespace book {

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

std::string in_words(const Sources& sources) {
    std::string list;
    for (const std::string& source : sources.list) list += (list.empty() ? "- " : "\n- ") + source;
    return list;
}

std::string missing_source(const Code& code) {
    return fmt::format("*(The source {} is not here: its code is not shown.)*",
                       escape_markdown(code.path));
}

std::string answers_to_guesses(const Document& document) {
    std::string answers;
    for (const Block& block : document.blocks)
        if (const Guess* g = std::get_if<Guess>(&block))
            answers += fmt::format("{}{}. {}", answers.empty() ? "" : "\n\n", g->number, g->answer);
    return answers;
}

std::vector<Block> ledger_blocks(const Document& document) {
    std::vector<Block> blocks;
    if (!document.claims.empty()) {
        const auto count = [&](Verdict v) {
            return std::count_if(document.claims.begin(), document.claims.end(),
                                 [&](const Claim& c) { return c.verdict == v; });
        };
        Table claims{"", "claim"};
        for (const Claim& c : document.claims) claims.add(sign(c.verdict), c.claim);
        const std::size_t all = document.claims.size();
        std::string sum =
            fmt::format("{} {}, {} held", all, all == 1 ? "claim" : "claims", count(Verdict::held));
        if (const auto n = count(Verdict::failed)) sum += fmt::format(", **{} failed**", n);
        if (const auto n = count(Verdict::not_run)) sum += fmt::format(", {} not run", n);
        blocks.push_back(Heading{2, "Ledger"});
        blocks.push_back(Prose{sum + "."});
        blocks.push_back(CaptionedTable{claims, ""});
    }
    if (!document.rounded.empty()) {
        // A cell is plain text, so the value goes in as it is, without Markdown's escapes.
        Table rounded{"what", "the article says", "computed"};
        for (const Rounded& r : document.rounded)
            rounded.add(r.what, r.says, print_value(document, r.name, {}, r.format));
        blocks.push_back(Prose{"What the article rounded, or got a little wrong:"});
        blocks.push_back(CaptionedTable{rounded, ""});
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
