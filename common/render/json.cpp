#include "render/json.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "render/json_words.h"

namespace book {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) { return one_line(json); }  // of a text, too

// The library has no float: it would print 0.78f as 0.7799999713897705. Reading the shortest text
// gives the double that is printed as that text.
Json number(double x) {
    const std::string text = shortest(x);
    if (!std::isfinite(x)) return text;
    return Json::parse(text);  // 5 stays 5
}

// An array of what `json_of_item` makes of every item.
template <class Items, class F>
Json array_of(const Items& items, F json_of_item) {
    Json array = Json::array();
    for (const auto& item : items) array.push_back(json_of_item(item));
    return array;
}

Json numbers(const std::vector<double>& list) { return array_of(list, number); }

struct ValueToJson {
    Json operator()(std::int64_t x) const { return x; }
    Json operator()(double x) const { return number(x); }
    Json operator()(const std::string& text) const { return text; }
    Json operator()(const Value::Array& items) const {
        return array_of(items, [&](const Value& item) { return std::visit(*this, item.data()); });
    }
};

Json json_of(const Value& value) { return std::visit(ValueToJson{}, value.data()); }

// ---- figures and tables -------------------------------------------------------------------------

Json json_of(const Axis& axis) {
    Json json{{"label", axis.label}, {"scale", word_for(kScales, axis.scale)}};
    if (std::isfinite(axis.low)) json["low"] = number(axis.low);
    if (std::isfinite(axis.high)) json["high"] = number(axis.high);
    return json;
}

Json json_of(const Plot::Series& s) {
    return {{"kind", word_for(kPlotKinds, s.kind)},
            {"name", s.name},
            {"x", numbers(s.x)},
            {"y", numbers(s.y)},
            {"labels", s.labels}};
}

Json json_of(const Plot::Rule& rule) {
    return {{"vertical", rule.vertical}, {"at", number(rule.at)}, {"label", rule.label}};
}

Json json_of(const Bars::Series& s) { return {{"name", s.name}, {"values", numbers(s.values)}}; }

Json json_of(const Tree::Node& node) {
    return {
        {"parent", node.parent}, {"text", node.text}, {"note", node.note}, {"chosen", node.chosen}};
}

// A part that looks plain does not say so.
Json with_look(Json json, Look look) {
    if (look != Look::plain) json["look"] = word_for(kLooks, look);
    return json;
}
Json json_of(Diagram::Place place) { return {place.column, place.row}; }
Json json_of(Diagram::Size size) { return {size.columns, size.rows}; }
Json json_of(const std::vector<Diagram::Place>& places) {
    return array_of(places, [](Diagram::Place place) { return json_of(place); });
}
Json json_of(const Diagram::Box& box) {
    return with_look({{"id", box.id},
                      {"at", json_of(box.at)},
                      {"size", json_of(box.size)},
                      {"lines", box.lines},
                      {"rounded", box.rounded}},
                     box.look);
}
Json json_of(const Diagram::Cells& cells) {
    return with_look({{"id", cells.id},
                      {"at", json_of(cells.at)},
                      {"rows", cells.rows},
                      {"width", cells.width},
                      {"row_names", cells.row_names},
                      {"column_names", cells.column_names},
                      {"marked", json_of(cells.marked)}},
                     cells.look);
}
Json json_of(const Diagram::Text& text) {
    return with_look({{"at", json_of(text.at)}, {"text", text.text}}, text.look);
}
Json json_of(const Diagram::Frame& frame) {
    return with_look(
        {{"at", json_of(frame.at)}, {"size", json_of(frame.size)}, {"title", frame.title}},
        frame.look);
}
Json json_of(const Diagram::Arrow& arrow) {
    Json json{{"way", json_of(arrow.way)},
              {"label", arrow.label},
              {"line", word_for(kLines, arrow.line)},
              {"head", arrow.has_head}};
    if (!arrow.from.empty()) {
        json["from"] = arrow.from;
        json["to"] = arrow.to;
        json["leaves"] = word_for(kSides, arrow.leaves);
        json["enters"] = word_for(kSides, arrow.enters);
    }
    return with_look(std::move(json), arrow.look);
}

