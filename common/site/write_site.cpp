#include "site/write_site.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "explorations/explorations.h"
#include "host/files.h"
#include "render/html.h"
#include "render/html_prose.h"
#include "render/json_words.h"
#include "render/plain_words.h"
#include "render/prose.h"
#include "render/svg.h"
#include "site/exercise_pages.h"
#include "site/marked_terms.h"
#include "site/shell.h"

namespace book::site {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kAssets = "common/site/assets";

std::string short_path_sentence() {
    return "A ◆ marks a section on the short path: two hours to a translator, and half an hour "
           "more to the models of "
           "today.";
}

class SiteWriter {
  public:
    explicit SiteWriter(const SiteSettings& settings)
        : settings_(settings),
          book_(settings.home),
          shell_(book_, settings.address),
          spotter_(book_.terms().entries) {}

    int write() {
        copy_assets();
        put(contents());
        for (std::size_t i = 0; i < book_.pages().size(); ++i) put(stored_page(i));
        for (const StoredPage& page : book_.pages())
            if (!book_.exercises_of(page).empty()) put_exercises(page);
        put(guide());
        put(print());
        write_whole((settings_.folder / "search.json").string(), search_.dump() + "\n");
        return pages_;
    }

  private:
    void put(const Page& page) {
        write_whole((settings_.folder / page.address).string(), shell_.around(page));
        ++pages_;
    }

    void put_exercises(const StoredPage& chapter) {
        const Page page = exercise_page(book_, chapter);
        put(page);
        for (const teacher::Exercise* exercise : book_.exercises_of(chapter))
            add_to_search(page.title, exercise->number + "  " + exercise->title,
                          exercise_address(book_, exercise->number), task_of(*exercise));
    }

    void copy_assets() const {
        const fs::path to = settings_.folder / "assets";
        fs::create_directories(to);
        for (const char* name :
             {"explore.js", "live.js", "run.js", "site.js", "theme.js", "icon.svg"})
            write_whole((to / name).string(), text_of(settings_.home / kAssets / name));
        fs::copy_file(settings_.home / kAssets / "preview.png", to / "preview.png");
        const std::string css = text_of(settings_.home / kAssets / "site.css");
        write_whole((to / "site.css").string(), css + svg_style_of_pages());
    }

    Page stored_page(std::size_t number) {
        const StoredPage& stored = book_.pages()[number];
        Page page;
        page.address = address_of(stored);
        page.title = stored.title;
        page.description = stored.answer.empty() ? stored.title : stored.answer;
        page.is_read = stored.is_chapter;
        const std::vector<Section> sections = sections_of(stored.document);
        page.anchor = sections[0].anchor;
        for (std::size_t i = 1; i < sections.size(); ++i)
            page.places.push_back({sections[i].title, sections[i].anchor});
        MarkedTerms terms(book_, spotter_, number);
        const bool is_list_of_terms = stored.folder == kGlossary;
        HtmlSetting setting;
        setting.address = [&](const std::string& target) {
            return site_address(book_, "chapters/" + stored.folder, target);
        };
        if (!is_list_of_terms)
            setting.words = [&](std::size_t section, const std::string& words) {
                return terms.mark(section, words);
            };
        setting.exercise = [&](const std::string& exercise) {
            return exercise_address(book_, exercise);
        };
        page.body = to_html(stored.document, setting);
        page.terms = terms.meanings();
        if (!settings_.module.empty()) page.knobs = turned_on(stored);
        add_to_search(stored, sections);
        return page;
    }

    static Json offered(const std::vector<OptionDescription>& options) {
        Json knobs = Json::array();
        for (const OptionDescription& option : options) {
            if (!option.on_page) continue;
            Json knob{{"name", option.name},
                      {"kind", word_for(kOptionKinds, option.kind)},
                      {"meaning", option.meaning},
                      {"default", option.fallback}};
            if (option.page_low < option.page_high)
                knob["page"] = {option.page_low, option.page_high};
            if (!option.choices.empty()) knob["choices"] = option.choices;
            knobs.push_back(std::move(knob));
        }
        return knobs;
    }

    // Those of a page whose model the site has.
    Json explorations_of(const StoredPage& stored) const {
        Json all = Json::array();
        for (const Exploration& exploration : all_explorations()) {
            const auto& pages = exploration.pages;
            const auto at = std::find(pages.begin(), pages.end(), stored.folder) - pages.begin();
            const std::string& model = exploration.model;
            const fs::path file = settings_.module / "models" / (model + ".safetensors");
            if (at == std::ssize(pages) || (!model.empty() && !is_there(file))) continue;
            Options options;
            exploration.page.prepare(options);
            all.push_back({{"name", exploration.page.info.name},
                           {"title", exploration.page.info.title},
                           {"about", exploration.about},
                           {"hands", exploration.hands},
                           {"data", model.empty() ? Json::array() : Json::array({model})},
                           {"after", exploration.after.at(static_cast<std::size_t>(at))},
                           {"knobs", offered(options.descriptions())}});
        }
        return all;
    }

