#include "natural.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/require.h"
#include "host/sources.h"
#include "text/lines.h"

namespace chapter_10 {
using namespace book;

namespace {

constexpr const char* kFolder = "chapters/10_full_model/natural";
constexpr std::size_t kLargestFile = std::size_t{1} << 16;
constexpr std::size_t kFewPasses = 4;  // after so many, the page looks at the mark once more

std::string path_of(const std::string& name) {
    return fmt::format("{}/{}/{}", source_root(), kFolder, name);
}

Marks read_marks(const std::string& path) {
    try {
        const auto all = nlohmann::ordered_json::parse(read_file(path, kLargestFile));
        Marks marks;
        all.at("bleu").get_to(marks.bleu);
        all.at("precisions").get_to(marks.precisions);
        for (const auto& each : all.at("found_words"))
            marks.classes.push_back(
                {each.at("least").get<std::int64_t>(), each.value("most", kNoUpperEnd),
                 each.at("words").get<std::int64_t>(), each.at("found").get<std::int64_t>()});
        return marks;
    } catch (const nlohmann::ordered_json::exception&) {
        throw InputError(path + ": this is not what ./book evaluate --json --trained-on prints");
    }
}

NaturalRun read_run(const std::string& name, const std::string& what) {
    NaturalRun run{what, read_learning_curve(path_of(name + ".csv")),
                   read_marks(path_of(name + ".json"))};
    require_input(run.curve.size() > kFewPasses, "{}: has too few lines", path_of(name + ".csv"));
    require_input(run.marks.precisions.size() == 4 && run.marks.classes.size() > 1,
                  "{}: is not whole", path_of(name + ".json"));
    return run;
}

Figure figure_of(const std::vector<NaturalRun>& runs) {
    Plot plot{{"passes over the sentences"}, {"BLEU, sentences set aside"}};
    for (const NaturalRun& run : runs) {
        std::vector<double> epochs, marks;
        for (const CurvePoint& p : run.curve) {
            epochs.push_back(p.epochs);
            marks.push_back(p.bleu);
        }
        plot.line(run.what, epochs, marks);
    }
    return {"natural", "Most is learnt in the first few passes",
            "BLEU over the passes, one curve for each of three runs. All rise steeply at first. "
            "Then the "
            "recipe's goes on rising slowly, that of the narrow model stays below it, and that "
            "without dropout, which was ahead in the first passes, sinks a little.",
            plot};
}

Table table_of(const std::vector<NaturalRun>& runs) {
    Table table{"",
                {"minutes", ".0f"},
                {"loss in training", ".2f"},
                {"lowest loss, set aside", ".2f"},
                {"in pass", ".0f"},
                {"BLEU, test", ".1f"}};
    for (const NaturalRun& run : runs) {
        const CurvePoint& least = least_of(run);
        table.add(run.what, minutes_of_pass(run) * run.curve.back().epochs,
                  run.curve.back().training_loss, least.validation_loss, least.epochs,
                  run.marks.bleu);
    }
    return table;
}

// The shares fall from the most frequent class to the rarest.
bool fall_with_rarity(const Marks& marks) {
    for (std::size_t k = 1; k < marks.classes.size(); ++k)
        if (marks.classes[k].share() <= marks.classes[k - 1].share()) return false;
    return true;
}

void show_curves(Page& page, const std::vector<NaturalRun>& runs) {
    const NaturalRun &whole = runs[0], &sure = runs[1], &narrow = runs[2];
    page.value("natural.first", whole.curve.front().bleu);
    page.value("natural.few", whole.curve[kFewPasses - 1].epochs);
    page.value("natural.after.few", whole.curve[kFewPasses - 1].bleu);
    page.value("natural.last", whole.curve.back().bleu);
    page.value("natural.passes", whole.curve.back().epochs);
    page.value("natural.minutes", minutes_of_pass(whole));
    page.value("natural.minutes.narrow", minutes_of_pass(narrow));
    page.text(R"md(
        How good is that second recipe? We tried it on sentences that people wrote: Multi30k, which has 29,000
        captions of photographs to learn from, in French and in English (Elliott et al. 2016 and 2017). Some of
        its sentences are set aside, as ours were, and there is a test. The captions belong to others, and none
        of them is in this book. What we recorded is how the learning went: once with the recipe as it is, once
        without dropout, and once with rows and feed-forward layers half as wide.)md");
    page.show(figure_of(runs));
    page.text(R"md(
        After the first pass the recipe's translator reaches @{natural.first:.1f} BLEU on the sentences that
        were set aside, which is next to nothing. After @{natural.few:.0f} passes it reaches
        @{natural.after.few:.1f}, and after all @{natural.passes:.0f} it reaches @{natural.last:.1f}. One pass
        took @{natural.minutes:.1f} minutes on a single core of our machine. Here is how the runs ended. (The losses
        in training include smoothing, and in two runs dropout, and are larger for it. Each run was tested with the
        model that did best on the sentences set aside.))md");
    page.show(table_of(runs), "Recorded: three runs over Multi30k, French to English");
    const CurvePoint& least = least_of(sure);
    page.value("natural.sure.training", sure.curve.back().training_loss);
    page.value("natural.whole.training", whole.curve.back().training_loss);
    page.value("natural.sure.least", least.validation_loss);
    page.value("natural.sure.pass", least.epochs);
    page.value("natural.sure.end", sure.curve.back().validation_loss);
    page.values({{"natural.test", whole.marks.bleu},
                 {"natural.test.sure", sure.marks.bleu},
                 {"natural.test.narrow", narrow.marks.bleu}});
    page.check("without dropout the loss on the sentences set aside rises again",
               sure.curve.back().validation_loss > 1.02 * least.validation_loss);
    page.check(
        "with dropout, the lowest loss on the sentences set aside is "
        "lower than without",
        least_of(whole).validation_loss < least.validation_loss);
    page.check(
        "the recipe as it is translates the test better than it does without dropout or at "
        "half the width",
        whole.marks.bleu > std::max(sure.marks.bleu, narrow.marks.bleu));
    page.text(R"md(
        Look at the run without dropout. Its loss in training ends at @{natural.sure.training:.2f}, far below
        the recipe's @{natural.whole.training:.2f}. But its loss on the sentences set aside is lowest in pass
        @{natural.sure.pass:.0f}, at @{natural.sure.least:.2f}, and from there it rises to
        @{natural.sure.end:.2f}: the model is learning its captions by heart. In the test it gets
        @{natural.test.sure:.1f} BLEU, and the recipe @{natural.test:.1f}. Size matters, too: the narrow model
        takes @{natural.minutes.narrow:.1f} minutes for a pass, and gets @{natural.test.narrow:.1f}.)md");
}

void show_mistakes(Page& page, const Marks& marks) {
    page.text(R"md(
        And what is still wrong? To see that, we took every word of the test's English translations and asked
        two things: how often does it occur in the sentences that the model learnt from, and did the model say
        it, anywhere in its own translation?)md");
    Table table{"occurs in training", {"words in the test", ","}, {"said", ".1%"}};
    for (std::size_t k = marks.classes.size(); k-- > 0;)
        table.add(occurrences(marks.classes[k]), marks.classes[k].words, marks.classes[k].share());
    page.show(table,
              "Recorded: what the recipe's translator finds, by how often "
              "it met the word");
    page.value("natural.frequent", marks.classes.back().share());
    page.value("natural.rare", marks.classes.at(1).share());
    page.value("natural.never", marks.classes.at(0).share());
    page.values({{"natural.words", marks.precisions[0]}, {"natural.runs", marks.precisions[3]}});
    page.check("the rarer a word is in training, the less often it is found",
               fall_with_rarity(marks));
    page.text(R"md(
        Of the words that it met a thousand times or more it finds @{natural.frequent:.0%}, of those that it met
        one to nine times @{natural.rare:.0%}, and of those that it never met @{natural.never:.0%}: these it
        would have to spell from pieces. Rare words are the first kind of mistake, and only more sentences
        would help. The second kind is between the words: @{natural.words:.0f}% of the words that it says occur
        in the right translation, but only @{natural.runs:.0f}% of its runs of four do. (Not all of these are
        mistakes. A caption can be translated in many good ways, and the test knows only one.)

        To repeat this on your own machine, get the files of Multi30k and give these commands:

        - `./book train --source train.fr --target train.en --validation-source val.fr --validation-target val.en
          --lowercase --model m.safetensors --curve m.csv`, with `--dropout 0` for the second run and with
          `--width 96 --feed-forward 256` for the third;
        - `./book evaluate --model m.safetensors --source test_2016_flickr.fr --reference test_2016_flickr.en
          --trained-on train.en --lowercase --beam 4 --json`.

        How good is @{natural.test:.1f}? Marks from other tests and languages cannot be compared with it. On
        the same captions, but from German into English, a well-known tutorial's Transformer of 9 million
        parameters is reported to reach 36.5, and from English into German Wu et al. (2021) report 41.0 for one of
        2.6 million.)md");
    page.source("Elliott et al. 2016, Multi30k", "https://aclanthology.org/W16-3210");
    page.source("Elliott et al. 2017, its French sentences and tests",
                "https://aclanthology.org/W17-4718");
    page.source("Trevett, PyTorch Seq2Seq: a Transformer on Multi30k",
                "https://github.com/bentrevett/pytorch-seq2seq");
    page.source("Wu et al. 2021, Good for Misconceived Reasons",
                "https://aclanthology.org/2021.acl-long.480");
}

}  // namespace

std::vector<NaturalRun> recorded_runs() {
    return {read_run("default", "the recipe"), read_run("no_dropout", "without dropout"),
            read_run("narrow", "half as wide")};
}

void natural_language(Page& page, const std::vector<NaturalRun>& runs) {
    show_curves(page, runs);
    show_mistakes(page, runs[0].marks);
}

}  // namespace chapter_10
