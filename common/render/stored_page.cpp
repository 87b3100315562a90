#include "render/stored_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/require.h"
#include "render/diagram_plan.h"
#include "render/json_words.h"

namespace book {
namespace {

using StoredJson = nlohmann::ordered_json;

constexpr int kDeepestValue = 8;     // arrays in arrays
constexpr int kLargestPlace = 1000;  // of a diagram: nobody draws on more paper

std::optional<double> special_number(const std::string& text) {
    const double infinity = std::numeric_limits<double>::infinity();
    if (text == "inf") return infinity;
    if (text == "-inf") return -infinity;
    if (text == "nan") return std::nan("");
    return std::nullopt;
}

// A value of JSON that knows where it stands, and is asked for nothing that it is not.
class Item {
  public:
    Item(const StoredJson& json, std::string place) : json_(&json), place_(std::move(place)) {}

    template <class... Args>
    void require_that(bool ok, fmt::format_string<Args...> message, Args&&... args) const {
        if (!ok)
            throw InputError(fmt::format("{}: {}", place_.empty() ? "the page" : place_,
                                         fmt::format(message, std::forward<Args>(args)...)));
    }

    std::optional<Item> find(const char* name) const {
        require_that(json_->is_object(), "this should be an object");
        const auto found = json_->find(name);
        if (found == json_->end()) return std::nullopt;
        return Item(*found, place_.empty() ? name : place_ + "." + name);
    }
    Item operator[](const char* name) const {
        const std::optional<Item> found = find(name);
        require_that(found.has_value(), "'{}' is missing", name);
        return *found;
    }
    std::vector<Item> items() const {
        require_that(json_->is_array(), "this should be a list");
        std::vector<Item> all;
        for (const StoredJson& item : *json_)
            all.emplace_back(item, fmt::format("{}[{}]", place_, all.size()));
        return all;
    }
    std::vector<std::pair<std::string, Item>> members() const {
        require_that(json_->is_object(), "this should be an object");
        std::vector<std::pair<std::string, Item>> all;
        for (const auto& [name, value] : json_->items())
            all.emplace_back(name, Item(value, place_ + "." + name));
        return all;
    }

    bool is_object() const { return json_->is_object(); }
    bool is_null() const { return json_->is_null(); }
    std::string text() const {
        require_that(json_->is_string(), "this should be a text");
        return json_->get<std::string>();
    }
    bool yes_or_no() const {
        require_that(json_->is_boolean(), "this should be true or false");
        return json_->get<bool>();
    }
    int whole(int low, int high) const {
        require_that(json_->is_number_integer(), "this should be a whole number");
        const bool is_small = !json_->is_number_unsigned() ||
                              json_->get<std::uint64_t>() <= std::numeric_limits<int>::max();
        const std::int64_t x = is_small ? json_->get<std::int64_t>() : -1;
        require_that(is_small && x >= low && x <= high, "this should be between {} and {}", low,
                     high);
        return static_cast<int>(x);
    }
    std::uint64_t seed() const {
        require_that(json_->is_number_unsigned(), "this should be a whole number, 0 or more");
        return json_->get<std::uint64_t>();
    }
    double number() const {
        if (json_->is_number()) return json_->get<double>();
        const std::optional<double> special =
            json_->is_string() ? special_number(json_->get<std::string>()) : std::nullopt;
        require_that(special.has_value(), "this should be a number");
        return *special;
    }
    Value value() const { return value(0); }

    template <class Enum, std::size_t n>
    Enum one_of(const std::array<const char*, n>& words) const {
        const std::string word = text();
        const auto found = std::find(words.begin(), words.end(), word);
        require_that(found != words.end(), "'{}' is none of {}", word, fmt::join(words, ", "));
        return static_cast<Enum>(found - words.begin());
    }

    // A list of what `read` makes of each item.
    template <class F>
    auto list(F read) const {
        std::vector<decltype(read(std::declval<const Item&>()))> all;
        for (const Item& item : items()) all.push_back(read(item));
        return all;
    }
    std::vector<std::string> texts() const {
        return list([](const Item& item) { return item.text(); });
    }
    std::vector<double> numbers() const {
        return list([](const Item& item) { return item.number(); });
    }
    Matrix matrix() const {
        const auto rows = list([](const Item& row) { return row.numbers(); });
        const std::size_t columns = rows.empty() ? 0 : rows[0].size();
        for (const auto& row : rows)
            require_that(row.size() == columns, "the rows of a matrix differ in length");
        Matrix m({static_cast<int>(rows.size()), static_cast<int>(columns)});
        for (int r = 0; r < m.rows(); ++r)
            std::transform(rows[r].begin(), rows[r].end(), m.row(r).begin(),
                           [](double x) { return static_cast<real>(x); });
        return m;
    }

