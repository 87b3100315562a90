// Solutions in the library's place (teacher/own_parts/own_parts.h): the same results, compared, and never in the
// way of anybody who did not ask.
#include "teacher/own_parts/own_parts.h"

#include "catch.h"
#include "core/parallel.h"
#include "json.h"
#include "model/language_decoder.h"
#include "model/language_trainer.h"
#include "model/translator.h"
#include "nn/attention.h"
#include "nn/embedding.h"
#include "run_program.h"
#include "small_training.h"
#include "teacher/machine_parts.h"
#include "teacher/own_parts/compare.h"
#include "temporary_folder.h"

using namespace book;
using namespace book::teacher;

namespace {

// Nobody is left in when a test ends.
struct Cleared {
    ~Cleared() { forget_own_parts(); }
};

// The model after some steps of learning, on so many threads.
Transformer learnt(int threads) {
    set_thread_count(threads);
    Transformer model(small_config(), 3);
    const std::vector<TokenPair> pairs = backwards(60, 5);
    TrainerOptions options = small_options();
    options.epochs = 1;
    Trainer(model, pairs, {}, options).run();
    set_thread_count(hardware_threads());
    return model;
}

// Exercises of chapter 12 have a place in a language model, all others in a translator.
bool is_of_language_models(const MachinePart& part) { return part.exercise.rfind("12.", 0) == 0; }

LanguageModelConfig small_llama() {
    LanguageModelConfig config = llama_config();
    config.vocabulary = 9;
    config.width = 16;
    config.layers = 2;
    config.heads = 4;
    config.key_value_heads = 2;
    config.feed_forward = 20;
    config.max_length = 12;
    config.theta = 300;
    return config;
}

// The same of a language model, on texts of two lengths.
LanguageModel learnt_language(int threads) {
    set_thread_count(threads);
    LanguageModel model(small_llama(), 4);
    Rng rng(8);
    const auto next = [&] {
        std::vector<int> ids;
        Segments texts;
        for (const int length : {12, 5, 9}) {
            for (int i = 0; i < length; ++i) ids.push_back(i % 3 == 2 ? 1 : rng.below(9));
            texts.add(length);
        }
        return next_tokens(ids, texts);
    };
    LanguageTrainerOptions options;
    options.steps = 12;
    options.warmup = 3;
    train_language_model(model, next, options);
    set_thread_count(hardware_threads());
    return model;
}

double largest_difference(std::span<const real> a, std::span<const real> b) {
    double difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = std::max(difference, std::abs(double{a[i]} - double{b[i]}));
    return difference;
}

void check_records(std::size_t at_least) {
    CHECK(own_part_records().size() >= at_least);
    for (const OwnPartRecord& record : own_part_records()) {
        CAPTURE(record.part.exercise, record.calls, record.difference, record.largest,
                record.trouble);
        CHECK(record.calls > 0);
        CHECK(record.trouble.empty());
        CHECK(record.largest > 0);
        CHECK(record.difference <= 1e-5 * record.largest);  // sums in another order, in floats
    }
}

Matrix heads_of(const Matrix& x) {
    Tape tape(Tape::Mode::inference);
    const Var v = tape.constant(x);
    const Segments rows = Segments::one(x.rows());
    return Matrix(attention_heads(v, v, v, rows, rows, 2, Mask::none).value());
}

Matrix joined_wrongly(ConstView stacked, int heads) {  // read on in the new shape
    Matrix y({stacked.rows() / heads, stacked.cols() * heads});
    for (int i = 0; i < stacked.rows() * stacked.cols(); ++i)
        y(i / y.cols(), i % y.cols()) = stacked(i / stacked.cols(), i % stacked.cols());
    return y;
}

OwnPartRecord only_record() {
    const std::vector<OwnPartRecord> records = own_part_records();
    REQUIRE(records.size() == 1);
    return records[0];
}

}  // namespace

