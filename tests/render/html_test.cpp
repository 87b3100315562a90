#include "render/html.h"

#include "catch.h"
#include "notebook/page.h"
#include "render/every_block.h"
#include "render/figure.h"
#include "render/html_prose.h"
#include "render/svg.h"
#include "render/terms.h"

using namespace book;

namespace {

std::string html(const std::string& markdown) { return html_prose(markdown, {}); }

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++n;
    return n;
}

// Every tag closed by its own name; "" or what is wrong.
std::string unclosed_tag(const std::string& text) {
    std::vector<std::string> open;
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
        const std::string tag = text.substr(at + 1, text.find('>', at) - at - 1);
        const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
        if (tag[0] == '/') {
            if (open.empty() || "/" + open.back() != tag) return "<" + tag + "> closes another";
            open.pop_back();
        } else if (tag.back() != '/' && name != "br" && name != "hr") {
            open.push_back(name);
        }
    }
    return open.empty() ? "" : open.back() + " is not closed";
}

}  // namespace

TEST_CASE("html: text is escaped, and no HTML of a text is believed", "[render]") {
    CHECK(escape_html("a < b & \"c\" > d") == "a &lt; b &amp; &quot;c&quot; &gt; d");
    CHECK(escape_html("one\ntwo\tthree") == "one\ntwo\tthree");
    CHECK(escape_html("\x1b[31m") == "␛[31m");
    CHECK(html("So <script>alert(1)</script> and <b>") ==
          "<p>So &lt;script&gt;alert(1)&lt;/script&gt; and &lt;b&gt;</p>\n");
    CHECK(html("a <!-- for writers --> b") == "<p>a  b</p>\n");
}

