#include "looking.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "formats/weight_file.h"
#include "host/terminal.h"
#include "language/open_model.h"
#include "model/inspection.h"
#include "model/sampling.h"
#include "tensor/ops.h"

namespace chapter_13 {
using namespace book;

namespace {

constexpr std::uint64_t kSeed = 1;  // of what is drawn: recorded facts know no other
constexpr int kSequences = 4;       // of random pieces
constexpr int kHalf = 30;           // pieces, which then come once more
constexpr int kSkipped = 5;         // of either half: nobody can know where the second begins
constexpr int kTakenOut = 8;        // heads
constexpr int kDraws = 3;           // of heads at random
constexpr int kFirstDrawn = 256;    // the ids before it are special pieces and single bytes
constexpr std::size_t kShown = 10;  // likeliest pieces
constexpr std::size_t kCandidates = 5;

const char* const kCuts[] = {"I love doughnuts", "doughnuts", "J'aime les beignets",
                             "unbelievable",     "1,326,080", "strawberry",
                             "<|im_end|>"};
const char* const kPrompts[] = {"I love doughnuts",       "The capital of France is",
                                "The opposite of hot is", "Bread is baked in an",
                                "To be or not to",        "The dog bites the"};
const char* const kAnswered[] = {"The capital of France is", "The opposite of hot is",
                                 "Bread is baked in an", "The president of the United",
                                 "To be or not to"};
const char* const kTwice = "The baker Zorblax sells doughnuts. I know the baker Zorblax";
const char* const kStory =
    "The baker gets up at four in the morning, long before the town is awake. She lights the oven, "
    "washes her hands and begins with the dough that has rested in the cellar since the evening. "
    "By six the first doughnuts lie on the counter, still warm, and the postman is the first to "
    "have one. He says that nobody can deliver bad news with sugar on his fingers. At seven the "
    "children come, and by eight there is nothing left but crumbs and an empty box, which the dog "
    "next door inspects with great care.";
const char* const kBeginnings[] = {"I", "The", "1", "\n"};
const std::vector<ChatMessage> kConversation{{"system", "Be brief."},
                                             {"user", "What is the capital of France?"}};

double length_of(std::span<const real> row) {
    double squares = 0;
    for (const real x : row) squares += static_cast<double>(x) * static_cast<double>(x);
    return std::sqrt(squares);
}

double median(Numbers numbers) {
    if (numbers.empty()) return 0;
    const auto middle = numbers.begin() + std::ssize(numbers) / 2;
    std::nth_element(numbers.begin(), middle, numbers.end());
    return *middle;
}

void add_to(Numbers& sum, const Numbers& numbers, double times) {
    sum.resize(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) sum[i] += times * numbers[i];
}

NumberTable table_of(ConstView m) {
    NumberTable table;
    for (int r = 0; r < m.rows(); ++r) table.emplace_back(m.row(r).begin(), m.row(r).end());
    return table;
}

HeadName name_of_head(const HeadPlace& place) { return {place.layer, place.head}; }

HeadNames names_of_heads(const std::vector<HeadPlace>& places) {
    HeadNames names;
    for (const HeadPlace& place : places) names.push_back(name_of_head(place));
    return names;
}

Card read_card(const OpenModel& model) {
    const LanguageModelConfig& config = model.config();
    Card card;
    card.name = model.name();
    card.layers = config.layers;
    card.width = config.width;
    card.heads = config.heads;
    card.key_value_heads = config.key_value_heads;
    card.feed_forward = config.feed_forward;
    card.vocabulary = config.vocabulary;
    card.norm = name_of(config.norm);
    card.positions = name_of(config.positions);
    card.activation = name_of(config.activation);
    card.theta = config.theta;
    const WeightFile file = WeightFile::open(model.path());
    std::map<std::string, Card::Stored> by_type;
    for (const std::string& name : file.names()) {
        Card::Stored& stored = by_type[file.type_name(name)];
        std::int64_t numbers = 1;
        for (const std::uint64_t size : file.dimensions(name))
            numbers *= static_cast<std::int64_t>(size);
        stored.type = file.type_name(name);
        stored.tensors += 1;
        stored.numbers += numbers;
        stored.bytes += static_cast<std::int64_t>(file.bytes(name));
    }
    for (const auto& [type, stored] : by_type) card.stored.push_back(stored);
    return card;
}

// Everything that is asked of one model.
class Looker {
  public:
    explicit Looker(const OpenModel& model)
        : weights_(model.weights()), text_(model.text()), total_(heads_of(model.config())) {
        Rng rng(kSeed);
        const int vocabulary = model.config().vocabulary;
        const int first = vocabulary > 2 * kFirstDrawn ? kFirstDrawn : 0;
        half_ = std::min(kHalf, model.config().max_length / 2);
        for (int i = 0; i < kSequences; ++i)
            sequences_.push_back(repeated_sequence(half_, first, vocabulary - first, rng));
    }