  private:
    Value value(int depth) const {
        if (json_->is_number_unsigned()) {
            const auto x = json_->get<std::uint64_t>();
            require_that(x <= std::numeric_limits<std::int64_t>::max(), "{} is too large", x);
        }
        if (json_->is_number_integer()) return Value(json_->get<std::int64_t>());
        if (json_->is_number()) return Value(json_->get<double>());
        if (json_->is_string()) {
            const std::string text = json_->get<std::string>();
            const std::optional<double> special = special_number(text);
            return special ? Value(*special) : Value(text);
        }
        require_that(json_->is_array(), "this should be a number, a text or a list of them");
        require_that(depth < kDeepestValue, "lists in lists, too deep");
        Value::Array array;
        for (const Item& item : items()) array.push_back(item.value(depth + 1));
        return Value(array);
    }

    const StoredJson* json_;
    std::string place_;
};

// ---- figures and tables -------------------------------------------------------------------------

double limit_in(const Item& item, const char* name) {
    const std::optional<Item> there = item.find(name);
    return there ? there->number() : kFromData;
}

Axis axis_in(const Item& item) {
    return {item["label"].text(), item["scale"].one_of<Scale>(kScales), limit_in(item, "low"),
            limit_in(item, "high")};
}

Plot plot_in(const Item& item) {
    Plot plot(axis_in(item["x"]), axis_in(item["y"]));
    plot.equal_axes = item["equal_axes"].yes_or_no();
    plot.series = item["series"].list([](const Item& s) {
        return Plot::Series{s["kind"].one_of<Plot::Kind>(kPlotKinds), s["name"].text(),
                            s["x"].numbers(), s["y"].numbers(), s["labels"].texts()};
    });
    plot.rules = item["rules"].list([](const Item& rule) {
        return Plot::Rule{rule["vertical"].yes_or_no(), rule["at"].number(), rule["label"].text()};
    });
    return plot;
}

HeatMap heat_map_in(const Item& item) {
    return {item["values"].matrix(),  item["rows"].texts(),        item["columns"].texts(),
            item["row_label"].text(), item["column_label"].text(), item["format"].text(),
            limit_in(item, "low"),    limit_in(item, "high")};
}

Bars bars_in(const Item& item) {
    return {item["names"].texts(), item["series"].list([](const Item& s) {
                return Bars::Series{s["name"].text(), s["values"].numbers()};
            }),
            item["label"].text(), item["format"].text()};
}

Tree tree_in(const Item& item) {
    return {item["nodes"].list([](const Item& node) {
        return Tree::Node{node["parent"].whole(-1, std::numeric_limits<int>::max()),
                          node["text"].text(), node["note"].text(), node["chosen"].yes_or_no()};
    })};
}

// Of a diagram: a place (column, row), or a size.
std::pair<int, int> pair_in(const Item& item) {
    const std::vector<Item> both = item.items();
    item.require_that(both.size() == 2, "this should be a pair of numbers");
    return {both[0].whole(0, kLargestPlace), both[1].whole(0, kLargestPlace)};
}
Diagram::Place place_in(const Item& item) {
    const auto [column, row] = pair_in(item);
    return {column, row};
}
Diagram::Size size_in(const Item& item) {
    const auto [columns, rows] = pair_in(item);
    return {columns, rows};
}
Look look_in(const Item& item) {
    const std::optional<Item> look = item.find("look");
    return look ? look->one_of<Look>(kLooks) : Look::plain;
}

Diagram::Arrow arrow_in(const Item& item) {
    Diagram::Arrow arrow;
    if (item.find("from")) {
        arrow.from = item["from"].text();
        arrow.to = item["to"].text();
        arrow.leaves = item["leaves"].one_of<Diagram::Side>(kSides);
        arrow.enters = item["enters"].one_of<Diagram::Side>(kSides);
    }
    arrow.way = item["way"].list(place_in);
    arrow.label = item["label"].text();
    arrow.look = look_in(item);
    arrow.line = item["line"].one_of<Diagram::Line>(kLines);
    arrow.has_head = item["head"].yes_or_no();
    return arrow;
}

Diagram diagram_in(const Item& item) {
    Diagram diagram;
    diagram.boxes = item["boxes"].list([](const Item& box) {
        return Diagram::Box{box["id"].text(),     place_in(box["at"]), size_in(box["size"]),
                            box["lines"].texts(), look_in(box),        box["rounded"].yes_or_no()};
    });
    diagram.grids = item["cells"].list([](const Item& grid) {
        return Diagram::Cells{grid["id"].text(),
                              place_in(grid["at"]),
                              grid["rows"].list([](const Item& row) { return row.texts(); }),
                              grid["width"].whole(0, kLargestPlace),
                              grid["row_names"].texts(),
                              grid["column_names"].texts(),
                              grid["marked"].list(place_in),
                              look_in(grid)};
    });
    diagram.texts = item["texts"].list([](const Item& text) {
        return Diagram::Text{place_in(text["at"]), text["text"].text(), look_in(text)};
    });
    diagram.frames = item["frames"].list([](const Item& frame) {
        return Diagram::Frame{place_in(frame["at"]), size_in(frame["size"]), frame["title"].text(),
                              look_in(frame)};
    });
    diagram.arrows = item["arrows"].list(arrow_in);
    return diagram;
}

Arcs arcs_in(const Item& item) {
    return {item["words"].texts(), item["looked_at"].texts(), item["weights"].matrix(),
            item["least"].number(), item["only"].whole(-1, std::numeric_limits<int>::max())};
}

Figure figure_in(const Item& item) {
    const Item drawing = item["drawing"];
    const std::string kind = drawing["kind"].text();
    Figure figure{item["name"].text(), item["title"].text(), item["alt"].text(), Tree{}};
    if (kind == "plot")
        figure.drawing = plot_in(drawing);
    else if (kind == "heat map")
        figure.drawing = heat_map_in(drawing);
    else if (kind == "bars")
        figure.drawing = bars_in(drawing);
    else if (kind == "tree")
        figure.drawing = tree_in(drawing);
    else if (kind == "diagram")
        figure.drawing = diagram_in(drawing);
    else if (kind == "arcs")
        figure.drawing = arcs_in(drawing);
    else
        drawing.require_that(false, "a drawing of an unknown kind, '{}'", kind);
    if (const std::optional<Item> timing = item.find("timing")) {
        figure.timed = true;
        figure.timing = timing->text();
    }
    return figure;
}

Cell cell_in(const Item& item) {
    const std::optional<Item> inside = item.is_object() ? item.find("marked") : std::nullopt;
    const Item& what = inside ? *inside : item;
    Cell cell{what.is_object() ? Value(0.0) : what.value()};
    if (what.is_object()) {
        cell.timed = true;
        cell.timing = what["timing"].text();
    }
    cell.marked = inside.has_value();
    return cell;
}

Table table_in(const Item& item) {
    Table table(item["columns"].list(
        [](const Item& column) { return Column(column["name"].text(), column["format"].text()); }));
    const std::size_t columns = table.columns().size();
    for (const Item& row : item["rows"].items()) {
        std::vector<Cell> cells = row.list(cell_in);
        row.require_that(cells.size() == columns, "a row of {} cells, {} columns", cells.size(),
                         columns);
        table.add_row(std::move(cells));
    }
    return table;
}

// ---- blocks -------------------------------------------------------------------------------------

Block heading_in(const Item& item) {
    const std::optional<Item> short_path = item.find("short_path");
    const bool is_short = short_path && short_path->yes_or_no();
    return Heading{item["level"].whole(1, 6), item["text"].text(),
                   is_short ? Path::shortest : Path::whole};
}

Block questions_in(const Item& item) {
    return Questions{item["list"].list([](const Item& q) {
        return Question{q["question"].text(), q["answer"].text()};
    })};
}

// Text blocks, and those that say only that they are there.
std::optional<Block> plain_block_in(const Item& item, const std::string& type) {
    if (type == "prose") return Prose{item["markdown"].text()};
    if (type == "quote") return Quote{item["markdown"].text(), item["who"].text()};
    if (type == "formula")
        return Formula{item["latex"].text(), item["text"].text(), item["source"].text()};
    if (type == "output") return Output{item["text"].text()};
    if (type == "claims") return Claims{item["claims"].texts()};
    if (type == "deep dive") return DeepDive{item["title"].text()};
    if (type == "end of deep dive") return EndOfDeepDive{};
    if (type == "ledger") return Ledger{};
    if (type == "sources") return Sources{item["list"].texts()};
    if (type == "folded answers") return FoldedAnswers{};
    if (type == "next") return Next{item["markdown"].text()};
    return std::nullopt;
}

Block block_in(const Item& item) {
    const std::string type = item["type"].text();
    if (const std::optional<Block> plain = plain_block_in(item, type)) return *plain;
    if (type == "heading") return heading_in(item);
    if (type == "code")
        return Code{item["kind"].one_of<CodeKind>(kCodeKinds), item["path"].text(),
                    item["region"].text(), item["text"].text()};
    if (type == "table") return CaptionedTable{table_in(item), item["caption"].text()};
    if (type == "figure") return figure_in(item);
    if (type == "guess")
        return Guess{item["number"].whole(1, std::numeric_limits<int>::max()),
                     item["question"].text(), item["answer"].text()};
    if (type == "exercise") return ExerciseNote{item["number"].text(), item["task"].text()};
    if (type == "term")
        return Term{item["word"].text(), item["meaning"].text(), item["forms"].texts()};
    if (type == "recap") return Recap{item["markdown"].text(), item["answer"].text()};
    item.require_that(type == "questions",
                      "a block of an unknown type, '{}'; ./book pages weaves the page again", type);
    return questions_in(item);
}

// ---- the whole ----------------------------------------------------------------------------------

ChapterInfo chapter_in(const Item& page) {
    const std::string name = page["document"]["name"].text();
    const bool has_number = page.find("chapter").has_value();
    if (!has_number)
        page["page"].require_that(page["page"].text() == name, "the page is called '{}', too",
                                  name);
    return {has_number ? page["chapter"].whole(0, 999) : kNoNumber, name, page["title"].text()};
}

// Values and timings are stored apart, each in the order in which they were named. What lies between is
// known of those that a block names: they stand in one list, "places".
std::vector<NamedValue> values_in(const Item& page) {
    std::vector<NamedValue> named;
    const auto values = page["values"].members(), timings = page["timings"].members();
    auto value = values.begin();
    auto timing = timings.begin();
    const auto add = [&](const auto& member, Use use) {
        named.push_back({member.first, member.second.value(), use});
    };
    const auto read_until = [&](auto& next, const auto& list, Use use, const std::string& name) {
        const auto is_it = [&](const auto& member) { return member.first == name; };
        const auto found = std::find_if(next, list.end(), is_it);
        if (found == list.end()) return;
        for (; next <= found; ++next) add(*next, use);
    };
    for (const auto& [name, places] : page["document"]["places"].members()) {
        read_until(value, values, Use::data, name);
        read_until(timing, timings, Use::timing, name);
    }
    for (; value != values.end(); ++value) add(*value, Use::data);
    for (; timing != timings.end(); ++timing) add(*timing, Use::timing);
    return named;
}

std::optional<Compared> compared_in(const Item& claim) {
    const std::optional<Item> c = claim.find("compared");
    if (!c) return std::nullopt;
    return Compared{(*c)["a"].number(),   (*c)["b"].number(),    (*c)["difference"].number(),
                    (*c)["low"].number(), (*c)["high"].number(), (*c)["count"].whole(0, 1 << 30)};
}

std::vector<Claim> claims_in(const Item& page) {
    std::vector<Claim> claims = page["document"]["claims"].list([](const Item& c) {
        return Claim{c["claim"].text(), Verdict::held, c["measured"].texts(),
                     c["needs_full"].yes_or_no(), compared_in(c)};
    });
    const std::vector<Item> checks = page["checks"].items();
    page["checks"].require_that(checks.size() == claims.size(), "{} verdicts for {} claims",
                                checks.size(), claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        checks[i].require_that(checks[i]["claim"].text() == claims[i].claim,
                               "this is not the claim '{}'", claims[i].claim);
        const Item holds = checks[i]["holds"];
        claims[i].verdict = holds.is_null()     ? Verdict::not_run
                            : holds.yes_or_no() ? Verdict::held
                                                : Verdict::failed;
    }
    return claims;
}

OptionDescription option_in(const Item& item) {
    using Kind = OptionDescription::Kind;
    OptionDescription option{item["name"].text(), item["kind"].one_of<Kind>(kOptionKinds),
                             item["what"].text(), item["meaning"].text(), item["default"].text()};
    if (option.kind == Kind::whole_number || option.kind == Kind::number) {
        option.low = item["low"].number();
        option.high = item["high"].number();
    }
    if (option.kind == Kind::choice) option.choices = item["choices"].texts();
    if (const std::optional<Item> page = item.find("page")) {
        const std::vector<Item> range = page->items();
        option.on_page = true;
        page->require_that(range.empty() || range.size() == 2,
                           "this should be a range, or nothing");
        if (range.empty()) return option;
        option.page_low = range[0].number();
        option.page_high = range[1].number();
        page->require_that(option.page_low < option.page_high,
                           "a range that ends before it begins");
    }
    return option;
}

Document document_in(const Item& page) {
    const Item stored = page["document"];
    stored["version"].whole(1, 1);
    Document document{chapter_in(page)};
    document.seed = stored["seed"].seed();
    document.quick = stored["quick"].yes_or_no();
    document.options = stored["options"].list(option_in);
    document.blocks = stored["blocks"].list(block_in);
    document.values = values_in(page);
    document.claims = claims_in(page);
    document.rounded = stored["rounded"].list([](const Item& r) {
        return Rounded{r["what"].text(), r["says"].text(), r["name"].text(), r["format"].text()};
    });
    document.ahead = stored["ahead"].list([](const Item& a) {
        return Ahead{a["term"].text(), a["reason"].text()};
    });
    return document;
}

void check_drawing(const Figure& figure) {
    check_figure(figure);
    if (const auto* diagram = std::get_if<Diagram>(&figure.drawing)) plan_of(*diagram);
}

// What a writer relies on: whatever is named is there, and what can be drawn is.
void check_stored(const Document& document) {
    int dives = 0;
    for (const Block& block : document.blocks) {
        for (const std::string& name : names_in(block))
            require(document.find(name) != nullptr, "there is no value '{}'", name);
        check_texts(document, block);
        if (const auto* claims = std::get_if<Claims>(&block))
            for (const std::string& words : claims->claims) document.claim(words);
        if (const auto* figure = std::get_if<Figure>(&block))
            check_drawing(with_timings(document, *figure));
        dives += static_cast<int>(std::holds_alternative<DeepDive>(block)) -
                 static_cast<int>(std::holds_alternative<EndOfDeepDive>(block));
        require(dives == 0 || dives == 1, "deep dives do not begin and end in turn");
    }
    require(dives == 0, "a deep dive does not end");
    for (const Claim& claim : document.claims) what_was_measured(document, claim);
    for (const Rounded& r : document.rounded) print_value(document, r.name, {}, r.format);
}

}  // namespace

Document document_from_json(std::string_view text) {
    const StoredJson json = StoredJson::parse(text, nullptr, false);
    require_input(!json.is_discarded(), "it is no JSON, or not whole");
    Document document = document_in(Item(json, ""));
    try {
        check_stored(document);
    } catch (const Error& e) {  // the page's mistake, not the program's
        throw InputError(e.what());
    }
    return document;
}

ReadPages read_pages(const std::vector<StoredPage>& stored) {
    ReadPages pages;
    for (const StoredPage& page : stored) {
        try {
            pages.documents.push_back(document_from_json(page.text));
        } catch (const InputError& e) {
            pages.unreadable.push_back(page.path + ": " + e.what());
        }
    }
    return pages;
}

std::vector<NamedValue> timings_in(std::string_view text) {
    const StoredJson json = StoredJson::parse(text, nullptr, false);
    require_input(json.is_object() && json.contains("timings") && json["timings"].is_object(),
                  "it is no page.json of this book");
    std::vector<NamedValue> timings;
    for (const auto& [name, item] : Item(json, "")["timings"].members())
        timings.push_back({name, item.value(), Use::timing});
    return timings;
}

}  // namespace book
