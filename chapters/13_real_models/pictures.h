// The pictures of chapter 13.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "facts.h"
#include "notebook/figure.h"
#include "tensor/ops.h"

namespace chapter_13 {
using namespace book;

using Texts = std::vector<std::string>;

// "18.6": the layer and the head, both counted from 0.
inline std::string name_of(const HeadName& head) {
    return std::to_string(head.layer) + "." + std::to_string(head.head);
}

inline Matrix matrix_of(const NumberTable& table) {
    const int columns = table.empty() ? 0 : static_cast<int>(table[0].size());
    Matrix m({static_cast<int>(table.size()), columns});
    for (int r = 0; r < m.rows(); ++r)
        for (int c = 0; c < static_cast<int>(table[std::size_t(r)].size()); ++c)
            m(r, c) = static_cast<real>(table[std::size_t(r)][std::size_t(c)]);
    return m;
}

inline Texts texts_of(const Pieces& pieces) {
    Texts texts;
    for (const Piece& piece : pieces) texts.push_back(piece.text);
    return texts;
}

// "I | ␣love | ␣dough | nuts"
inline std::string joined(const Pieces& pieces) {
    std::string text;
    for (const Piece& piece : pieces) text += (text.empty() ? "" : " | ") + piece.text;
    return text;
}

inline Numbers count_from(int first, std::size_t count) {
    Numbers numbers;
    for (std::size_t i = 0; i < count; ++i) numbers.push_back(first + static_cast<double>(i));
    return numbers;
}

// All heads: a column for each layer, a row for each head.
inline HeatMap map_of_heads(const NumberTable& table) {
    HeatMap map{transpose(matrix_of(table))};
    map.row_label = "head";
    map.column_label = "layer";
    map.format = "";
    map.low = 0;
    map.high = 1;
    return map;
}

inline Bars bars_of(const Candidates& candidates) {
    Bars bars{{}, {{"", {}}}, "probability", ".3f"};
    for (const Candidate& c : candidates) {
        bars.names.push_back(c.piece.text);
        bars.series[0].values.push_back(c.probability);
    }
    return bars;
}

// A matrix of a piece's weights has more columns the further on it stands; the others are 0.
inline Arcs arcs_of(const Pieces& pieces, const NumberTable& weights) {
    Arcs arcs;
    arcs.words = texts_of(pieces);
    arcs.weights = matrix_of(weights);
    arcs.least = 0.1;
    return arcs;
}

inline Plot losses_by_position(const std::vector<TakenOut::Trial>& trials, int half) {
    Plot plot{{"piece of the sequence"}, {"loss (nats)"}};
    for (const TakenOut::Trial& trial : trials)
        plot.line(trial.name, count_from(1, trial.by_position.size()), trial.by_position);
    plot.vertical(half, "the same again");
    return plot;
}

inline Plot losses_by_count(const TakenOut& out) {
    Plot plot{{"heads taken out"}, {"loss of the second half (nats)"}};
    plot.line("induction heads", out.counts, out.second_without_copying);
    plot.line("random heads", out.counts, out.second_without_random);
    return plot;
}

// A line for the first piece and one for the middle of all others, by layer.
inline Plot first_and_others(const std::string& what, const Numbers& first, const Numbers& others) {
    Plot plot{{"layers passed"}, {what, Scale::log}};
    plot.line("the first piece", count_from(0, first.size()), first);
    plot.line("the others", count_from(0, others.size()), others);
    return plot;
}

inline Plot answers_by_layer(const std::vector<Answer>& answers) {
    Plot plot{{"layers passed"}, {"probability of the answer", Scale::linear, 0, 1}};
    for (const Answer& a : answers)
        plot.line(a.answer.text, count_from(0, a.probability.size()), a.probability);
    return plot;
}

// With line ends in the place of some spaces, so that no line is longer (unless a word is).
inline std::string in_lines(std::string text, std::size_t longest) {
    std::size_t begin = 0, blank = std::string::npos;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ' ') blank = i;
        if (i - begin < longest || blank == std::string::npos || blank < begin) continue;
        text[blank] = '\n';
        begin = blank + 1;
    }
    return text;
}

// A conversation, a row for each turn: what opens it, what it says, what closes it.
inline Diagram conversation(const Chat& chat) {
    Diagram d;
    int row = 0;
    const auto turn = [&](std::size_t i, const std::string& role, const std::string& content,
                          bool closes) {
        const std::string n = std::to_string(i);
        const std::string text = role + "\n" + in_lines(content, 22);
        const int height = 3 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
        d.box("opens" + n, {0, row}, {16, height}, "<|im_start|>", Look::lit);
        d.word("says" + n, {17, row}, {27, height}, text);
        if (closes) d.box("closes" + n, {45, row}, {14, height}, chat.end, Look::lit);
        row += height;
    };
    for (std::size_t i = 0; i < chat.roles.size(); ++i)
        turn(i, chat.roles[i], chat.contents[i], true);
    turn(chat.roles.size(), "assistant", "...", false);
    return d;
}

}  // namespace chapter_13
