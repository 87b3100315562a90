#include "translation.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <mutex>
#include <numeric>
#include <string_view>
#include <type_traits>

#include "core/clock.h"
#include "core/parallel.h"
#include "corpus/corpus.h"
#include "host/atomic_file.h"
#include "host/terminal.h"
#include "model/decoding.h"
#include "model/transformer.h"
#include "optim/training_step.h"
#include "recall/csv_fields.h"
#include "recall/recurrent_translator.h"
#include "recall/training.h"
#include "text/bpe.h"
#include "text/lines.h"

namespace chapter_09 {
using namespace book;
namespace {

constexpr int kPieces = 600;  // of a batch, at most
constexpr double kSmoothing = 0.05;

// Who translates, with how many numbers in a row, and for how many steps: about equal parameters, and
// about equal time on one thread of the machine on which it was recorded.
struct Contender {
    const char* name;
    int state, steps;
    std::vector<double> rates;
};
const std::vector<Contender>& contenders() {
    static const std::vector<Contender> all{
        {"lstm", 136, 5200, {0.0015, 0.003, 0.006, 0.012, 0.024}},
        {"lstm_attention", 124, 3200, {0.003, 0.006, 0.012, 0.024}},
        {"transformer", 64, 4300, {0.00075, 0.0015, 0.003, 0.006}},
    };
    return all;
}

int words_in(const std::string& text) {
    return 1 + static_cast<int>(std::count(text.begin(), text.end(), ' '));
}

// Sentences joined by a semicolon until there are 20 to 40 words.
std::vector<SentencePair> joined(const std::vector<SentencePair>& from, int count, Rng& rng) {
    std::vector<SentencePair> all;
    while (static_cast<int>(all.size()) < count) {
        const int goal = 20 + rng.below(15);
        SentencePair next;
        while (next.source.empty() || words_in(next.source) < goal) {
            const SentencePair& more =
                from[static_cast<std::size_t>(rng.below(static_cast<int>(from.size())))];
            const char* between = next.source.empty() ? "" : " ; ";
            next.source += between + more.source;
            next.target += between + more.target;
        }
        if (words_in(next.source) <= 40) all.push_back(next);
    }
    return all;
}

struct Schoolbook {
    std::vector<TokenPair> training, validation;
    std::vector<TokenPair> tests[4];  // by length
    int pieces = 0;                   // of the vocabulary
};

Schoolbook make_schoolbook() {
    Rng rng(1);
    BookCorpus corpus = book_corpus();
    std::vector<std::string> lines = sources_of(corpus.training);
    for (const std::string& line : targets_of(corpus.training)) lines.push_back(line);
    for (int i = 0; i < 50; ++i) lines.push_back("a ; b");
    const Bpe bpe = Bpe::train(lines, 1500);
    const auto encoded = [&](const SentencePair& p) {
        return TokenPair{bpe.encode(p.source), bpe.encode(p.target)};
    };
    Schoolbook book;
    book.pieces = bpe.vocabulary_size();
    for (const SentencePair& p : corpus.training) book.training.push_back(encoded(p));
    for (const SentencePair& p : joined(corpus.training, 8000, rng))
        book.training.push_back(encoded(p));
    for (std::size_t i = 0; i < 100; ++i) book.validation.push_back(encoded(corpus.validation[i]));
    for (const SentencePair& p : joined(corpus.validation, 50, rng))
        book.validation.push_back(encoded(p));
    std::vector<SentencePair> test = corpus.test;
    for (const SentencePair& p : joined(corpus.test, 300, rng)) test.push_back(p);
    for (const SentencePair& p : test) {
        const int n = words_in(p.source);
        std::vector<TokenPair>& to = book.tests[n <= 6 ? 0 : n < 20 ? 1 : n < 30 ? 2 : 3];
        if (to.size() < 150) to.push_back(encoded(p));
    }
    return book;
}

// What both kinds of model can do.
struct Model {
    Parameters* parameters;
    std::function<Var(Tape&, const Batch&, double)> loss;
    std::function<std::vector<std::vector<int>>(const std::vector<std::vector<int>>&)> translate;
};

double exact(const Model& model, const std::vector<TokenPair>& pairs) {
    std::vector<std::vector<int>> sources;
    for (const TokenPair& p : pairs) sources.push_back(p.source);
    const std::vector<std::vector<int>> said = model.translate(sources);
    double right = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) right += said[i] == pairs[i].target;
    return right / static_cast<double>(pairs.size());
}

TranslationRow train(Model model, const Schoolbook& book, const Contender& who, double rate) {
    TranslationRow row;
    row.model = who.name;
    row.rate = rate;
    row.steps = who.steps;
    row.parameters = static_cast<int>(model.parameters->size());
    Rng rng(1);
    Adam adam(model.parameters->size());
    Tape tape;
    Trial schedule;
    schedule.steps = who.steps;
    schedule.rate = rate;
    std::vector<std::vector<int>> plan;
    std::size_t next = 0;
    Batch batch;
    const Learner learner{*model.parameters,
                          [&](Tape& on) { return model.loss(on, batch, kSmoothing); }};
    const Stopwatch clock;
    for (int step = 1; step <= who.steps; ++step) {
        if (next == plan.size()) {
            plan = plan_batches(book.training, kPieces, rng);
            next = 0;
        }
        batch = make_batch(book.training, plan[next++]);
        training_step(learner, tape, adam, {trial_rate(schedule, step), 1});
    }
    row.seconds = clock.seconds();
    std::vector<int> all(book.validation.size());
    std::iota(all.begin(), all.end(), 0);
    const Batch validation = make_batch(book.validation, all);
    tape.clear();
    row.loss = static_cast<double>(model.loss(tape, validation, 0).value()(0, 0));
    row.shorter = exact(model, book.tests[0]);
    row.middle = exact(model, book.tests[1]);
    row.joined = exact(model, book.tests[2]);
    row.longest = exact(model, book.tests[3]);
    return row;
}

TranslationRow train(const Schoolbook& book, const Contender& who, double rate) {
    if (who.name == std::string("transformer")) {
        TransformerConfig config;
        config.vocabulary = book.pieces;
        config.width = who.state;
        config.dropout = 0;
        config.feed_forward = 256;
        config.max_length = 256;
        Transformer t(config, 1);
        return train({&t.parameters(),
                      [&](Tape& tape, const Batch& b, double e) { return t.loss(tape, b, e); },
                      [&](const std::vector<std::vector<int>>& sources) {
                          std::vector<std::vector<int>> said;
                          for (const Decoded& d : decode(t, sources)) said.push_back(d.tokens());
                          return said;
                      }},
                     book, who, rate);
    }
    RecurrentTranslator r(book.pieces, 64, who.state, who.name != std::string("lstm"), 1);
    return train(
        {&r.parameters(), [&](Tape& tape, const Batch& b, double e) { return r.loss(tape, b, e); },
         [&](const std::vector<std::vector<int>>& s) { return r.translate(s, 100); }},
        book, who, rate);
}

// Calls f(column, what, field) for each field of a row, in the order of the file: the one list of them.
template <class Row, class F>
void for_each_field(Row& row, F f) {
    auto& [model, rate, parameters, steps, loss, shorter, middle, longer, longest, seconds] = row;
    f("model", "model", model);
    f("rate", "rate", rate);
    f("parameters", "number of parameters", parameters);
    f("steps", "number of steps", steps);
    f("loss", "loss", loss);
    f("words_3_6", "share", shorter);
    f("words_7_12", "share", middle);
    f("words_20_29", "share", longer);
    f("words_30_40", "share", longest);
    f("seconds", "number of seconds", seconds);
}

std::string columns() {
    std::string all;
    const TranslationRow row;
    for_each_field(row, [&](const char* column, auto&&...) { all += std::string(column) + ','; });
    return all + "command";
}

std::string line_of(const TranslationRow& row) {
    std::string line;
    for_each_field(row, [&](std::string_view column, const char*, const auto& value) {
        line += fmt::format(fmt::runtime(column == "seconds" ? "{:.1f}," : "{},"), value);
    });
    return line + "./book run 9 --translation\n";
}

void write(const std::string& path, const std::vector<TranslationRow>& rows) {
    std::string text = columns() + "\n";
    for (const TranslationRow& r : rows) text += line_of(r);
    AtomicFile file(path);
    file.write(text.data(), text.size());
    file.commit();
}

TranslationRow parse(const std::string& line, const std::string& where) {
    TranslationRow r;
    CsvFields fields(line, where);
    for_each_field(r, [&](const char*, const char* what, auto& to) {
        if constexpr (std::is_same_v<decltype(to), std::string&>)
            to = fields.text(what);
        else
            fields.number(what, to);
    });
    for (const double share : {r.shorter, r.middle, r.joined, r.longest})
        require_input(share >= 0 && share <= 1, "{}: a share of {}; delete the line", where, share);
    fields.text("command");
    fields.end();
    require_input(r.rate > 0 && r.parameters > 0 && r.steps > 0 && r.loss >= 0 && r.seconds >= 0,
                  "{}: no training ends so; delete the line", where);
    return r;
}

// A model's rows by their rates.
std::vector<TranslationRow> rows_of(const std::vector<TranslationRow>& rows, const Contender& who) {
    std::vector<TranslationRow> all;
    for (const TranslationRow& r : rows)
        if (r.model == who.name && r.steps == who.steps) all.push_back(r);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.rate < b.rate; });
    return all;
}

}  // namespace

