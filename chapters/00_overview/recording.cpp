#include "recording.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <utility>

#include "core/display_width.h"
#include "corpus/baseline.h"
#include "corpus/corpus.h"
#include "host/files.h"
#include "host/terminal.h"
#include "model/recipe.h"
#include "tensor/ops.h"
#include "text/csv_fields.h"

namespace chapter_00 {
namespace {

constexpr const char* kRemake = "./book run 0 --record makes it again";
constexpr int kMostNumbers = 1 << 20;  // in a file that somebody may have edited
constexpr real kMostCounted = 1 << 30;

Matrix from_rows(const std::vector<std::vector<real>>& rows) {
    Matrix numbers({static_cast<int>(rows.size()), static_cast<int>(rows[0].size())});
    for (int r = 0; r < numbers.rows(); ++r) {
        const std::vector<real>& row = rows[static_cast<std::size_t>(r)];
        std::copy(row.begin(), row.end(), numbers.row(r).begin());
    }
    return numbers;
}

Matrix column(const std::vector<double>& numbers) {
    Matrix all({static_cast<int>(numbers.size()), 1});
    for (int r = 0; r < all.rows(); ++r) {
        all(r, 0) = static_cast<real>(numbers[static_cast<std::size_t>(r)]);
    }
    return all;
}

Matrix column(const std::vector<int>& ids) {
    return column(std::vector<double>(ids.begin(), ids.end()));
}

std::vector<std::string> count_up(int n) {
    std::vector<std::string> names;
    for (int i = 0; i < n; ++i) names.push_back(std::to_string(i));
    return names;
}

// The columns of one head.
Matrix of_head(ConstView all, int width) { return Matrix(all.col_block(kHead * width, width)); }

void record_encoder(Recording& to, const Translator& translator, const Trace& trace,
                    const std::vector<std::string>& source) {
    const TransformerConfig& config = translator.model().config();
    const int width = config.width / config.heads;
    const MultiHeadAttention& attention = translator.model().encoder()[0].self_attention;
    const std::string layer = "encoder.0.self_attention.";
    for (const char* name : {"encoder.embeddings", "encoder.input"}) {
        to.add(name, source, trace.at(name));
    }
    for (const auto& [name, matrix] : {std::pair{"query", &attention.query},
                                       {"key", &attention.key},
                                       {"value", &attention.value}}) {
        to.add(std::string(name) + ".weight", count_up(config.width),
               of_head(matrix->weight.value(), width));
        to.add(name, source, of_head(trace.at(layer + name), width));
    }
    to.add("scores", source, trace.at(fmt::format("{}scores.head.{}", layer, kHead)));
    to.add("out", source, trace.at(fmt::format("{}out.head.{}", layer, kHead)));
    for (int h = 0; h < config.heads; ++h) {
        to.add(fmt::format("weights.{}", h), source,
               trace.at(fmt::format("{}weights.head.{}", layer, h)));
    }
    to.add("concatenated", source, trace.at(layer + "concatenated"));
    to.add("encoder.output", source,
           trace.at(fmt::format("encoder.{}.output", config.encoder_layers - 1)));
}

void record_decoder(Recording& to, const Translator& translator, const Translation& translation,
                    const Trace& trace, const std::vector<std::string>& said) {
    const TransformerConfig& config = translator.model().config();
    const int last = config.decoder_layers - 1;
    for (int h = 0; h < config.heads; ++h) {
        to.add(fmt::format("cross.{}", h), said,
               trace.at(fmt::format("decoder.{}.cross_attention.weights.head.{}", last, h)));
    }
    to.add("decoder.output", said, trace.at(fmt::format("decoder.{}.output", last)));
    const Matrix& logits = trace.at("logits");
    const ConstView table = translator.model().embedding().value();
    std::vector<double> totals;
    for (int step = 0; step < logits.rows(); ++step) {
        double total = 0;
        for (const real logit : logits.row(step)) total += std::exp(double(logit));
        totals.push_back(std::log(total));
        const auto& choices = translation.decoded.steps[static_cast<std::size_t>(step)];
        std::vector<std::string> pieces;
        std::vector<std::vector<real>> facts;
        std::vector<std::vector<real>> rows;
        for (const Choice& choice : choices) {
            pieces.push_back(translator.bpe().piece(choice.token));
            facts.push_back({static_cast<real>(choice.token), static_cast<real>(choice.probability),
                             logits(step, choice.token)});
            const auto row = table.row(choice.token);
            rows.emplace_back(row.begin(), row.end());
        }
        to.add(fmt::format("step.{}", step + 1), pieces, from_rows(facts));
        to.add(fmt::format("step.{}.rows", step + 1), pieces, from_rows(rows));
    }
    to.add("log.total", said, column(totals));
}

void record_examination(Recording& to, const Translator& translator) {
    const BookCorpus corpus = book_corpus();
    const std::vector<std::string> answers = translator.translate_texts(sources_of(corpus.test));
    const double right = exact_match(answers, targets_of(corpus.test));
    const auto count = [](std::size_t n) { return static_cast<double>(n); };
    to.add("sizes", {"parameters", "vocabulary", "pairs", "tested", "right"},
           column(std::vector<double>{count(translator.model().parameters().size()),
                                      count(translator.bpe().vocabulary_size()),
                                      count(corpus.training.size()), count(corpus.test.size()),
                                      right}));
}

// Names stand in diagrams, and texts in a sentence.
void require_name(const std::string& name, bool is_text, const std::string& where) {
    constexpr int kWidestPiece = 12;
    constexpr int kWidestText = 60;
    require_input(printable(name) == name, "{}: \"{}\" is a name with control characters; {}",
                  where, clip(printable(name), kWidestPiece), kRemake);
    require_input(display_width(name) <= (is_text ? kWidestText : kWidestPiece),
                  "{}: \"{}\" is too long a name; {}", where, clip(name, kWidestPiece), kRemake);
}

}  // namespace

// ---- what was recorded ----------------------------------------------------------------------------

void Recording::add(std::string name, std::vector<std::string> of, Matrix numbers) {
    require(numbers.rows() == std::ssize(of), "recording: {} has {} rows and {} names", name,
            numbers.rows(), of.size());
    all_.push_back({std::move(name), std::move(of), std::move(numbers)});
}

void Recording::add_text(std::string name, std::string text) {
    all_.push_back({std::move(name), {std::move(text)}, Matrix({1, 0})});
}

const Recording::Rows& Recording::at(const std::string& name) const {
    const auto found =
        std::find_if(all_.begin(), all_.end(), [&](const Rows& rows) { return rows.name == name; });
    require_input(found != all_.end(), "the recording has no {}; {}", name, kRemake);
    return *found;
}

real Recording::number(const std::string& name, const std::string& of) const {
    const Rows& rows = at(name);
    const auto found = std::find(rows.of.begin(), rows.of.end(), of);
    require_input(found != rows.of.end() && rows.numbers.cols() > 0,
                  "the recording has no {} of {}; {}", name, of, kRemake);
    return rows.numbers(static_cast<int>(found - rows.of.begin()), 0);
}

Recording read_recording(const std::string& path) {
    std::ifstream in(path);
    require_input(in.good(), "{}: cannot be read; {}", path, kRemake);
    Recording recording;
    std::string name;
    std::vector<std::string> of;
    std::vector<std::vector<real>> rows;
    const auto finish = [&] {
        if (!rows.empty()) recording.add(name, std::exchange(of, {}), from_rows(rows));
        rows.clear();
    };
    int at = 0;
    std::size_t numbers = 0;
    for (std::string line; std::getline(in, line);) {
        ++at;
        CsvFields fields(line, fmt::format("{}:{}", path, at), kRemake);
        const std::string matrix = fields.text("name");
        if (matrix != name) finish();
        name = matrix;
        of.push_back(fields.text("row's name"));
        std::vector<real> row;
        while (fields.has_more()) fields.number("number", row.emplace_back());
        require_name(of.back(), row.empty(), fmt::format("{}:{}", path, at));
        numbers += row.size();
        const std::size_t above = rows.empty() ? row.size() : rows[0].size();
        require_input(row.size() == above, "{}:{}: has {} numbers, the row above it {}; {}", path,
                      at, row.size(), above, kRemake);
        require_input(numbers < kMostNumbers, "{}:{}: has too many numbers; {}", path, at, kRemake);
        rows.push_back(std::move(row));
    }
    finish();
    return recording;
}

void require_whole(const Recording& recording, const std::string& path) {
    const TransformerConfig config = book_recipe().model;
    const int width = config.width;
    const int of_head = width / config.heads;
    constexpr int kRead = 5;  // pieces, with their <end>
    constexpr int kSaid = 4;
    const auto expect = [&](const std::string& name, int rows, int columns) {
        const Shape shape = recording.numbers(name).shape();
        require_input(shape.rows == rows && shape.cols == columns,
                      "{}: {} is {}, it should be ({} x {}); {}", path, name, shape, rows, columns,
                      kRemake);
    };
    for (const char* name : {"translation", "bites", "bitten"}) expect(name, 1, 0);
    expect("sizes", 5, 1);
    for (const char* count : {"parameters", "vocabulary", "pairs", "tested"}) {
        const real number = recording.number("sizes", count);
        require_input(number >= 1 && number < kMostCounted && number == std::floor(number),
                      "{}: the number of {} is {}, which counts nothing; {}", path, count, number,
                      kRemake);
    }
    const real right = recording.number("sizes", "right");
    require_input(right >= 0 && right <= 1, "{}: the share of right ones is {}; {}", path, right,
                  kRemake);
    expect("source.ids", kRead, 1);
    std::vector<std::string> pieces = recording.at("source.ids").of;
    std::sort(pieces.begin(), pieces.end());
    require_input(std::adjacent_find(pieces.begin(), pieces.end()) == pieces.end(),
                  "{}: source.ids names one piece twice; {}", path, kRemake);
    for (const char* name :
         {"encoder.embeddings", "encoder.input", "concatenated", "encoder.output"}) {
        expect(name, kRead, width);
    }
    for (const std::string name : {"query", "key", "value"}) {
        expect(name, kRead, of_head);
        expect(name + ".weight", width, of_head);
    }
    expect("scores", kRead, kRead);
    expect("out", kRead, of_head);
    for (int h = 0; h < config.heads; ++h) {
        expect(fmt::format("weights.{}", h), kRead, kRead);
        expect(fmt::format("cross.{}", h), kSaid, kRead);
    }
    expect("decoder.output", kSaid, width);
    expect("log.total", kSaid, 1);
    for (int step = 1; step <= kSaid; ++step) {
        expect(fmt::format("step.{}", step), kLikeliest, 3);
        expect(fmt::format("step.{}.rows", step), kLikeliest, width);
    }
}

void write_recording(const std::string& path, const Recording& recording) {
    std::string text;
    for (const Recording::Rows& rows : recording.all()) {
        for (int r = 0; r < rows.numbers.rows(); ++r) {
            const std::string& of = rows.of[static_cast<std::size_t>(r)];
            require(of.find_first_of(",\n") == std::string::npos, "recording: {} of '{}'",
                    rows.name, of);
            text += rows.name + "," + of;
            for (const real number : rows.numbers.row(r)) text += fmt::format(",{}", number);
            text += "\n";
        }
    }
    write_whole(path, text);
}

double difference(const Recording& a, const Recording& b) {
    constexpr double kOther = std::numeric_limits<double>::infinity();
    if (a.all().size() != b.all().size()) return kOther;
    double largest = 0;
    for (std::size_t i = 0; i < a.all().size(); ++i) {
        const Recording::Rows& x = a.all()[i];
        const Recording::Rows& y = b.all()[i];
        if (x.name != y.name || x.of != y.of || x.numbers.shape() != y.numbers.shape()) {
            return kOther;
        }
        const double apart = max_abs_difference(x.numbers, y.numbers);
        if (!(apart <= largest)) largest = std::isnan(apart) ? kOther : apart;
    }
    return largest;
}

// ---- how it is made -------------------------------------------------------------------------------

Recording record(const Translator& translator) {
    DecodeOptions options;
    options.record = kLikeliest;
    const Translation translation = translator.translate(kSentence, options);
    const std::vector<int> source = translator.encode(kSentence);
    const std::vector<int>& target = translation.decoded.tokens();
    const Trace trace = translator.explain(source, target);
    const std::vector<std::string> read = translator.pieces(source);
    const std::vector<std::string> said = translator.pieces(target);
    std::vector<int> ids = source;
    ids.push_back(kEnd);

    Recording recording;
    recording.add_text("translation", translation.text);
    recording.add_text("bites", translator.translate("Le chien mord l'homme").text);
    recording.add_text("bitten", translator.translate("L'homme mord le chien").text);
    record_examination(recording, translator);
    recording.add("source.ids", read, column(ids));
    record_encoder(recording, translator, trace, read);
    record_decoder(recording, translator, translation, trace, said);
    return recording;
}

Translator train_as_chapter_10() {
    constexpr std::uint64_t kSeed = 1;
    const BookCorpus corpus = book_corpus();
    Recipe recipe = book_recipe();
    const Bpe bpe = Bpe::train(lines_of(corpus.training), recipe.merges);
    recipe.model.vocabulary = bpe.vocabulary_size();
    recipe.trainer.seed = kSeed;
    Translator translator(bpe, Transformer(recipe.model, kSeed), false);
    const std::vector<TokenPair> training = encoded(corpus.training, bpe);
    const std::vector<TokenPair> validation = encoded(corpus.validation, bpe);
    TrainerHooks hooks;
    hooks.progress = [](const Progress& progress) {
        show_progress(
            fmt::format("loss {:.3f}  {:.0f} s left", progress.mean_loss, progress.seconds_left));
    };
    Trainer trainer(translator.model(), training, validation, recipe.trainer, hooks);
    trainer.run();
    show_progress("");
    return translator;
}

}  // namespace chapter_00