    Cut cut(const std::string& text) const { return {text, pieces_of(text_.encode(text))}; }

    NextPieces next(const std::string& prompt) const {
        const Matrix logits = logits_after(text_.encode(prompt));
        NextPieces next;
        next.prompt = prompt;
        next.log_sum_exp = log_sum_exp(logits.row(0));
        for (const real score : logits.row(0)) {
            const double log_p = static_cast<double>(score) - next.log_sum_exp;
            next.entropy -= std::exp(log_p) * log_p;
        }
        next.likeliest = likeliest(logits.row(0), kShown);
        for (const ScoredPiece& p : largest_scores(logits.row(0), kShown))
            next.logits.push_back(static_cast<double>(p.score));
        return next;
    }

    Heads heads() {
        const HeadTables tables = head_tables(weights_, sequences_);
        copying_ = largest_heads(tables.induction, total_);
        previous_ = largest_heads(tables.previous, total_);
        Heads heads;
        heads.half = half_;
        heads.sequences = kSequences;
        heads.induction = table_of(tables.induction);
        heads.previous = table_of(tables.previous);
        heads.sink = table_of(tables.sink);
        for (const real share : tables.sink.flat()) {
            heads.mean_sink += static_cast<double>(share) / total_;
            heads.over_half += share > real{0.5};
        }
        return heads;
    }

    Looks looks() const {
        const std::vector<int> ids = text_.encode(kTwice);
        Looks looks;
        looks.pieces = pieces_of(ids);
        looks.copying = name_of_head(copying_[0]);
        looks.previous = name_of_head(previous_[0]);
        looks.copying_weights = table_of(head_weights(weights_, ids, copying_[0]));
        looks.previous_weights = table_of(head_weights(weights_, ids, previous_[0]));
        return looks;
    }

    TakenOut taken_out() const {
        TakenOut out;
        out.count = std::clamp(total_ / 8, 1, kTakenOut);
        out.skipped = kSkipped;
        const auto copying = first_of(copying_, out.count),
                   previous = first_of(previous_, out.count);
        out.copying = names_of_heads(copying);
        out.previous = names_of_heads(previous);
        const auto draws = random_heads(out.count);
        for (const auto& draw : draws)
            out.random.push_back(names_of_heads(first_of(draw, out.count)));
        out.trials.push_back(trial("all heads", {{}}));
        out.trials.push_back(trial("without the induction heads", {copying}));
        out.trials.push_back(trial("without the previous-token heads", {previous}));
        out.trials.push_back(trial("without random heads", shortened(draws, out.count)));
        for (int count = 0; count <= 2 * out.count; count = std::max(1, 2 * count)) {
            out.counts.push_back(count);
            out.second_without_copying.push_back(count == 0 ? out.trials[0].second
                                                 : count == out.count
                                                     ? out.trials[1].second
                                                     : second_half({first_of(copying_, count)}));
            out.second_without_random.push_back(count == 0 ? out.trials[0].second
                                                : count == out.count
                                                    ? out.trials[3].second
                                                    : second_half(shortened(draws, count)));
        }
        return out;
    }

    Sink sink() const {
        const std::vector<int> ids = text_.encode(kStory);
        const std::vector<Matrix> stream = residual_stream(weights_, ids);
        Sink sink;
        sink.pieces = pieces_of(ids);
        const Matrix table = sink_table(weights_, ids);
        for (const real share : table.flat()) sink.mean_sink += static_cast<double>(share) / total_;
        for (const Matrix& rows : stream) {
            sink.first_length.push_back(length_of(rows.row(0)));
            sink.other_length.push_back(median_length_of_others(rows));
        }
        find_jump(stream, sink);
        for (int layer = 0; layer < weights_.config.layers; ++layer)
            look_at_values(stream, layer, sink);
        for (const char* text : kBeginnings)
            sink.beginnings.push_back(beginning(text, stream, sink));
        sink.perplexity = std::exp(mean_loss(token_losses(weights_, ids)));
        sink.perplexity_without =
            std::exp(mean_loss(token_losses(weights_, ids, keep_off_first())));
        sink.second_before = length_of(stream[sink.jump].row(1));
        sink.second_without = second_row_when_first_is_hidden(ids, sink.jump);
        return sink;
    }

