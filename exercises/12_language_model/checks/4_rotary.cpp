// Checks exercise 12.4, rotary positions: alone, in scores, and in a whole small model.
#include "12_language_model/exercises.h"
#include "model/language_decoder.h"
#include "nn/replaceable.h"
#include "teacher/harness/teach.h"
#include "teacher/harness/turned_runs.h"

namespace book::teacher::exercise_12_4 {
namespace {

using Turned = std::function<Matrix(ConstView x, int heads, int first, double theta)>;

// What a case asks for tells its first input: "x" the rows, "q" scores of a head, "ids" a model.
const std::string& asks_with(const Case& c) { return c.inputs[0].name; }

Case rows(const char* about, int n, int heads, int width, int first, double theta, Rng& rng) {
    const Matrix x = draw({n, heads * width}, rng);
    return {about,
            {{"x", x},
             {"heads", as_input(heads)},
             {"first", as_input(first)},
             {"theta", as_input(theta)}}};
}

Case scores(const char* about, int n, int width, int first, Rng& rng) {
    Case c = queries_and_keys(about, n, n, width, rng);
    c.inputs.push_back({"first", as_input(first)});
    c.inputs.push_back({"theta", as_input(100)});
    return c;
}

constexpr int kVocabulary = 6;

// A model reads so many ids at once, and then the others one by one, with its cache.
Case model(const char* about, int n, int at_once, Rng& rng) {
    Matrix ids({1, n});
    for (real& id : ids.flat()) id = static_cast<real>(rng.below(kVocabulary));
    return {about,
            {{"ids", ids},
             {"at once", as_input(at_once)},
             {"theta", as_input(50 + 10 * rng.below(10))},
             {"seed", as_input(1 + rng.below(1000))}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(rows("one head of two pairs", 3, 1, 4, 0, 10000, rng));
    all.push_back(rows("two heads", 3, 2, 4, 0, 100, rng));
    all.push_back(rows("three heads, and pieces in the cache", 2, 3, 4, 5, 1000, rng));
    all.push_back(rows("heads of a single pair", 3, 3, 2, 2, 10000, rng));
    all.push_back(rows("a text far on, another theta", 2, 2, 8, 60, 500000, rng));
    all.push_back(rows("the first position, where nothing is turned", 1, 2, 4, 0, 10000, rng));
    all.push_back(scores("scores of a text that begins further on: those of position 0", 4, 6,
                         3 + rng.below(20), rng));
    all.push_back(model("in a model: its scores for the next piece", 5, 5, rng));
    all.push_back(model("in a model that goes on with its cache", 5, 3, rng));
    return all;
}

// ---- a small model, in which a function turns queries and keys ----------------------------------

const Turned* in_the_model = nullptr;
double theta_of_model = 0;

void turn_in_the_model(ConstView x, std::span<const int> positions, ConstView table, View y) {
    const int heads = x.cols() / table.cols();
    copy(turned_in_runs(x, positions,
                        [&](ConstView run, int first) {
                            return (*in_the_model)(run, heads, first, theta_of_model);
                        }),
         y);
}

// The library turns again when it is gone.
struct PutIn {
    PutIn(const Turned& turned, double theta) {
        in_the_model = &turned;
        theta_of_model = theta;
        replaceable_layers.rotate.replace_by(turn_in_the_model);
    }
    ~PutIn() { replaceable_layers.rotate.replace_by(nullptr); }
    PutIn(const PutIn&) = delete;
    PutIn& operator=(const PutIn&) = delete;
};

LanguageModel small_model(double theta, int seed) {
    LanguageModelConfig config = llama_config();
    config.vocabulary = kVocabulary;
    config.width = 8;
    config.layers = 2;
    config.heads = 2;
    config.key_value_heads = 1;
    config.feed_forward = 12;
    config.max_length = 16;
    config.theta = theta;
    LanguageModel made(config, 1);
    Rng rng(static_cast<std::uint64_t>(seed));
    for (real& x : made.parameters().values()) x = static_cast<real>(0.7 * rng.normal());
    return made;
}

// The scores after every piece.                                                             (n x V)
Matrix scores_of_model(const Case& c) {
    const LanguageModel model = small_model(double{c.number(2)}, c.whole(3));
    std::vector<int> ids;
    for (const real id : c.matrix(0).row(0)) ids.push_back(static_cast<int>(id));
    LanguageDecoder decoder(model);
    const std::span<const int> all = ids;
    const auto at_once = static_cast<std::size_t>(c.whole(1));
    std::vector<Matrix> parts{
        Matrix(decoder.read_all(all.first(at_once), Segments::one(c.whole(1))))};
    for (std::size_t i = at_once; i < ids.size(); ++i)
        parts.emplace_back(decoder.read(all.subspan(i, 1)));
    return concat_rows({parts.begin(), parts.end()});
}

Answer with(Turned turned) {
    return [turned = std::move(turned)](const Case& c) {
        if (asks_with(c) == "x")
            return turned(c.matrix(0), c.whole(1), c.whole(2), double{c.number(3)});
        if (asks_with(c) == "q") {
            const auto of = [&](int input) {
                return turned(c.matrix(input), 1, c.whole(2), double{c.number(3)});
            };
            const Matrix q = of(0), k = of(1);
            return matmul_nt(q, k);
        }
        const PutIn here(turned, double{c.number(2)});
        return scores_of_model(c);
    };
}

Matrix by_library(ConstView x, int heads, int first, double theta) {
    const Matrix table = rotary_table(first + x.rows(), x.cols() / heads, theta);
    std::vector<int> positions;
    for (int r = 0; r < x.rows(); ++r) positions.push_back(first + r);
    Matrix y(x.shape());
    rotate(x, positions, table, RotaryPairs::halves, Turn::forward, y);
    return y;
}

Matrix right(const Case& c) {
    if (asks_with(c) == "x")
        return by_library(c.matrix(0), c.whole(1), c.whole(2), double{c.number(3)});
    if (asks_with(c) == "ids") return scores_of_model(c);
    const Matrix q = by_library(c.matrix(0), 1, 0, double{c.number(3)});  // wherever it begins
    const Matrix k = by_library(c.matrix(1), 1, 0, double{c.number(3)});
    return matmul_nt(q, k);
}

// ---- the mistakes -------------------------------------------------------------------------------

enum class Pairs { halves, neighbours, halves_of_the_row };
enum class Speed { right, width_of_the_row, number_of_the_pair, theta_of_the_paper, one_for_all };
enum class Place { right, from_0, all_at_first, from_1 };

struct Way {
    Pairs pairs = Pairs::halves;
    Speed speed = Speed::right;
    Place place = Place::right;
    bool forward = true, overwrites = false, all_heads = true;
};

double speed_of(int i, int width, int d, double theta, Speed speed) {
    switch (speed) {
        case Speed::width_of_the_row:
            return std::pow(theta, -2.0 * i / d);
        case Speed::number_of_the_pair:
            return std::pow(theta, -1.0 * i / width);
        case Speed::theta_of_the_paper:
            return std::pow(10000.0, -2.0 * i / width);
        case Speed::one_for_all:
            return 1;
        case Speed::right:
            break;
    }
    return std::pow(theta, -2.0 * i / width);
}

int position_of(int row, int first, Place place) {
    switch (place) {
        case Place::from_0:
            return row;
        case Place::all_at_first:
            return first;
        case Place::from_1:
            return first + row + 1;
        case Place::right:
            break;
    }
    return first + row;
}

Matrix turned_in(Way way, ConstView x, int heads, int first, double theta) {
    const int width = x.cols() / heads, half = width / 2;
    Matrix y(x);
    for (int r = 0; r < x.rows(); ++r)
        for (int h = 0; h < (way.all_heads ? heads : 1); ++h)
            for (int i = 0; i < half; ++i) {
                int a = h * width + i, b = a + half;
                if (way.pairs == Pairs::neighbours) {
                    a = h * width + 2 * i;
                    b = a + 1;
                }
                if (way.pairs == Pairs::halves_of_the_row) {
                    a = h * half + i;
                    b = a + x.cols() / 2;
                }
                const double angle = position_of(r, first, way.place) *
                                     speed_of(i, width, x.cols(), theta, way.speed);
                const double cosine = std::cos(angle);
                const double sine = way.forward ? std::sin(angle) : -std::sin(angle);
                const double xa = double{x(r, a)}, xb = double{x(r, b)};
                y(r, a) = static_cast<real>(xa * cosine - xb * sine);
                y(r, b) =
                    static_cast<real>((way.overwrites ? double{y(r, a)} : xa) * sine + xb * cosine);
            }
    return y;
}

template <class T>
Answer in_the_way(T Way::*what, T value) {
    Way way;
    way.*what = value;
    return with([way](ConstView x, int heads, int first, double theta) {
        return turned_in(way, x, heads, first, theta);
    });
}

const std::vector<Mistake>& mistakes() {
    static const std::vector<Mistake> all{
        {"as_in_3_3",
         "This is exercise 3.3, head by head: columns 2i and 2i + 1 make a pair, which is turned "
         "the other way. Here it is columns i and i + w/2 of a head, and the sine in the first "
         "line has a minus.",
         with([](ConstView x, int heads, int first, double theta) {
             Way way;
             way.pairs = Pairs::neighbours;
             way.forward = false;
             return turned_in(way, x, heads, first, theta);
         })},
        {"neighbours",
         "This is what you get when columns 2i and 2i + 1 make a pair, as in the paper. Here it is "
         "columns i and i + w/2 of a head. A model that was trained with the one kind talks "
         "nonsense with the other.",
         in_the_way(&Way::pairs, Pairs::neighbours)},
        {"halves_of_the_row",
         "This is what you get when a pair reaches across the whole row: columns i and i + d/2. "
         "Its two columns lie half a *head* apart, and both belong to the same head.",
         in_the_way(&Way::pairs, Pairs::halves_of_the_row)},
        {"only_the_first_head",
         "This is what you get when only the first head is turned. All heads of the row are to be.",
         in_the_way(&Way::all_heads, false)},
        {"width_of_the_row",
         "This is what you get when the exponent is divided by the width of the row. w is the "
         "width of a head: each head has pairs of all speeds.",
         in_the_way(&Way::speed, Speed::width_of_the_row)},
        {"number_of_the_pair",
         "This is what you get when the exponent is i / w. It should be 2i / w, where i is the "
         "number of the pair.",
         in_the_way(&Way::speed, Speed::number_of_the_pair)},
        {"theta_of_the_paper",
         "This is what you get when theta is always 10000. Models differ in it, so take the one "
         "that is given.",
         in_the_way(&Way::speed, Speed::theta_of_the_paper)},
        {"one_speed",
         "This is what you get when every pair is turned by the same angle. Is the exponent always "
         "0, because two ints are divided?",
         in_the_way(&Way::speed, Speed::one_for_all)},
        {"forgets_the_cache",
         "This is what you get when the first row is always at position 0. It is at position "
         "`first`, behind the pieces that are in the cache.",
         in_the_way(&Way::place, Place::from_0)},
        {"all_at_first",
         "This is what you get when all rows are at position `first`. Row r is at first + r.",
         in_the_way(&Way::place, Place::all_at_first)},
        {"counts_from_one",
         "This is what you get when the position is first + r + 1. Row 0 is at position `first`.",
         in_the_way(&Way::place, Place::from_1)},
        {"turned_the_other_way",
         "This is what you get when the pairs are turned the other way, as in exercise 3.3. Here "
         "the sine in the first line has a minus.",
         in_the_way(&Way::forward, false)},
        {"overwrites",
         "This is what you get when the second number of a pair is made from the new first number. "
         "Keep the old one before you write.",
         in_the_way(&Way::overwrites, true)}};
    return all;
}

const Register registered({"12.4", "Rotary positions in the model",
                           "exercises/12_language_model/4_rotary.cpp", cases,
                           with([](ConstView x, int heads, int first, double theta) {
                               return exercise::turned(x, heads, first, static_cast<real>(theta));
                           }),
                           right, mistakes()});

}  // namespace
}  // namespace book::teacher::exercise_12_4