struct DrawingToJson {
    Json operator()(const Plot& plot) const {
        return {{"kind", "plot"},
                {"x", json_of(plot.x)},
                {"y", json_of(plot.y)},
                {"equal_axes", plot.equal_axes},
                {"series", array_of(plot.series, [](const auto& s) { return json_of(s); })},
                {"rules", array_of(plot.rules, [](const auto& rule) { return json_of(rule); })}};
    }
    Json operator()(const HeatMap& map) const {
        Json json{{"kind", "heat map"},         {"values", json_of(Value(map.values))},
                  {"rows", map.rows},           {"columns", map.columns},
                  {"row_label", map.row_label}, {"column_label", map.column_label},
                  {"format", map.format}};
        if (std::isfinite(map.low)) json["low"] = number(map.low);
        if (std::isfinite(map.high)) json["high"] = number(map.high);
        return json;
    }
    Json operator()(const Bars& bars) const {
        return {{"kind", "bars"},
                {"names", bars.names},
                {"series", array_of(bars.series, [](const auto& s) { return json_of(s); })},
                {"label", bars.label},
                {"format", bars.format}};
    }
    Json operator()(const Tree& tree) const {
        return {{"kind", "tree"},
                {"nodes", array_of(tree.nodes, [](const auto& node) { return json_of(node); })}};
    }
    Json operator()(const Diagram& diagram) const {
        const auto json = [](const auto& part) { return json_of(part); };
        return {{"kind", "diagram"},
                {"boxes", array_of(diagram.boxes, json)},
                {"cells", array_of(diagram.grids, json)},
                {"texts", array_of(diagram.texts, json)},
                {"frames", array_of(diagram.frames, json)},
                {"arrows", array_of(diagram.arrows, json)}};
    }
    Json operator()(const Arcs& arcs) const {
        return {{"kind", "arcs"},
                {"words", arcs.words},
                {"looked_at", arcs.looked_at},
                {"weights", json_of(Value(arcs.weights))},
                {"least", number(arcs.least)},
                {"only", arcs.only}};
    }
};

Json json_of(const Cell& cell) {
    const Json value = cell.timing.empty() ? json_of(cell.value) : Json{{"timing", cell.timing}};
    return cell.marked ? Json{{"marked", value}} : value;
}

Json json_of(const Column& column) { return {{"name", column.name}, {"format", column.format}}; }

Json json_of(const Table& table) {
    const auto row = [](const std::vector<Cell>& cells) {
        return array_of(cells, [](const Cell& cell) { return json_of(cell); });
    };
    return {{"columns", array_of(table.columns(), [](const Column& c) { return json_of(c); })},
            {"rows", array_of(table.rows(), row)}};
}

// ---- blocks -------------------------------------------------------------------------------------

