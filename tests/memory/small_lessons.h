// The lessons of translators, in small: a corner of the book's corpus, drawn once.
#pragma once

#include "memory/translation_records.h"

namespace book {

inline LessonSettings small_lesson_settings() {
    LessonSettings s;
    s.merges = 150;
    s.joined = 60;
    s.validation = 3;
    s.test = 4;
    return s;
}

inline const TranslationLessons& small_lessons() {
    static const TranslationLessons kLessons = [] {
        BookCorpus corpus = book_corpus();
        corpus.training.resize(300);
        return make_translation_lessons(corpus, small_lesson_settings());
    }();
    return kLessons;
}

inline TranslationTrial small_translation(TranslatorKind kind) {
    TranslationTrial t;
    t.model = kind;
    t.width = 8;
    t.inner = 12;
    t.lessons = small_lesson_settings();
    t.steps = 20;
    t.warm_up = 2;
    t.batch = 100;
    t.rate = 0.01;
    return t;
}

// A record as it might have come out.
inline TranslationRecord made_up_translation(TranslatorKind kind, double rate, std::uint64_t seed,
                                             double loss) {
    TranslationRecord r;
    r.trial = small_translation(kind);
    r.trial.rate = rate;
    r.trial.seed = seed;
    r.outcome.parameters = 1234;
    for (std::size_t i = 0; i < r.outcome.losses.size(); ++i)
        r.outcome.losses[i] = loss * static_cast<double>(10 - i);
    r.outcome.training_loss = loss / 3;
    r.outcome.right = {"0101", "1111", "0000", "1000", "0001"};
    r.seconds = 1.5;
    return r;
}

}  // namespace book
