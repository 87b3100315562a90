// What the explorations of the translator have in common: a sentence of the reader's, and what was computed for it.
#pragma once

#include <string>
#include <vector>

#include "model/translator.h"
#include "nn/trace.h"
#include "notebook/page.h"

namespace book::explorations {

struct FollowedSentence {
    std::vector<int> ids;
    std::vector<std::string> source;  // pieces, with the end that the encoder reads, too
    std::vector<std::string> read;    // ... that the decoder reads, from <begin> on
    std::vector<std::string> said;    // ... that it says, to <end>
    Translation translation;
    Trace trace;
};

Translator load_translator();  // InputError if the site has none

// InputError for an empty sentence, one that is not UTF-8, and one of more pieces than a figure can show.
FollowedSentence follow(const Translator& translator, const std::string& sentence,
                        const DecodeOptions& options);

// A sentence about pieces that the translator never learnt, if there are any.
void show_doubts(Page& page, const Translator& translator, const FollowedSentence& followed);

}  // namespace book::explorations