TEST_CASE("mine: every solution can learn in the library's place, close to it", "[mine]") {
    const Cleared at_the_end;
    const Transformer library = learnt(2);
    CHECK(own_part_records().empty());
    for (const MachinePart& part : machine_parts())
        if (!is_of_language_models(part)) CHECK(use_own_part(part.exercise));
    const Transformer own = learnt(2);
    check_records(5);
    const double difference =
        largest_difference(own.parameters().values(), library.parameters().values());
    CHECK(difference > 0);     // they have been used,
    CHECK(difference < 1e-2);  // and steps of 0.01 in Adam's way went the same way
    CHECK(same_bits(own, learnt(1)));
    forget_own_parts();
    CHECK(same_bits(library, learnt(1)));
}

TEST_CASE("mine: a language model learns and writes on a reader's norm and positions", "[mine]") {
    const Cleared at_the_end;
    const LanguageModel library = learnt_language(2);
    for (const MachinePart& part : machine_parts())
        if (is_of_language_models(part)) CHECK(use_own_part(part.exercise));
    const LanguageModel own = learnt_language(2);
    check_records(2);
    const double difference =
        largest_difference(own.parameters().values(), library.parameters().values());
    CHECK(difference > 0);
    CHECK(difference < 1e-3);  // a dozen steps of at most 0.003 went the same way
    CHECK(largest_difference(own.parameters().values(), learnt_language(1).parameters().values()) ==
          0);

    const std::vector<int> ids{3, 1, 4, 1, 5, 8, 2, 6};
    const auto at_once = [&] {
        return Matrix(LanguageDecoder(own).read_all(ids, Segments::one(8)));
    };
    LanguageDecoder decoder(own);  // one after the other: positions go on from the cache
    Matrix last;
    for (const int id : ids) last = Matrix(decoder.read(std::span(&id, 1)));
    check_records(2);
    const Matrix mine = at_once();
    CHECK(max_abs_difference(last, mine.view().row_block(7, 1)) < 1e-5);
    forget_own_parts();
    const Matrix librarys = at_once();
    CHECK(max_abs_difference(mine, librarys) < 1e-5);
    CHECK(max_abs_difference(mine, librarys) > 0);
}

TEST_CASE("mine: rotary positions that are turned wrongly stand out", "[mine]") {
    const Cleared at_the_end;
    const LanguageModel model = learnt_language(1);
    REQUIRE(use_own_part("12.4"));
    own_parts().turned = [](ConstView x, int, int, real) { return Matrix(x); };
    LanguageDecoder(model).read(std::vector<int>{1, 2, 3});
    CHECK(only_record().difference > 0.01);
}

TEST_CASE("mine: a wrong answer is used, and stands out", "[mine]") {
    const Cleared at_the_end;
    Rng rng(1);
    const Matrix x = randn({5, 6}, rng), right = heads_of(x);
    REQUIRE(use_own_part("6.2"));
    CHECK(heads_of(x) == right);
    CHECK(only_record().difference == 0);
    own_parts().join_heads = joined_wrongly;
    CHECK(max_abs_difference(heads_of(x), right) > 0.1);
    CHECK(only_record().difference > 0.1);
    CHECK(only_record().calls == 2);
}

TEST_CASE("mine: an answer that fails is helped out, and its trouble told", "[mine]") {
    const Cleared at_the_end;
    const Matrix x{{1, 2, 3}}, right = softmax_rows(x);
    REQUIRE(use_own_part("5.1"));
    SECTION("it throws") {
        own_parts().softmax = [](ConstView) -> Matrix { throw Error("no luck"); };
        CHECK(softmax_rows(x) == right);
        CHECK(only_record().trouble == "no luck");
    }
    SECTION("another shape") {
        own_parts().softmax = [](ConstView s) { return transpose(s); };
        CHECK(softmax_rows(x) == right);
        CHECK(only_record().trouble == "it made (3 x 1) where (1 x 3) is needed");
    }
    SECTION("no number") {
        own_parts().softmax = [](ConstView s) { return Matrix(s.shape(), std::nanf("")); };
        CHECK(std::isnan(softmax_rows(x)(0, 0)));
        own_parts().softmax = [](ConstView s) { return softmax_rows(s); };
        softmax_rows(x);
        CHECK(std::isnan(only_record().difference));  // not forgotten
    }
}

