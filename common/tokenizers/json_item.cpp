#include "tokenizers/json_item.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/require.h"
#include "host/files.h"
#include "text/lines.h"
#include "tokenizers/byte_alphabet.h"

namespace book {
namespace {

constexpr std::size_t kLargestJson = std::size_t{32} << 20;  // a vocabulary of 150,000 has 12 MiB
constexpr int kDeepestJson = 32;                             // a tokenizer.json has eight or so

using JsonValue = nlohmann::json;

// Looks at JSON as it is parsed, and throws what is wrong with it: depth, and names that stand twice in an
// object, of which the library would keep one.
class JsonGuard {
  public:
    bool operator()(int depth, JsonValue::parse_event_t event, JsonValue& value) {
        using Event = JsonValue::parse_event_t;
        require_input(depth < kDeepestJson, "lists in lists, {} deep", depth);
        if (event == Event::object_start) names_.push_back(0);
        if (event == Event::key) ++names_.back();
        if (event == Event::object_end) {
            require_input(names_.back() == value.size(), "a name stands twice in one object");
            names_.pop_back();
        }
        return true;
    }

  private:
    std::vector<std::size_t> names_;  // of the objects that are open: how many were read
};

const JsonValue& json_of(const void* value) { return *static_cast<const JsonValue*>(value); }

}  // namespace

struct JsonItem::File {
    explicit File(std::string name) : path(std::move(name)) {}
    std::string path;
    JsonValue root;
};

JsonItem JsonItem::read(const std::string& path) {
    const auto file = std::make_shared<File>(path);
    require_ordinary_file(path);  // a stranger's folder may have anything in it
    const std::string text = read_file(path, kLargestJson);
    try {
        // By reference: the parser would copy the guard.
        JsonGuard guard;
        const auto look = [&guard](int depth, JsonValue::parse_event_t event, JsonValue& value) {
            return guard(depth, event, value);
        };
        file->root = JsonValue::parse(text, look);
    } catch (const JsonValue::parse_error& error) {
        throw InputError(fmt::format("{}: is no JSON from byte {} on", path, error.byte));
    } catch (const JsonValue::exception&) {  // a number that no double can hold
        throw InputError(fmt::format("{}: is no JSON", path));
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", path, error.what()));
    }
    return JsonItem(file, &file->root, "");
}

JsonItem::JsonItem(std::shared_ptr<const File> file, const void* value, std::string place)
    : file_(std::move(file)), value_(value), place_(std::move(place)) {}

JsonItem JsonItem::at(const void* value, const std::string& place) const {
    return JsonItem(file_, value, place_.empty() ? place : place_ + "." + place);
}

void JsonItem::refuse(const std::string& what) const {
    throw InputError(place_.empty() ? fmt::format("{}: {}", file_->path, what)
                                    : fmt::format("{}: {}: {}", file_->path, place_, what));
}

void JsonItem::require_that(bool ok, const char* what) const {
    if (!ok) refuse(what);
}

bool JsonItem::is_null() const { return json_of(value_).is_null(); }
bool JsonItem::is_text() const { return json_of(value_).is_string(); }
bool JsonItem::is_object() const { return json_of(value_).is_object(); }
bool JsonItem::is_list() const { return json_of(value_).is_array(); }

std::optional<JsonItem> JsonItem::find(const char* name) const {
    require_that(is_object(), "this should be an object");
    const auto found = json_of(value_).find(name);
    if (found == json_of(value_).end() || found->is_null()) return std::nullopt;
    return at(&*found, name);
}

JsonItem JsonItem::operator[](const char* name) const {
    std::optional<JsonItem> found = find(name);
    if (!found) refuse(fmt::format("'{}' is missing", name));
    return *std::move(found);
}

const std::string& JsonItem::text() const {
    require_that(is_text(), "this should be a text");
    return json_of(value_).get_ref<const std::string&>();
}

bool JsonItem::yes_or_no() const {
    require_that(json_of(value_).is_boolean(), "this should be true or false");
    return json_of(value_).get<bool>();
}

int JsonItem::whole(int least, int most) const {
    const JsonValue& value = json_of(value_);
    const bool fits = value.is_number_unsigned()
                          ? value.get<std::uint64_t>() <= static_cast<std::uint64_t>(most)
                          : value.is_number_integer() && value.get<std::int64_t>() <= most;
    if (!fits || value.get<std::int64_t>() < least)
        refuse(fmt::format("this should be a whole number in {}..{}", least, most));
    return value.get<int>();
}

double JsonItem::number() const {
    require_that(json_of(value_).is_number(), "this should be a number");
    return json_of(value_).get<double>();
}

std::string JsonItem::text_or(const char* name, const std::string& otherwise) const {
    const std::optional<JsonItem> found = find(name);
    return found ? found->text() : otherwise;
}

bool JsonItem::yes_or(const char* name, bool otherwise) const {
    const std::optional<JsonItem> found = find(name);
    return found ? found->yes_or_no() : otherwise;
}

void JsonItem::refuse_all_but(std::initializer_list<Names> known) const {
    for_each_member([&](const std::string& name, const JsonItem& item) {
        const bool is_known = std::any_of(known.begin(), known.end(), [&](Names names) {
            return std::find(names.begin(), names.end(), name) != names.end();
        });
        if (!is_known && !item.is_null())
            item.refuse("is not known here, and might change the numbers");
    });
}

std::size_t JsonItem::size() const { return json_of(value_).size(); }

void JsonItem::for_each(const std::function<void(const JsonItem&)>& use) const {
    require_that(is_list(), "this should be a list");
    std::size_t number = 0;
    for (const JsonValue& item : json_of(value_))
        use(JsonItem(file_, &item, fmt::format("{}[{}]", place_, number++)));
}

void JsonItem::for_each_member(
    const std::function<void(const std::string& name, const JsonItem&)>& use) const {
    require_that(is_object(), "this should be an object");
    for (const auto& member : json_of(value_).items())
        use(member.key(), at(&member.value(), shown_token(member.key())));
}

}  // namespace book