TEST_CASE("html: what Markdown knows, a browser shows", "[render]") {
    CHECK(html("*one* **two** `a<b`") ==
          "<p><em>one</em> <strong>two</strong> <code class=\"short\">a&lt;b</code></p>\n");
    const std::string command = "./book train --source fr.txt --target en.txt";  // may be broken
    CHECK(html("`" + command + "`") == "<p><code>" + command + "</code></p>\n");
    CHECK(html("`--task` and `--length`") ==
          "<p><code class=\"short\">--task</code> and <code class=\"short\">--length</code></p>\n");
    CHECK(html("- a\n- b\n") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
    CHECK(html("3. a\n") == "<ol start=\"3\">\n<li>a</li>\n</ol>\n");
    CHECK(html("> said") == "<blockquote>\n<p>said</p>\n</blockquote>\n");
    CHECK(html("```cpp\nint a;\n```\n") ==
          "<pre tabindex=\"0\"><code class=\"language-cpp\">int a;\n</code></pre>\n");
    CHECK_THAT(html("| | n |\n|---|---:|\n| a | 1 |\n"),
               ContainsText("<td></td><th scope=\"col\" class=\"number\">n</th>") &&
                   ContainsText("<td>a</td><td class=\"number\">1</td>"));
}

TEST_CASE("html: links lead where the site says, or nowhere", "[render]") {
    ProseSetting setting;
    setting.address = [](const std::string& target) {
        return target == "../a/README.md" ? std::string("a.html?x=\"1\"") : std::string();
    };
    CHECK(html_prose("[A](../a/README.md) [B](b.cpp)", setting) ==
          "<p><a href=\"a.html?x=&quot;1&quot;\">A</a> B</p>\n");
    Anchors anchors;
    setting.anchors = &anchors;
    CHECK(html_prose("## One `two`\n## One two\n", setting) ==
          "<h2 id=\"one-two\">One <code class=\"short\">two</code></h2>\n<h2 id=\"one-two-1\">One "
          "two</h2>\n");
}

TEST_CASE("html: a picture is left out, and what is damaged does no harm", "[render]") {
    CHECK(html("a ![words](x.png) b") == "<p>a  b</p>\n");
    for (const char* damaged :
         {"![a", "![a](", "a](b) ![c](d", "[![a](b)](c) [d", "](x) ![](", "| ![a\n|---\n"})
        CHECK(unclosed_tag(html(damaged)) == "");
}

TEST_CASE("html: an index stands below the line and a power above it, but not in a name of code",
          "[render]") {
    CHECK(with_indices("W_Q, d_k and √d_model: n_ab.") ==
          "W<sub>Q</sub>, d<sub>k</sub> and √d<sub>model</sub>: n<sub>ab</sub>.");
    CHECK(with_indices("W_Q W_K^T") == "W<sub>Q</sub> W<sub>K</sub><sup>T</sup>");
    CHECK(with_indices("e^x and e^(v/2), K^T") ==
          "e<sup>x</sup> and e<sup>v/2</sup>, K<sup>T</sup>");
    CHECK(with_indices("<a data-term=\"W_O\">W_O</a>") == "<a data-term=\"W_O\">W<sub>O</sub></a>");
    for (const char* left : {"q_proj", "k_proj.weight", "f_k.weight", "a_b_c", "row_a", "x_", "^2",
                             "e^(", "e^()", "10^6", "h_(t-1)", "_a", "b1_2"})
        CHECK(with_indices(left) == left);
    CHECK(
        html("Each W_Q, *d_k* and `W_Q`") ==
        "<p>Each W<sub>Q</sub>, <em>d<sub>k</sub></em> and <code class=\"short\">W_Q</code></p>\n");
    Table table{"d_k", "x"};
    table.add("W_V", 1);
    CHECK_THAT(to_html(table), ContainsText("d<sub>k</sub></th>") && ContainsText("W<sub>V</sub>"));
}

TEST_CASE("html: a comment below a table is no row of it", "[render]") {
    CHECK(html("| a |\n|---|\n| b |\n<!-- end -->\nc\n") == html("| a |\n|---|\n| b |\n\nc\n"));
    CHECK_THAT(html("```\n<!-- x -->\n```\n"), ContainsText("&lt;!-- x --&gt;"));
}

TEST_CASE("html: who is quoted may have marks of Markdown, and no term is marked in what was said",
          "[render]") {
    Page page(ChapterInfo{5, "softmax", "How?"}, {});
    page.quote("A score.", "the article");
    page.source("Score, a *book*");
    page.text("A \"score\" is said.\n\n> A score.");
    HtmlSetting setting;
    setting.words = [](std::size_t, const std::string& words) { return "[" + words + "]"; };
    CHECK_THAT(to_html(page.finish(), setting),
               ContainsText("<p>A score.</p>\n<footer>the article, <em>What the Hell is "
                            "Attention</em> by Elokusa</footer>") &&
                   ContainsText("<p>[A ]&quot;score&quot;[ is said.]</p>") &&
                   ContainsText("<blockquote>\n<p>A score.</p>\n</blockquote>") &&
                   ContainsText("<li>Score, a <em>book</em></li>"));
}

TEST_CASE("html: what was measured is said of a claim that failed, and of no other", "[render]") {
    Page page(ChapterInfo{5, "softmax", "How?"}, {});
    page.data("some.name", 2);
    page.text("So.");
    page.check("it holds for W_Q", true, {"some.name"});
    const std::string held = to_html(page.finish(), {});
    CHECK(held.find("some.name") == std::string::npos);
    CHECK_THAT(held, ContainsText("it holds for W<sub>Q</sub></li>"));
    Page other(ChapterInfo{5, "softmax", "How?"}, {});
    other.data("some.name", 2);
    other.check("it fails", false, {"some.name"});
    CHECK_THAT(to_html(other.finish(), {}), ContainsText("some.name</code> = 2"));
}

TEST_CASE("html: a line is no paragraph, and no list", "[render]") {
    CHECK(html_line("12. May *and* more", {}) == "12. May <em>and</em> more");
    CHECK(html_line("- 3 < 4", {}) == "- 3 &lt; 4");
}

TEST_CASE("html: plain words are handed out, but not those of code, links and headings",
          "[render]") {
    ProseSetting setting;
    setting.words = [](std::string words) { return "[" + words + "]"; };
    CHECK(html_prose("one `two` [three](http://x)", setting) ==
          "<p>[one ]<code class=\"short\">two</code>[ ]<a href=\"http://x\">three</a></p>\n");
    CHECK(html_prose("# one\n", setting) == "<h1>one</h1>\n");
}

TEST_CASE("html: every block of a page, and every value says which it is", "[render]") {
    const Document document = every_block();
    HtmlSetting setting;
    setting.exercise = [](const std::string& number) { return "e.html#" + number; };
    const std::string page = to_html(document, setting);
    CHECK(unclosed_tag(page) == "");
    CHECK_THAT(
        page,
        ContainsText(
            "<h2 id=\"one-078\">One <span class=\"v\" data-v=\"score:.2f\">0.78</span></h2>") &&
            ContainsText("data-v=\"count:,\">1,326,080</span>") &&
            ContainsText("class=\"v timed\" data-v=\"late.seconds:.1f\"") &&
            ContainsText("data-v=\"token\">&lt;end&gt;</span>") &&
            ContainsText("data-latex=\"\\sqrt{d}\" data-text=\"√d\"") &&
            ContainsText("<code class=\"language-cpp\">int a;</code>") &&
            ContainsText("<a href=\"e.html#5.1\">Exercise 5.1</a>") &&
            ContainsText("<summary>Deep dive: Deeper") && ContainsText("<li class=\"failed\">") &&
            ContainsText("<td class=\"number timed\">"));
    CHECK(count(page, "<svg ") == 7);
    CHECK(count(page, "<style>") == 0);
    for (const char* sign : {"\uE000", "\uE001", "\uE002"})
        CHECK(page.find(sign) == std::string::npos);
}

TEST_CASE("html: a column of numbers stays one where a cell is empty, and a heading spans two",
          "[render]") {
    Table table{"", {"forwards", ".1f"}, {"", ".1f"}, "note"};
    table.add("a", 1.5, 2.5, "");
    table.add("b", "", 3.5, "said");
    CHECK(table.numeric(1));
    CHECK_FALSE(table.numeric(3));
    const std::string page = to_html(table);
    CHECK_THAT(page, ContainsText("<td></td><th scope=\"colgroup\" colspan=\"2\" class=\"number\">"
                                  "forwards</th><th scope=\"col\">note</th>") &&
                         ContainsText("<td class=\"number\"></td><td class=\"number\">3.5</td>"));
    Table empty{"a", "b"};
    empty.add("", "");
    CHECK_FALSE(empty.numeric(0));
}

TEST_CASE("html: how far a drawing may shrink is said by its width", "[render]") {
    Plot plot{{"x"}, {"y"}};
    plot.line("a", {1, 2}, {1, 2});
    CHECK_THAT(to_html(Figure{"wide", "Title", "It rises.", plot}),
               ContainsText("<div class=\"scroll drawing wide\" id=\"figure-wide\""));
    Diagram one;
    one.box("a", {0, 0}, {9, 3}, "a");
    CHECK_THAT(to_html(Figure{"small", "One", "A box.", one}),
               ContainsText("<div class=\"scroll drawing\" id=\"figure-small\""));
}

TEST_CASE("html: a value cannot forge the marks of another", "[render]") {
    Page page(ChapterInfo{5, "softmax", "How?"}, {});
    page.value("token", "\uE0007\uE001x\uE002");
    page.text("It is @{token}.");
    CHECK_THAT(to_html(page.finish(), {}),
               ContainsText("It is <span class=\"v\" data-v=\"token\">7x</span>."));
}

TEST_CASE("html: a drawing within a page has names of its own and no style sheet", "[render]") {
    Plot plot{{"x"}, {"y"}};
    plot.line("a", {1, 2}, {1, 2});
    const std::string svg = to_svg({"curve", "Title", "It rises.", plot});
    const std::string within = svg_within_page(svg, "curve");
    CHECK_THAT(within, ContainsText("aria-labelledby=\"t-curve d-curve\"") &&
                           ContainsText("<title id=\"t-curve\">Title</title>") &&
                           ContainsText("<desc id=\"d-curve\">It rises.</desc>"));
    CHECK(within.find("<style>") == std::string::npos);
    CHECK_THROWS_AS(svg_within_page(within, "again"), Error);
    // What a file's own style sheet says, that of all pages says, too.
    const std::string style = svg_style_of_pages();
    for (const char* name : {".paper{", ".s6{", ".h20{", ".c20{", ".box.lit{", "data-theme=dark"})
        CHECK_THAT(style, ContainsText(name));
}

TEST_CASE("terms: they are spotted in any text, with the bytes where they stand", "[render]") {
    const std::vector<TermEntry> entries{{{"dot product", "x", {"dot products"}}, {}, {}},
                                         {{"product", "y", {}}, {}, {}}};
    const TermSpotter spotter(entries);
    const std::string text = "é: Dot  products, a product; productive";
    const auto uses = spotter.spot(text);
    REQUIRE(uses.size() == 2);
    CHECK(uses[0].entry == 0);
    CHECK(text.substr(uses[0].begin, uses[0].end - uses[0].begin) == "Dot  products");
    CHECK(uses[1].entry == 1);
    CHECK(text.substr(uses[1].begin, uses[1].end - uses[1].begin) == "product");
}
