#include "memory/sequence_model.h"

#include <algorithm>
#include <set>

#include "catch.h"
#include "core/settings.h"

using namespace book;

namespace {

MixerSettings small(Mixer mixer) {
    MixerSettings s;
    s.mixer = mixer;
    s.width = 8;
    s.size = mixer == Mixer::attention ? 8 : 6;
    return s;
}

Matrix answers_of(const SequenceModel& model, const Sequences& all, int from, int count) {
    const MemoryLesson lesson = make_lesson(all, from, count);
    Tape tape(Tape::Mode::inference);
    return Matrix(model.answer(tape, lesson).value());
}

}  // namespace

TEST_CASE("a lesson: the same rows, word by word and step by step", "[memory]") {
    Rng rng(3);
    const Sequences all = draw_sequences(capacity_task(2, 16), 5, rng);
    const MemoryLesson lesson = make_lesson(all, 1, 3);
    const int length = all.length;
    CHECK(lesson.count() == 3);
    CHECK(std::equal(lesson.tokens.begin(), lesson.tokens.end(), all.tokens.begin() + length));
    for (int t = 0; t < length; ++t)
        for (int i = 0; i < 3; ++i) CHECK(lesson.by_time[t * 3 + i] == i * length + t);
    REQUIRE(lesson.asked.size() == lesson.targets.size());
    for (std::size_t i = 0; i < lesson.asked.size(); ++i) {
        CHECK(lesson.by_time[lesson.asked_by_time[i]] == lesson.asked[i]);
        CHECK(lesson.targets[i] == all.targets[length + lesson.asked[i]]);
    }
    CHECK_THROWS_AS(make_lesson(all, 3, 3), Error);
}

TEST_CASE("every memory: a sequence is answered alone as among others", "[memory]") {
    for (const MemoryTask& task : {capacity_task(4, 32), copy_task(5), adding_task(12)})
        for (const Mixer mixer : kMixers) {
            Rng rng(4);
            const Sequences all = draw_sequences(task, 3, rng);
            const SequenceModel model(small(mixer), task, 5);
            const Matrix together = answers_of(model, all, 0, 3);
            int row = 0;
            for (int i = 0; i < 3; ++i) {
                const Matrix alone = answers_of(model, all, i, 1);
                for (int r = 0; r < alone.rows(); ++r, ++row)
                    for (int c = 0; c < alone.cols(); ++c)
                        CHECK_THAT(static_cast<double>(alone(r, c)),
                                   WithinAbs(static_cast<double>(together(row, c)), 1e-5));
            }
            CHECK(row == together.rows());
        }
}

TEST_CASE("every memory: later words change no earlier answer", "[memory]") {
    const MemoryTask task = capacity_task(4, 32);
    for (const Mixer mixer : kMixers) {
        Rng rng(6);
        Sequences all = draw_sequences(task, 4, 1, rng);
        const SequenceModel model(small(mixer), task, 5);
        const Matrix before = answers_of(model, all, 0, 1);
        all.tokens[static_cast<std::size_t>(all.length) - 2] = 0;  // the last question
        const Matrix after = answers_of(model, all, 0, 1);
        for (int c = 0; c < before.cols(); ++c) CHECK(before(0, c) == after(0, c));
        CHECK_FALSE(std::equal(before.row(3).begin(), before.row(3).end(), after.row(3).begin()));
    }
}

TEST_CASE("the convolution lets a word see three before it, and no more", "[memory]") {
    const MemoryTask task = capacity_task(4, 32);
    Rng rng(6);
    Sequences all = draw_sequences(task, 4, 1, rng);
    const auto seen = [&](const SequenceModel& model) {
        Tape tape(Tape::Mode::inference);
        return Matrix(model.read(tape, make_lesson(all, 0, 1)).value());
    };
    for (const int words : {0, 4}) {
        MixerSettings s = small(Mixer::delta);
        s.convolution = words;
        const SequenceModel model(s, task, 5);
        const int old = all.tokens[0];
        const Matrix before = seen(model);
        all.tokens[0] = old == 1 ? 2 : 1;
        const Matrix after = seen(model);
        all.tokens[0] = old;
        const int reach = std::max(1, words);
        for (int t = 0; t < 8; ++t)
            CHECK(std::equal(before.row(t).begin(), before.row(t).end(), after.row(t).begin()) ==
                  (t >= reach));
    }
}