struct BlockToJson {
    Json operator()(const Heading& h) const {
        Json json{{"type", "heading"}, {"level", h.level}, {"text", h.text}};
        if (h.path == Path::shortest) json["short_path"] = true;
        return json;
    }
    Json operator()(const Prose& p) const { return {{"type", "prose"}, {"markdown", p.markdown}}; }
    Json operator()(const Quote& q) const {
        return {{"type", "quote"}, {"markdown", q.markdown}, {"who", q.who}};
    }
    Json operator()(const Formula& f) const {
        return {{"type", "formula"}, {"latex", f.latex}, {"text", f.text}, {"source", f.source}};
    }
    Json operator()(const Code& c) const {
        return {{"type", "code"},
                {"kind", word_for(kCodeKinds, c.kind)},
                {"path", c.path},
                {"region", c.region},
                {"text", c.text}};
    }
    Json operator()(const Output& o) const { return {{"type", "output"}, {"text", o.text}}; }
    Json operator()(const CaptionedTable& t) const {
        Json json{{"type", "table"}};
        json.update(json_of(t.table));
        json["caption"] = t.caption;
        return json;
    }
    Json operator()(const Figure& f) const {
        Json json{{"type", "figure"}, {"name", f.name}, {"title", f.title}, {"alt", f.alt}};
        json["drawing"] = std::visit(DrawingToJson{}, f.drawing);
        if (!f.timing.empty()) json["timing"] = f.timing;
        return json;
    }
    Json operator()(const Claims& c) const { return {{"type", "claims"}, {"claims", c.claims}}; }
    Json operator()(const Guess& g) const {
        return {{"type", "guess"},
                {"number", g.number},
                {"question", g.question},
                {"answer", g.answer}};
    }
    Json operator()(const ExerciseNote& e) const {
        return {{"type", "exercise"}, {"number", e.number}, {"task", e.task}};
    }
    Json operator()(const Term& t) const {
        return {{"type", "term"}, {"word", t.word}, {"meaning", t.meaning}, {"forms", t.forms}};
    }
    Json operator()(const DeepDive& d) const { return {{"type", "deep dive"}, {"title", d.title}}; }
    Json operator()(const EndOfDeepDive&) const { return {{"type", "end of deep dive"}}; }
    Json operator()(const Recap& r) const {
        return {{"type", "recap"}, {"markdown", r.markdown}, {"answer", r.answer}};
    }
    Json operator()(const Questions& questions) const {
        const auto question = [](const Question& q) {
            return Json{{"question", q.question}, {"answer", q.answer}};
        };
        return {{"type", "questions"}, {"list", array_of(questions.list, question)}};
    }
    Json operator()(const Ledger&) const { return {{"type", "ledger"}}; }
    Json operator()(const Sources& s) const { return {{"type", "sources"}, {"list", s.list}}; }
    Json operator()(const FoldedAnswers&) const { return {{"type", "folded answers"}}; }
    Json operator()(const Next& n) const { return {{"type", "next"}, {"markdown", n.markdown}}; }
};

// ---- the whole ----------------------------------------------------------------------------------

Json json_of(Verdict verdict) {
    if (verdict == Verdict::not_run) return nullptr;
    return verdict == Verdict::held;
}

Json json_of(const OptionDescription& option) {
    using Kind = OptionDescription::Kind;
    Json json{{"name", option.name},
              {"kind", word_for(kOptionKinds, option.kind)},
              {"what", option.what},
              {"meaning", option.meaning},
              {"default", option.fallback}};
    if (option.kind == Kind::whole_number || option.kind == Kind::number) {
        json["low"] = number(option.low);
        json["high"] = number(option.high);
    }
    if (option.kind == Kind::choice) json["choices"] = option.choices;
    if (option.on_page)
        json["page"] = option.page_low < option.page_high
                           ? Json{number(option.page_low), number(option.page_high)}
                           : Json::array();
    return json;
}

Json json_of(const Compared& c) {
    return {{"a", json_of(Value(c.a))},
            {"b", json_of(Value(c.b))},
            {"low", json_of(Value(c.low))},
            {"high", json_of(Value(c.high))},
            {"count", c.count},
            {"difference", json_of(Value(c.difference))}};
}

Json json_of(const Claim& c) {
    Json json{{"claim", c.claim}, {"measured", c.measured}, {"needs_full", c.needs_full}};
    if (c.compared) json["compared"] = json_of(*c.compared);
    return json;
}

// What was compared, for programs: only on pages that compare.
Json comparisons_of(const Document& document) {
    Json all = Json::array();
    for (const Claim& c : document.claims) {
        if (!c.compared) continue;
        Json one = json_of(*c.compared);
        one["claim"] = c.claim;
        one["holds"] = json_of(c.verdict);
        all.push_back(std::move(one));
    }
    return all;
}

Json json_of(const Rounded& r) {
    return {{"what", r.what}, {"says", r.says}, {"name", r.name}, {"format", r.format}};
}

Json json_of(const Ahead& a) { return {{"term", a.term}, {"reason", a.reason}}; }

// Which blocks name a value: by their numbers, from 0.
Json places_of(const Document& document) {
    std::map<std::string, Json> places;
    for (std::size_t i = 0; i < document.blocks.size(); ++i)
        for (const std::string& name : names_in(document.blocks[i])) {
            Json& list = places[name];
            if (list.empty() || list.back() != i) list.push_back(i);
        }
    Json result = Json::object();
    for (const NamedValue& named : document.values) {
        const auto found = places.find(named.name);
        if (found != places.end()) result[named.name] = found->second;
    }
    return result;
}