TEST_CASE("mine: what an answer calls is the library, even by its own name", "[mine]") {
    const Cleared at_the_end;
    REQUIRE(use_own_part("5.1"));
    own_parts().softmax = [](ConstView s) { return softmax_rows(s); };
    CHECK(softmax_rows(Matrix{{1, 1}}) == Matrix{{0.5f, 0.5f}});
    CHECK(only_record().calls == 1);
    constexpr real masked = -std::numeric_limits<real>::infinity();
    CHECK(softmax_rows(Matrix{{masked, masked}}) == Matrix{{0, 0}});  // no exercise asks for it
    CHECK(only_record().calls == 1);
}

TEST_CASE("mine: a causal query is asked about what it may see", "[mine]") {
    const Cleared at_the_end;
    Rng rng(4);
    const Matrix q = randn({3, 4}, rng), k = randn({5, 4}, rng), v = randn({5, 2}, rng);
    const Matrix right = scaled_dot_product_attention(q, k, v, Mask::causal);
    for (const char* number : {"5.3", "5.4"}) REQUIRE(use_own_part(number));
    CHECK(max_abs_difference(scaled_dot_product_attention(q, k, v, Mask::causal), right) < 1e-6);
    for (const OwnPartRecord& record : own_part_records()) CHECK(record.calls == 1);
    CHECK(scaled_dot_product_attention(Matrix({0, 4}), k, v).rows() == 0);
}

TEST_CASE("mine: what has no place, or was not linked, is refused", "[mine]") {
    CHECK(split_own_parts("5.1,6.2,5.1") == std::vector<std::string>{"5.1", "6.2"});
    for (const char* wrong : {"4.1", "5.1,", "", "5", "softmax", "5.1;6.2"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(split_own_parts(wrong), InputError);
    }
    CHECK_THROWS_WITH(split_own_parts("9.9"),
                      "--mine: \"9.9\" has no place in the machine; these have one: 3.1, 5.1, "
                      "5.3, 5.4, 6.1, 6.2, 7.2, 8.3, 12.1 and 12.4");
}

TEST_CASE("mine: a chapter runs on all of them, says so, compares and times", "[mine]") {
    const ProgramRun run = run_program(
        BOOK_SOLVED_10
        " --quick --steps 20 --mine 3.1,5.1,5.3,5.4,6.1,6.2,7.2,8.3 --format json 2>/dev/null");
    CHECK(run.status == 1);  // after so few steps other claims fail
    const nlohmann::json page = parse_json(run.out);
    for (const MachinePart& part : machine_parts()) {
        if (is_of_language_models(part)) continue;
        const std::string& number = part.exercise;
        CAPTURE(number);
        CHECK(page["values"]["mine." + number + ".calls"].get<long>() > 0);
        CHECK(page["values"]["mine." + number + ".difference"].get<double>() < 1e-3);
        CHECK(page["timings"]["mine." + number + ".seconds"].get<double>() > 0);
        bool held = false;
        for (const auto& check : page["checks"])
            held |= check["claim"] ==
                        "your " + number + " and the library's agree to a ten-thousandth" &&
                    check["holds"] == true;
        CHECK(held);
    }
    const ProgramRun refused = run_program(BOOK_SOLVED_10 " --quick --mine 10.1 2>&1 >/dev/null");
    CHECK(refused.status == 2);
    CHECK_THAT(refused.out, ContainsText("\"10.1\" has no place in the machine"));
}

TEST_CASE("mine: a full run leaves the model that was trained on them", "[mine]") {
    if (BOOK_IS_WATCHED) {  // to count the corpus's pairs alone takes minutes there
        WARN("a full run of chapter 10 is not tried with sanitizers");
        return;
    }
    const TemporaryFolder folder;
    const std::string models = folder.path("attention-book/");
    // It is kept behind the training. What follows, an examination, is not waited for.
    run_until_there(
        "XDG_DATA_HOME='" + folder.path("") + "' " BOOK_SOLVED_10 " --steps 2 --mine 5.1,8.3",
        models + "changed.safetensors");
    CHECK_FALSE(std::filesystem::exists(models + "book.safetensors"));
    REQUIRE(std::filesystem::exists(models + "changed.safetensors"));
    const Translator translator = Translator::load(models + "changed.safetensors");
    CHECK_FALSE(translator.encode("J'aime les beignets").empty());
}