void require_all_translated(const std::vector<TranslationRow>& rows, const std::string& path) {
    for (const Contender& who : contenders())
        require_input(rows_of(rows, who).size() >= who.rates.size(),
                      "{} has too few rows of {}; --translation makes them", path, who.name);
}

std::vector<TranslationRow> read_translations(const std::string& path) {
    std::vector<TranslationRow> rows;
    std::error_code none;
    if (!std::filesystem::exists(path, none)) return rows;
    const std::vector<std::string> lines = read_lines(path);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string where = fmt::format("{}:{}", path, i + 1);
        if (i == 0) {
            require_input(lines[i] == columns(), "{}: the line must be {}", where, columns());
            continue;
        }
        rows.push_back(parse(lines[i], where));
    }
    return rows;
}

void make_translations(const std::string& path) {
    std::vector<TranslationRow> rows = read_translations(path);
    const Schoolbook book = make_schoolbook();
    struct Job {
        const Contender* who;
        double rate;
    };
    std::vector<Job> jobs;
    for (const Contender& who : contenders())
        for (const double rate : who.rates) {
            const auto same = [&](const TranslationRow& r) {
                return r.model == who.name && r.rate == rate && r.steps == who.steps;
            };
            if (std::none_of(rows.begin(), rows.end(), same)) jobs.push_back({&who, rate});
        }
    std::mutex mutex;
    parallel_for_each(std::ssize(jobs), [&](std::ptrdiff_t i) {
        const Job job = jobs[static_cast<std::size_t>(i)];
        const TranslationRow row = train(book, *job.who, job.rate);
        const std::lock_guard lock(mutex);
        rows.push_back(row);
        write(path, rows);
        show_progress(fmt::format("{} at {}: {:.0f} s", row.model, row.rate, row.seconds));
    });
    show_progress("");
}

