// Seven memories in one frame: whatever differs between two trials of the same task is the memory.
//
//     x = embedding of the word, or of the number and its mark                              (n T x d)
//     c = short_convolution(x): each column a sum over this word and the three before it    (n T x d)
//     m = memory(c)                                                                (n T x w) or (n T x d)
//     scores = m W + b, where something is asked                                              (a x V)
//
// The convolution lets a value meet the key before it, without which neither attention nor a matrix state could
// store the two together; every memory has it (as in Arora and others 2024, "Based", and in Yang and others 2024).
// Attention and matrix states find by content alone: where the task wants an order kept (copy), they are
// given sinusoidal positions. A recurrent state counts by itself.
//
// Letters in shapes: n sequences of T words, d the width of an embedding, V the answers, a the words at which
// an answer is asked, and one number s for the size of a memory: w of a recurrent state, k = v of a matrix
// state, the width of a row of attention.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "memory/tasks.h"
#include "nn/attention.h"
#include "nn/linear_attention.h"
#include "nn/recurrent.h"
#include "nn/recurrent_start.h"
#include "tensor/segments.h"

namespace book {

enum class Mixer { rnn, lstm, gru, gla, delta, gated_delta, attention };
inline constexpr Mixer kMixers[] = {Mixer::rnn,   Mixer::lstm,        Mixer::gru,      Mixer::gla,
                                    Mixer::delta, Mixer::gated_delta, Mixer::attention};
std::string mixer_name(Mixer mixer);
Mixer mixer_named(const std::string& name);  // InputError if there is none
bool is_recurrent_cell(Mixer mixer);         // rnn, lstm, gru
bool is_matrix_state(Mixer mixer);           // gla, delta, gated_delta

struct MixerSettings {
    Mixer mixer = Mixer::attention;
    int width = 64;                                  // d
    int size = 64;                                   // s; of attention: d
    int convolution = 4;                             // words that it sees, or 0: there is none
    RecurrentStart start = RecurrentStart::uniform;  // of recurrent cells; of others uniform
    double holding_bias =
        0;  // of the gate that holds on (lstm, gru), unless the start is chrono; others: 0

    bool operator==(const MixerSettings&) const = default;
};
void check_mixer(const MixerSettings& settings);  // SettingError, naming the field
// Numbers that it carries along when so many words have been read, convolution left out: w, 2 w of an LSTM, k v,
// and of attention a key and a value for each word, 2 d T.
std::size_t numbers_kept(const MixerSettings& settings, int words);

// Some sequences as a model reads them, word under word, each in one piece.
struct MemoryLesson {
    Segments rows;
    std::vector<int> tokens;         // n T
    Matrix numbers;                  // (n T x 2), of adding
    std::vector<int> asked;          // a rows
    std::vector<int> targets;        // a
    Matrix sums;                     // (n x 1), of adding
    std::vector<int> by_time;        // row t n + i is row by_time[t n + i] here
    std::vector<int> asked_by_time;  // the same a rows there

    int count() const { return rows.count(); }
};
// The sequences from `from` on, `count` of them.
MemoryLesson make_lesson(const Sequences& all, int from, int count);

class SequenceModel {
  public:
    SequenceModel(const MixerSettings& settings, const MemoryTask& task, std::uint64_t seed);

    Parameters& parameters() { return *parameters_; }
    const MixerSettings& settings() const { return settings_; }
    // The parameters that weight decay is for: matrices that turn rows into others; no embedding, bias, gain,
    // convolution, and nothing of a gate, a forgetting or a strength.
    std::vector<View> decayed() const;

    // What the memory is given, c above.                                                      -> (n T x d)
    Var read(Tape& tape, const MemoryLesson& lesson) const;
    // What it says where it is asked.                                                         -> (a x V)
    Var answer(Tape& tape, const MemoryLesson& lesson) const;
    // Cross entropy in nats per answer; of adding the mean square.                            -> (1 x 1)
    Var loss(Var answer, const MemoryLesson& lesson) const;

    // The memory itself; which of them exists is said by the settings.
    const Recurrent& cell() const { return cell_; }
    const LinearAttention& matrix() const { return matrix_; }
    const MultiHeadAttention& attention() const { return attention_; }

  private:
    void add_memory(Rng& rng);
    int memory_width() const;  // of what it says

    MixerSettings settings_;
    MemoryTask task_;
    std::unique_ptr<Parameters> parameters_;
    Parameter embedding_;    // (V x d); adding has `numbers_` in its place
    Linear numbers_;         // (2 x d)
    Parameter convolution_;  // (words x d)
    Recurrent cell_;
    LinearAttention matrix_;
    MultiHeadAttention attention_;
    Matrix positions_;  // (T x d), or empty
    Linear output_;     // (w or d x V)
};

}  // namespace book
