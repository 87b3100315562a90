// Chapter 13: what there is to know about a real model, as figures: sizes, pieces, probabilities, and what
// its heads look at. The page shows those that were recorded from one model; with
// `--model F` they are made again from F and compared. Nothing of the model's
// weights and nothing that it wrote is among them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chapter_13 {

using Numbers = std::vector<double>;
using NumberTable = std::vector<Numbers>;  // row by row

struct Piece {
    int id = 0;
    std::string text;  // printable: "␣love"
};
using Pieces = std::vector<Piece>;

// One of the likeliest next pieces.
struct Candidate {
    Piece piece;
    double probability = 0;
};
using Candidates = std::vector<Candidate>;

struct HeadName {
    int layer = 0, head = 0;  // counted from 0
};
using HeadNames = std::vector<HeadName>;

// What the file says about itself.
struct Card {
    struct Stored {
        std::string type;  // "Q4_1"
        std::int64_t tensors = 0, numbers = 0, bytes = 0;
    };
    std::string name;
    int layers = 0, width = 0, heads = 0, key_value_heads = 0, feed_forward = 0, vocabulary = 0;
    std::string norm, positions, activation;
    double theta = 0;
    std::vector<Stored> stored;
};

struct Cut {
    std::string text;
    Pieces pieces;
};

struct NextPieces {
    std::string prompt;
    double log_sum_exp = 0, entropy = 0;  // nats
    Candidates likeliest;
    Numbers logits;  // of those
};

// The tables of all heads: a row for each layer, a column for each head. Means
// over sequences of `half` random pieces, said twice.
struct Heads {
    int half = 0, sequences = 0;
    NumberTable induction, previous, sink;
    double mean_sink = 0;
    int over_half = 0;  // heads that give the first piece more than half
};

// Two heads at work on a text in which something comes twice.
struct Looks {
    Pieces pieces;
    HeadName copying, previous;
    NumberTable copying_weights, previous_weights;  // row i: of whom i looks at
};

// Heads taken out: sent to the first piece. The losses are means over the same
// sequences as those of the tables, in nats.
struct TakenOut {
    struct Trial {
        std::string name;
        Numbers by_position;           // of pieces 1, 2, ... of a sequence
        double first = 0, second = 0;  // the two halves, without the first few of each
        Numbers of_the_text;           // of pieces 1, 2, ... of the text of Looks
    };
    int count = 0, skipped = 0;
    HeadNames copying, previous;
    std::vector<HeadNames> random;
    std::vector<Trial> trials;  // none, copying, previous, random (the mean)
    Numbers counts;             // and with more and more of them taken out
    Numbers second_without_copying, second_without_random;
};

struct Sink {
    Pieces pieces;  // of a text of a few sentences
    double mean_sink = 0;
    Numbers first_length,
        other_length;                  // of the rows, by layer: the first, and the median of others
    Numbers share;                     // of the first row's squared length, in that one dimension
    int dimension = 0, jump = 0;       // after how many layers the row is at its longest leap
    double number = 0;                 // that stands there then
    Numbers first_value, other_value;  // lengths of the values, by layer: mean over the heads
    struct Beginning {
        Piece piece;
        double before = 0, after = 0;  // length of its row, before the jump and after it
        double likeness = 0;           // cosine to the row of the text's first piece, normed
    };
    std::vector<Beginning> beginnings;
    double perplexity = 0, perplexity_without = 0;  // when nobody may look at the first
    double second_before = 0,
           second_without = 0;  // length of the second row after the jump: then, and then
};

// What the model would say after each layer, if it had to.
struct Answer {
    std::string prompt;
    Piece answer;               // what it says in the end
    Candidates best;            // after 0, 1, ... layers
    Numbers probability, rank;  // of the answer
};

struct Chat {
    std::vector<std::string> roles, contents;
    Pieces pieces;
    std::string end;          // the name of the piece that ends a turn
    Pieces end_as_text;       // when somebody types it
    Candidates plain, asked;  // what comes next: without the template, and with it
};

struct Facts {
    Card card;
    std::vector<Cut> cuts;
    std::vector<NextPieces> next;
    Heads heads;
    Looks looks;
    TakenOut taken_out;
    Sink sink;
    std::vector<Answer> answers;
    std::vector<Chat> chats;  // one, or none if the model has no template
};

// What an encoder says about sentences: how alike they are.
struct Sentences {
    std::string name;
    int layers = 0, width = 0;
    std::vector<std::string> texts;
    std::vector<std::vector<int>> ids;
    NumberTable cosine;
};

// Those of the folder recorded/. InputError if one is missing or not whole.
Facts recorded_facts();
Sentences recorded_sentences();
// Writes them there, for authors.
void record(const Facts& facts);
void record(const Sentences& sentences);

// One number or word that was recorded and came out otherwise.
struct Difference {
    std::string place;  // "/sink/first_length/12"
    std::string recorded, now;
};
// Made again: how many there are of each group ("/sink"), and which differ. Numbers are alike if they
// are so to a ten-thousandth of their size, or of one.
struct Comparison {
    std::map<std::string, int> compared;
    std::vector<Difference> differences;
};
Comparison compare(const Facts& recorded, const Facts& now);
Comparison compare(const Sentences& recorded, const Sentences& now);

}  // namespace chapter_13
