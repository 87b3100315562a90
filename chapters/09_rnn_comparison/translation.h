// The same translation, three ways: made by --translation, kept in translation.csv.
#pragma once

#include <string>
#include <vector>

#include "notebook/page.h"

namespace chapter_09 {
using namespace book;

inline const char* const kTranslations = "chapters/09_rnn_comparison/translation.csv";

// One model, trained on the book's sentences and on several of them joined.
struct TranslationRow {
    std::string model;  // lstm, lstm_attention, transformer
    double rate = 0;    // the best of those tried, by the loss on validation sentences
    int parameters = 0;
    int steps = 0;
    double loss = 0;     // validation, nats per piece
    double shorter = 0;  // exact match: 3 to 6 words
    double middle = 0;   // 7 to 12
    double joined = 0;   // 20 to 29, several sentences joined
    double longest = 0;  // 30 to 40
    double seconds = 0;  // of training, on one thread
};

std::vector<TranslationRow> read_translations(const std::string& path);

// Trains what is missing in the file, and adds it there.
void make_translations(const std::string& path);

// InputError unless there is a row of every model.
void require_all_translated(const std::vector<TranslationRow>& rows, const std::string& path);

// Names what the page says of them, so that it can be said before the section comes.
void name_translations(Page& page, const std::vector<TranslationRow>& rows);

// The section of the page.
void same_translation(Page& page, const std::vector<TranslationRow>& rows);

}  // namespace chapter_09