TEST_CASE("how many numbers a memory carries along", "[memory]") {
    const auto kept = [](Mixer mixer, int size, int words) {
        MixerSettings s;
        s.mixer = mixer;
        s.size = size;
        return numbers_kept(s, words);
    };
    CHECK(kept(Mixer::rnn, 100, 50) == 100);
    CHECK(kept(Mixer::lstm, 100, 50) == 200);
    CHECK(kept(Mixer::gru, 100, 50) == 100);
    CHECK(kept(Mixer::delta, 16, 50) == 256);
    CHECK(kept(Mixer::attention, 64, 50) == 6400);
}

TEST_CASE("weight decay spares embeddings, biases, gains, gates and the convolution", "[memory]") {
    for (const Mixer mixer : kMixers) {
        SequenceModel model(small(mixer), capacity_task(2, 16), 1);
        Parameters& p = model.parameters();
        // Mark what is decayed, and see which parameters have a mark.
        std::fill(p.values().begin(), p.values().end(), real{0});
        for (const View& part : model.decayed())
            for (int r = 0; r < part.rows(); ++r)
                for (real& x : part.row(r)) x += 1;
        std::set<std::string> marked;
        for (int i = 0; i < p.count(); ++i) {
            const View v = p.value(i);
            int ones = 0;
            for (int r = 0; r < v.rows(); ++r)
                for (const real x : v.row(r)) {
                    CHECK((x == 0 || x == 1));
                    ones += x == 1;
                }
            if (ones == 0) continue;
            marked.insert(p.name(i));
            const bool cell = p.name(i).starts_with("cell.");
            const int gates = !cell ? 1 : mixer == Mixer::rnn ? 1 : mixer == Mixer::lstm ? 4 : 3;
            CHECK(ones * gates == static_cast<int>(v.shape().size()));
        }
        std::set<std::string> expected{"output.weight"};
        if (is_recurrent_cell(mixer)) expected.insert({"cell.input.weight", "cell.state.weight"});
        const std::string name = mixer == Mixer::attention ? "attention" : "matrix";
        if (!is_recurrent_cell(mixer))
            for (const char* part : {".query", ".key", ".value", ".output"})
                expected.insert(name + part + ".weight");
        CHECK(marked == expected);
    }
}

TEST_CASE("memories that cannot be are refused, and told by their field", "[memory]") {
    const auto is_refused = [](auto change) {
        MixerSettings s;
        s.mixer = Mixer::lstm;
        change(s);
        try {
            check_mixer(s);
        } catch (const SettingError&) {
            return true;
        }
        return false;
    };
    using S = MixerSettings;
    CHECK_FALSE(is_refused([](S&) {}));
    CHECK_FALSE(is_refused([](S& s) { s.holding_bias = 3; }));
    CHECK(is_refused([](S& s) { s.width = 7; }));
    CHECK(is_refused([](S& s) { s.size = 0; }));
    CHECK(is_refused([](S& s) { s.size = 5000; }));
    CHECK(is_refused([](S& s) { s.convolution = -1; }));
    CHECK(is_refused([](S& s) { s.mixer = Mixer::attention, s.size = 32; }));
    CHECK(is_refused([](S& s) { s.mixer = Mixer::delta, s.start = RecurrentStart::orthogonal; }));
    CHECK(is_refused([](S& s) { s.mixer = Mixer::rnn, s.holding_bias = 1; }));
    CHECK(is_refused([](S& s) { s.mixer = Mixer::rnn, s.start = RecurrentStart::chrono; }));
    CHECK(is_refused([](S& s) { s.start = RecurrentStart::chrono, s.holding_bias = 1; }));
    for (const Mixer mixer : kMixers) CHECK(mixer_named(mixer_name(mixer)) == mixer);
    CHECK_THROWS_AS(mixer_named("mamba"), InputError);
}
