#include "site/shell.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "render/html_prose.h"

namespace book::site {
namespace {

constexpr const char* kBook = "Attention, Worked Out";
constexpr const char* kGuide = "guide.html";

std::string link(const std::string& address, const std::string& title) {
    return fmt::format("<a href=\"{}\">{}</a>", escape_html(address), escape_html(title));
}

// A line of the contents; the page that is open says so.
std::string entry(const Page& open, const std::string& address, const std::string& title,
                  bool can_be_read) {
    const std::string current = open.address == address ? " aria-current=\"page\"" : "";
    const std::string name =
        can_be_read ? fmt::format(" data-read=\"{}\"", escape_html(address)) : "";
    return fmt::format("<li{}><a href=\"{}\"{}>{}</a></li>\n", name, escape_html(address), current,
                       escape_html(title));
}

// JSON that a script of the page reads. Within it, </ would end the script.
std::string for_script(const char* id, std::string json) {
    if (json.empty()) return "";
    for (std::size_t at = json.find("</"); at != std::string::npos; at = json.find("</", at + 3))
        json.insert(at + 1, "\\");
    return fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>\n", id, json);
}

std::string on_this_page(const Page& page) {
    if (page.places.size() < 2) return "";
    std::string list;
    for (const Place& place : page.places)
        list += "<li>" + link("#" + place.anchor, place.title) + "</li>\n";
    return fmt::format(
        "<nav class=\"places\" aria-label=\"On this page\">\n<h2>On this page</h2>\n"
        "<ol>\n{}</ol>\n</nav>\n",
        list);
}

}  // namespace

Shell::Shell(const Book& book, std::string address_of_site)
    : book_(book), address_of_site_(std::move(address_of_site)) {
    turns_.push_back({"index.html", "Contents"});
    for (const StoredPage& page : book.pages()) {
        turns_.push_back({address_of(page), label_of(page)});
        if (!book.exercises_of(page).empty())
            turns_.push_back({exercises_address(page),
                              fmt::format("Exercises {}", page.document.chapter.number)});
    }
    turns_.push_back({kGuide, "A teacher's guide"});
}

std::string Shell::head(const Page& page) const {
    const std::string title =
        page.address == "index.html" ? kBook : fmt::format("{} · {}", page.title, kBook);
    std::string head = fmt::format(
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<title>{0}</title>\n<meta name=\"description\" content=\"{1}\">\n"
        "<meta property=\"og:type\" content=\"article\">\n"
        "<meta property=\"og:site_name\" content=\"{2}\">\n"
        "<meta property=\"og:title\" content=\"{3}\">\n"
        "<meta property=\"og:description\" content=\"{1}\">\n",
        escape_html(title), escape_html(page.description), kBook, escape_html(page.title));
    if (!address_of_site_.empty())
        head += fmt::format(
            "<meta property=\"og:url\" content=\"{0}{1}\">\n"
            "<meta property=\"og:image\" content=\"{0}assets/preview.png\">\n"
            "<meta property=\"og:image:width\" content=\"1200\">\n"
            "<meta property=\"og:image:height\" content=\"630\">\n"
            "<meta property=\"og:image:alt\" content=\"The book's title, and arcs from English "
            "words to "
            "the French ones that they look at\">\n"
            "<meta name=\"twitter:card\" content=\"summary_large_image\">\n",
            escape_html(address_of_site_), escape_html(page.address));
    return head +
           "<link rel=\"icon\" href=\"assets/icon.svg\" type=\"image/svg+xml\">\n"
           "<link rel=\"stylesheet\" href=\"assets/site.css\">\n"
           "<script src=\"assets/theme.js\"></script>\n"
           "<script src=\"assets/site.js\" defer></script>\n" +
           (page.knobs.empty() ? ""
                               : "<script src=\"assets/run.js\" defer></script>\n"
                                 "<script src=\"assets/live.js\" defer></script>\n"
                                 "<script src=\"assets/explore.js\" defer></script>\n");
}

std::string Shell::sidebar(const Page& page) const {
    std::string chapters, beside, exercises;
    for (const StoredPage& stored : book_.pages()) {
        (stored.is_chapter ? chapters : beside) +=
            entry(page, address_of(stored), label_of(stored), stored.is_chapter);
        if (book_.exercises_of(stored).empty()) continue;
        const ChapterInfo& chapter = stored.document.chapter;
        std::string name = fmt::format("{} · {}", chapter.number, chapter.name);
        std::replace(name.begin(), name.end(), '_', ' ');
        exercises += entry(page, exercises_address(stored), name, false);
    }
    beside += entry(page, kGuide, "A teacher's guide", false);
    return fmt::format(
        "<nav id=\"sidebar\" class=\"sidebar\" aria-label=\"The book\">\n"
        "<h2>Chapters</h2>\n<ul>\n{}</ul>\n<h2>Exercises</h2>\n<ul class=\"short\">\n{}</ul>\n"
        "<h2>To look up</h2>\n<ul>\n{}</ul>\n</nav>\n",
        chapters, exercises, beside);
}

std::string Shell::ways_on(const Page& page) const {
    const auto here = std::find_if(turns_.begin(), turns_.end(),
                                   [&](const Turn& t) { return t.address == page.address; });
    if (here == turns_.end()) return "";
    std::string ways;
    const auto way = [&](const char* kind, const char* label, const Turn& to) {
        ways +=
            fmt::format("<a rel=\"{0}\" class=\"{0}\" href=\"{1}\"><small>{2}</small> {3}</a>\n",
                        kind, escape_html(to.address), label, escape_html(to.title));
    };
    if (here != turns_.begin()) way("prev", "Before", *(here - 1));
    if (here + 1 != turns_.end()) way("next", "Next", *(here + 1));
    return "<nav class=\"ways\" aria-label=\"Before and next\">\n" + ways + "</nav>\n";
}

std::string Shell::around(const Page& page) const {
    const std::string terms = for_script("terms", page.terms) + for_script("knobs", page.knobs);
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n{head}</head>\n<body>\n"
        "<a class=\"skip\" href=\"#content\">Skip to the text</a>\n"
        "<header class=\"bar\">\n<a class=\"brand\" href=\"index.html\">{book}</a>\n</header>\n"
        "{sidebar}<main "
        "id=\"content\"{read}>\n<article>\n{above}<h1{anchor}>{title}</h1>\n{body}</article>\n"
        "{ways}</main>\n{places}{terms}</body>\n</html>\n",
        fmt::arg("head", head(page)), fmt::arg("book", kBook), fmt::arg("sidebar", sidebar(page)),
        fmt::arg("read", page.is_read ? " data-page=\"" + escape_html(page.address) + "\"" : ""),
        fmt::arg("anchor", page.anchor.empty() ? "" : " id=\"" + escape_html(page.anchor) + "\""),
        fmt::arg("above", page.above), fmt::arg("title", escape_html(page.title)),
        fmt::arg("body", page.body), fmt::arg("ways", ways_on(page)),
        fmt::arg("places", on_this_page(page)), fmt::arg("terms", terms));
}

}  // namespace book::site