    // What can be turned on a page: its chapter's knobs, and what there is to explore. "": nothing.
    std::string turned_on(const StoredPage& stored) const {
        const Json knobs = offered(stored.document.options), all = explorations_of(stored);
        if (knobs.empty() && all.empty()) return "";
        return Json{{"chapter", stored.folder}, {"knobs", knobs}, {"explorations", all}}.dump();
    }

    void add_to_search(const StoredPage& stored, const std::vector<Section>& sections) {
        for (const Section& section : sections) {
            std::string text;
            for (std::size_t i = section.first; i < section.last; ++i)
                for (const std::string& prose :
                     plain_prose(stored.document, stored.document.blocks[i]))
                    text += (text.empty() ? "" : " ") + prose;
            const std::string anchor = section.first == 0 ? "" : "#" + section.anchor;
            add_to_search(label_of(stored), section.title, address_of(stored) + anchor, text);
        }
    }
    void add_to_search(const std::string& page, const std::string& title,
                       const std::string& address, const std::string& text) {
        search_.push_back({{"page", page}, {"title", title}, {"address", address}, {"text", text}});
    }

    // The cover: every chapter with its answer.
    Page contents() {
        Page page;
        page.address = "index.html";
        page.title = "Attention, Worked Out";
        page.description =
            "An executable book about attention and the Transformer: from a word to a translator, "
            "and to the language "
            "models of today, with every multiplication on the way.";
        page.body = fmt::format(
            "<p class=\"lead\">A book about attention and the Transformer, the architecture behind "
            "today's language models. "
            "It begins with a single word, <em>doughnuts</em>, and works up to a translator that "
            "trains in half a minute, "
            "and from there to the models that everybody uses. Every number in it was computed by "
            "the programs that "
            "print its chapters.</p>\n<p>{}</p>\n",
            short_path_sentence());
        std::string chapters, beside;
        for (const StoredPage& stored : book_.pages()) {
            const std::string name =
                stored.is_chapter ? " data-read=\"" + address_of(stored) + "\"" : "";
            const std::string answer =
                stored.answer.empty() ? "" : fmt::format("<p>{}</p>", escape_html(stored.answer));
            (stored.is_chapter ? chapters : beside) +=
                fmt::format("<li{}><a href=\"{}\">{}</a>{}</li>\n", name, address_of(stored),
                            escape_html(stored.title), answer);
        }
        page.body += "<h2 id=\"chapters\">Chapters</h2>\n<ol class=\"cover\" start=\"0\">\n" +
                     chapters + "</ol>\n";
        page.body += "<h2 id=\"beside\">To look up</h2>\n<ul class=\"cover\">\n" + beside +
                     "<li><a href=\"guide.html\">A teacher's guide</a></li>\n"
                     "<li><a href=\"print.html\">The whole book, for printing</a></li>\n</ul>\n";
        return page;
    }

    Page guide() {
        const std::string text = text_of(settings_.home / "exercises/README.md");
        const std::size_t end = text.find('\n');
        Page page;
        page.address = "guide.html";
        page.title = plain_text(text.substr(0, end));
        while (!page.title.empty() && page.title.back() == '\n') page.title.pop_back();
        page.description =
            "For anybody who teaches a class with this book, or works through it with friends.";
        Anchors anchors;
        anchors.next(page.title);
        ProseSetting setting;
        setting.address = [&](const std::string& target) {
            return site_address(book_, "exercises", target);
        };
        setting.anchors = &anchors;
        page.body = html_prose(text.substr(end), setting);
        add_to_search(page.title, page.title, page.address, plain_text(text.substr(end)));
        return page;
    }

    static Page print() {
        Page page;
        page.address = "print.html";
        page.title = "The whole book, for printing";
        page.description = "All pages in one, to print them or to keep them as a PDF.";
        page.body =
            "<p>A page prints as it is: what is folded is left out, but for the deep dives. Here "
            "all pages can be put "
            "on one, with links that lead from each to the others. That takes some seconds, and "
            "needs a script.</p>\n"
            "<div id=\"whole\"></div>\n";
        return page;
    }

    const SiteSettings& settings_;
    const Book book_;
    const Shell shell_;
    const TermSpotter spotter_;
    Json search_ = Json::array();
    int pages_ = 0;
};

}  // namespace

int write_site(const SiteSettings& settings) { return SiteWriter(settings).write(); }

}  // namespace book::site