Json document_of(const Document& document) {
    const auto json = [](const auto& item) { return json_of(item); };
    const auto block = [](const Block& b) { return std::visit(BlockToJson{}, b); };
    return {{"version", 1},
            {"name", document.chapter.name},
            {"seed", document.seed},
            {"quick", document.quick},
            {"options", array_of(document.options, json)},
            {"claims", array_of(document.claims, json)},
            {"rounded", array_of(document.rounded, json)},
            {"ahead", array_of(document.ahead, json)},
            {"places", places_of(document)},
            {"blocks", array_of(document.blocks, block)}};
}

Json json_of(const Document& document) {
    Json json;
    if (document.chapter.number == kNoNumber)
        json["page"] = document.chapter.name;
    else
        json["chapter"] = document.chapter.number;
    json["title"] = document.chapter.title;
    json["values"] = Json::object();
    json["checks"] = array_of(document.claims, [](const Claim& c) {
        return Json{{"claim", c.claim}, {"holds", json_of(c.verdict)}};
    });
    if (Json all = comparisons_of(document); !all.empty()) json["comparisons"] = std::move(all);
    json["timings"] = Json::object();
    for (const NamedValue& named : document.values)
        json[named.use == Use::timing ? "timings" : "values"][named.name] = json_of(named.value);
    json["document"] = document_of(document);
    return json;
}

// ---- the layout of page.json ---------------------------------------------------------------------
// The library sets everything on one line, or every number on a line of its own. Neither can be
// compared by eye: so the lines are made here, and the library writes what stands on them.

// An object or an array whose parts stand on lines of their own.
std::string on_lines(const Json& json) {
    std::string text;
    for (const auto& [key, value] : json.items()) {
        text += text.empty() ? "\n" : ",\n";
        text += json.is_object() ? dump(key) + ": " + dump(value) : dump(value);
    }
    if (text.empty()) return json.is_object() ? "{}" : "[]";
    return json.is_object() ? "{" + text + "\n}" : "[" + text + "\n]";
}

// The same, where the parts of these, too, have lines of their own.
std::string on_lines(const Json& json, const std::vector<std::string>& opened) {
    const auto set = [&](const std::string& key, const Json& value) {
        if (key == "document") return on_lines(value, opened);
        const bool is_open = std::find(opened.begin(), opened.end(), key) != opened.end();
        return is_open ? on_lines(value) : dump(value);
    };
    std::string text;
    for (const auto& [key, value] : json.items()) {
        text += text.empty() ? "\n" : ",\n";
        text += dump(key) + ": " + set(key, value);
    }
    return "{" + text + "\n}";
}

// A chart with one curve more than the old one has no old numbers.
bool same_shape(const Value& a, const Value& b) {
    if (!a.is_array() || !b.is_array()) return a.is_array() == b.is_array();
    return std::equal(a.array().begin(), a.array().end(), b.array().begin(), b.array().end(),
                      same_shape);
}

}  // namespace

std::string json_value(const Value& value) { return dump(json_of(value)); }

std::string to_json(const Document& document) { return dump(json_of(document)) + "\n"; }

std::string to_json_lines(const Document& document) {
    const std::vector<std::string> opened{"values", "checks",  "comparisons", "timings", "options",
                                          "claims", "rounded", "ahead",       "places",  "blocks"};
    return on_lines(json_of(document), opened) + "\n";
}

void keep_timings(Document& document, const std::vector<NamedValue>& timings) {
    std::vector<std::pair<NamedValue*, const NamedValue*>> kept;
    for (NamedValue& named : document.values) {
        if (named.use != Use::timing) continue;
        const auto old = std::find_if(timings.begin(), timings.end(),
                                      [&](const NamedValue& t) { return t.name == named.name; });
        if (old == timings.end() || !same_shape(old->value, named.value)) return;
        kept.emplace_back(&named, &*old);
    }
    if (kept.size() != timings.size()) return;
    for (const auto& [now, old] : kept) now->value = old->value;
}

}  // namespace book