    Answer answer(const std::string& prompt) const {
        const Matrix lens = logit_lens(weights_, residual_stream(weights_, text_.encode(prompt)));
        Answer answer;
        answer.prompt = prompt;
        const int id = greedy(lens.row(lens.rows() - 1));
        answer.answer = piece(id);
        for (int i = 0; i < lens.rows(); ++i) {
            const auto row = lens.row(i);
            const real score = row[id];
            answer.best.push_back(likeliest(row, 1)[0]);
            answer.probability.push_back(probability(row, id));
            answer.rank.push_back(static_cast<double>(
                1 + std::count_if(row.begin(), row.end(), [&](real x) { return x > score; })));
        }
        return answer;
    }

    std::vector<Chat> chats() const {
        if (!text_.chat()) return {};
        Chat chat;
        for (const ChatMessage& message : kConversation) {
            chat.roles.push_back(message.role);
            chat.contents.push_back(message.content);
        }
        const std::vector<int> ids = text_.encode(text_.chat()->text(kConversation, true));
        chat.pieces = pieces_of(ids);
        const std::vector<int> ends = text_.ends();
        for (std::size_t i = 1; i < ids.size(); ++i)
            if (std::find(ends.begin(), ends.end(), ids[i]) != ends.end() && chat.end.empty())
                chat.end = text_.piece(ids[i]);
        chat.end_as_text = pieces_of(text_.encode(chat.end, SpecialTokens::as_text));
        chat.plain =
            likeliest(logits_after(text_.encode(chat.contents.back())).row(0), kCandidates);
        chat.asked = likeliest(logits_after(ids).row(0), kCandidates);
        return {chat};
    }

  private:
    using Places = std::vector<HeadPlace>;

    static int heads_of(const LanguageModelConfig& config) { return config.layers * config.heads; }
    static Places first_of(const Places& heads, int count) {
        return {heads.begin(), heads.begin() + std::min<std::ptrdiff_t>(count, std::ssize(heads))};
    }
    static std::vector<Places> shortened(const std::vector<Places>& draws, int count) {
        std::vector<Places> shorter;
        for (const Places& draw : draws) shorter.push_back(first_of(draw, count));
        return shorter;
    }

    Piece piece(int id) const { return {id, text_.piece(id)}; }
    Pieces pieces_of(std::span<const int> ids) const {
        Pieces pieces;
        for (const int id : ids) pieces.push_back(piece(id));
        return pieces;
    }
    static double probability(std::span<const real> scores, int id) {
        return std::exp(static_cast<double>(scores[id]) - log_sum_exp(scores));
    }
    Candidates likeliest(std::span<const real> scores, std::size_t count) const {
        Candidates found;
        for (const ScoredPiece& p : largest_scores(scores, static_cast<int>(count)))
            found.push_back({piece(p.id), probability(scores, p.id)});
        return found;
    }
    Matrix logits_after(std::span<const int> ids) const {
        LanguageDecoder decoder(weights_);
        return Matrix(decoder.read(ids));
    }

    // All heads but the leading ones of both kinds, in several random orders.
    std::vector<Places> random_heads(int leading) const {
        Places others;
        const Places copying = first_of(copying_, leading), previous = first_of(previous_, leading);
        for (const HeadPlace& place : copying_)
            if (std::find(copying.begin(), copying.end(), place) == copying.end() &&
                std::find(previous.begin(), previous.end(), place) == previous.end())
                others.push_back(place);
        std::sort(others.begin(), others.end(), [](const HeadPlace& a, const HeadPlace& b) {
            return std::pair(a.layer, a.head) < std::pair(b.layer, b.head);
        });
        std::vector<Places> draws;
        Rng rng(kSeed);
        for (int i = 0; i < kDraws; ++i) {
            rng.shuffle(others);
            draws.push_back(others);
        }
        return draws;
    }

    // The mean over the sequences, and over several choices of heads that are taken out.
    TakenOut::Trial trial(const std::string& name, const std::vector<Places>& choices) const {
        TakenOut::Trial trial;
        trial.name = name;
        const std::vector<int> text = text_.encode(kTwice);
        const double share = 1.0 / static_cast<double>(choices.size());
        Numbers losses, of_text;
        for (const Places& taken : choices) {
            for (const std::vector<int>& ids : sequences_)
                add_to(losses, token_losses(weights_, ids, without(taken)), share / kSequences);
            add_to(of_text, token_losses(weights_, text, without(taken)), share);
        }
        const HalfLosses halves = half_losses(losses, half_, std::min(kSkipped, half_ - 2));
        trial.first = halves.first;
        trial.second = halves.second;
        trial.by_position.assign(losses.begin() + 1, losses.end());
        trial.of_the_text.assign(of_text.begin() + 1, of_text.end());
        return trial;
    }
    double second_half(const std::vector<Places>& choices) const {
        return trial("", choices).second;
    }
    static InterfereWithHeads without(const Places& taken) {
        return taken.empty() ? InterfereWithHeads{} : send_to_first(taken);
    }

