// The lessons of translators, in small: a corner of the book's corpus, drawn once.
#pragma once

#include "memory/translation_trials.h"

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

}  // namespace book
