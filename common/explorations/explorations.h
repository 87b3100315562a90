// What a reader of the site can try out within a page, beside the knobs of its chapter: small pages of their own, with
// options and figures, which the library computes as it computes everything else. In a browser they run in the module
// (site/live); natively in tests, and for nothing else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "notebook/chapter.h"

namespace book {

struct Exploration {
    std::vector<std::string> pages{};  // folders of the chapters in which it stands
    std::vector<std::string> after{};  // ... behind which section of each: its anchor
    std::string hands{};  // what a pointer can do in it: "", "plane", "arcs", "training"
    std::string model{};  // that it needs, for path_of_model(), or ""
    std::string about{};  // a sentence or two, before the first turn of a knob
    // Its name is explore_SOMETHING, and its title a heading.
    ChapterDefinition page;
};

const std::vector<Exploration>& all_explorations();

// A model that the book has trained: chapter 10's translator, chapter 12's language model. The site carries them, as
// models/NAME.safetensors beside the sources; BOOK_MODELS names another folder.
std::string path_of_model(const std::string& name);

// What an exploration says while it computes, an object of JSON; and who hears it. Natively nobody does.
void on_progress(std::function<void(const std::string& json)> hear);
void report_progress(const std::string& json);

namespace explorations {
// One each, in files of their names.
Exploration tokens();       // byte-pair encoding of any text
Exploration arrows();       // a query and a key, pulled
Exploration thermostat();   // temperature and mask
Exploration heads();        // attention as arcs
Exploration translation();  // a French sentence, followed through the translator
Exploration school();       // the translator is trained, and watched
Exploration writing();      // the language model that read this book
}  // namespace explorations

}  // namespace book