    static double median_length_of_others(const Matrix& rows) {
        Numbers lengths;
        for (int i = 1; i < rows.rows(); ++i) lengths.push_back(length_of(rows.row(i)));
        return median(lengths);
    }

    // The largest leap of the first row's length, and the number that has grown most by it.
    static void find_jump(const std::vector<Matrix>& stream, Sink& sink) {
        double largest = 0;
        for (std::size_t i = 1; i < stream.size(); ++i) {
            const double leap = sink.first_length[i] / sink.first_length[i - 1];
            if (leap > largest) sink.jump = static_cast<int>(i);
            largest = std::max(largest, leap);
        }
        const auto row = stream[sink.jump].row(0);
        const auto longest = std::max_element(
            row.begin(), row.end(), [](real a, real b) { return std::abs(a) < std::abs(b); });
        sink.dimension = static_cast<int>(longest - row.begin());
        sink.number = static_cast<double>(*longest);
        for (std::size_t i = 0; i < stream.size(); ++i) {
            const double x = static_cast<double>(stream[i](0, sink.dimension));
            sink.share.push_back(x * x / (sink.first_length[i] * sink.first_length[i]));
        }
    }

    // How long the values are that a layer's heads would find: the mean over the heads.
    void look_at_values(const std::vector<Matrix>& stream, int layer, Sink& sink) const {
        const Matrix values = values_in(weights_, layer, stream[layer]);
        const int heads = weights_.config.key_value_heads, width = weights_.config.head_width();
        double first = 0, others = 0;
        for (int head = 0; head < heads; ++head) {
            const ConstView of_head = values.view().col_block(head * width, width);
            first += length_of(of_head.row(0)) / heads;
            others += median_length_of_others(Matrix(of_head)) / heads;
        }
        sink.first_value.push_back(first);
        sink.other_value.push_back(others);
    }

    // A text of nothing but its first piece.
    Sink::Beginning beginning(const std::string& text, const std::vector<Matrix>& stream,
                              const Sink& sink) const {
        const std::vector<int> ids{text_.encode(text).at(0)};
        const std::vector<Matrix> alone = residual_stream(weights_, ids);
        Sink::Beginning found;
        found.piece = piece(ids[0]);
        found.before = length_of(alone[sink.jump - 1].row(0));
        found.after = length_of(alone[sink.jump].row(0));
        const int layer = std::min(sink.jump, weights_.config.layers - 1);
        const Matrix a = attention_input(weights_, layer, alone[layer]);
        const Matrix b = attention_input(weights_, layer, stream[layer]);
        double dot = 0;
        for (int i = 0; i < a.cols(); ++i)
            dot += static_cast<double>(a(0, i)) * static_cast<double>(b(0, i));
        found.likeness = dot / (length_of(a.row(0)) * length_of(b.row(0)));
        return found;
    }

    double second_row_when_first_is_hidden(std::span<const int> ids, int jump) const {
        double found = 0;
        LanguageDecoder decoder(weights_);
        DecoderHooks hooks;
        hooks.attention = keep_off_first();
        hooks.stream = [&](int layer, ConstView rows) {
            if (layer == jump) found = length_of(rows.row(1));
        };
        decoder.set_hooks(std::move(hooks));
        decoder.read(ids);
        return found;
    }

    const DecoderWeights& weights_;
    const ModelText& text_;
    int total_;
    int half_ = kHalf;
    std::vector<std::vector<int>> sequences_;
    Places copying_, previous_;  // all heads, the leading ones first
};

}  // namespace

Facts look_inside(const std::string& path) {
    show_progress("opening the model");
    const OpenModel model = OpenModel::open(path);
    Looker looker(model);
    Facts facts;
    facts.card = read_card(model);
    for (const char* text : kCuts) facts.cuts.push_back(looker.cut(text));
    for (const char* prompt : kPrompts) facts.next.push_back(looker.next(prompt));
    show_progress("looking at all heads");
    facts.heads = looker.heads();
    facts.looks = looker.looks();
    show_progress("taking heads out");
    facts.taken_out = looker.taken_out();
    show_progress("looking at the first row");
    facts.sink = looker.sink();
    show_progress("asking each layer for its answer");
    for (const char* prompt : kAnswered) facts.answers.push_back(looker.answer(prompt));
    facts.chats = looker.chats();
    show_progress("");
    return facts;
}

}  // namespace chapter_13
