// How the book's own translator is trained: by `./book run 10`, and by `./book train` without files.
#pragma once

#include "model/config.h"
#include "model/trainer.h"

namespace book {

struct Recipe {
    TransformerConfig model;  // its vocabulary is known when the merges are learnt
    TrainerOptions trainer;
    int merges;
};

// Small and fast: four passes over 32,000 sentences, half a minute on two cores. Found by trying widths
// from 64 to 128, rates from 0.003 to 0.008 and batches from 300 to 1,500 tokens on the validation part.
Recipe book_recipe();

// For a reader's own text, some ten thousands of pairs: half an hour on two cores for the 29,000 of
// Multi30k, and 52.0 BLEU there (French to English, test 2016, beam 4): chapter 10 shows how it learns.
// Found on the validation part.
Recipe text_recipe();

}  // namespace book