void same_translation(Page& page, const std::vector<TranslationRow>& rows) {
    page.section("The same translation, three ways (recorded)");
    page.text(R"md(
        The first attention was a repair. A translator of two LSTMs reads the French, keeps its last
        state, and the second one must write the English from that alone (Sutskever et al. 2014).
        Bahdanau et al. (2014) let it look back at every word. Three years later the paper of
        chapter 06 kept the looking and threw the recurrence away.)md");
    page.excerpt("two_lstms", "common/recall/recurrent_translator.cpp");
    Table table{"",
                "rate",
                "steps",
                {"loss", ".3f"},
                {"3-6 words", ".0%"},
                {"7-12", ".0%"},
                {"20-29", ".0%"},
                {"30-40", ".0%"},
                {"seconds", ".0f"}};
    Plot plot{{"words in the sentence", Scale::linear, 0, 40},
              {"without a fault", Scale::linear, 0, 1}};
    Plot sweep{{"learning rate", Scale::log}, {"loss on validation sentences", Scale::linear, 0}};
    std::vector<TranslationRow> best;
    std::size_t least_rates = 1000;
    for (const Contender& who : contenders()) {
        const std::vector<TranslationRow> all = rows_of(rows, who);
        const auto chosen = std::min_element(
            all.begin(), all.end(), [](const auto& a, const auto& b) { return a.loss < b.loss; });
        const TranslationRow& r = *chosen;
        least_rates = std::min(least_rates, all.size());
        best.push_back(r);
        table.add(r.model, r.rate, r.steps, r.loss, r.shorter, r.middle, r.joined, r.longest,
                  r.seconds);
        plot.line(r.model, {4.5, 9, 24.5, 35}, {r.shorter, r.middle, r.joined, r.longest});
        std::vector<double> rates, losses;
        for (const TranslationRow& t : all) {
            rates.push_back(t.rate);
            losses.push_back(t.loss);
        }
        sweep.line(r.model, rates, losses);
        page.check("recorded: each translator's best rate lies inside those that were tried",
                   chosen != all.begin() && chosen + 1 != all.end());
        const double ratio = r.parameters / static_cast<double>(best[0].parameters);
        page.check("recorded: the translators have equally many parameters, within 5%",
                   ratio > 0.95 && ratio < 1.05);
    }
    page.show(table, "Recorded: held-out sentences without a fault, by their length in words");
    page.show(Figure{
        "translation", "The longer the sentence, the more the looking helps (recorded)",
        "Three falling curves over the length; the one without attention falls first.", plot});
    page.show(Figure{"translation_rates", "Each translator's learning rates (recorded)",
                     "Three curves over the learning rate, each with its lowest point inside.",
                     sweep});
    page.check("recorded: on long sentences attention helps the LSTM",
               best[1].joined + best[1].longest > best[0].joined + best[0].longest);
    page.check(
        "recorded: on long sentences the two that look back are within a tenth of each other",
        std::abs(best[1].longest - best[2].longest) < 0.1);
    page.check("recorded: without attention, long sentences suffer more than short ones",
               best[0].longest < 0.5 * best[0].shorter);
    const auto [least, most] = std::minmax({best[0].seconds, best[1].seconds, best[2].seconds});
    page.values({{"translation.least", least}, {"translation.most", most}});
    page.check("recorded: the translators learnt for about the same time, within a quarter",
               most < 1.25 * least);
    page.value("translation.rates", least_rates);
    page.value("translation.parameters", (best[2].parameters + 500) / 1000 * 1000);
    page.values({{"lstm.short", best[0].shorter}, {"lstm.long", best[0].longest}});
    page.values({{"looking.long", best[1].longest}, {"transformer.long", best[2].longest}});
    page.data("translation.short",
              std::vector<double>{best[0].shorter, best[1].shorter, best[2].shorter});
    page.data("translation.long",
              std::vector<double>{best[0].longest, best[1].longest, best[2].longest});
    page.text(R"md(
        All three learnt from the book's sentences, and from several of them joined to 20 to 40
        words, with about @{translation.parameters:,} parameters, for @{translation.least:.0f} to @{translation.most:.0f} s on one
        thread. Each had at least @{translation.rates} rates, the best one by validation, and one seed: a
        narrower choice than in the sweeps above. (`./book run 9 --translation` makes the rows.)

        In 3 to 6 words the LSTM alone has @{lstm.short:.0%} right, and in 30 to 40 words
        @{lstm.long:.0%}: all of them had to pass through one state. The one that may look back has
        @{looking.long:.0%} of these right, the Transformer @{transformer.long:.0%}. So it is the
        looking that mattered, more than what does it; what the Transformer gains is that its words
        need not wait for each other.
        "Without a fault" is strict: one wrong word in forty, and the sentence counts for nothing.)md");
    page.exercise("9.3", "Bahdanau's attention: the first one.");
}

}  // namespace chapter_09
