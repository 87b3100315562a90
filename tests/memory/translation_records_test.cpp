#include "memory/translation_records.h"

#include <algorithm>
#include <limits>

#include "catch.h"
#include "memory/small_lessons.h"
#include "temporary_folder.h"

using namespace book;

namespace {

bool same_record(const TranslationRecord& a, const TranslationRecord& b) {
    return a.trial == b.trial && a.outcome == b.outcome && a.seconds == b.seconds;
}

}  // namespace

TEST_CASE("translations: are read as they were written, to the last bit", "[memory]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("translations.csv");
    CHECK(read_translations(path).empty());  // there is none
    std::vector<TranslationRecord> records{
        made_up_translation(TranslatorKind::lstm, 0.003, 1, 1.0 / 3),
        made_up_translation(TranslatorKind::lstm, 0.006, std::numeric_limits<std::uint64_t>::max(),
                            0.1),
        made_up_translation(TranslatorKind::lstm2_reversed, 0.1 + 0.2, 101, 1e-300),
        made_up_translation(TranslatorKind::transformer, 1e-5, 2,
                            std::numeric_limits<double>::infinity())};
    write_translations(path, records);
    const std::vector<TranslationRecord> read = read_translations(path);
    REQUIRE(read.size() == records.size());
    for (std::size_t i = 0; i < read.size(); ++i) CHECK(same_record(read[i], records[i]));

    // In whatever order they come.
    std::reverse(records.begin(), records.end());
    write_translations(folder.path("other.csv"), records);
    CHECK(read_whole_file(folder.path("other.csv")) == read_whole_file(path));
}

TEST_CASE("translations: a damaged file is refused, with the file and the line", "[memory]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("translations.csv");
    write_translations(path, {made_up_translation(TranslatorKind::lstm, 0.003, 1, 0.5),
                              made_up_translation(TranslatorKind::lstm, 0.012, 1, 0.25)});
    const std::string good = read_whole_file(path);
    const auto refused = [&](const std::string& from, const std::string& to, const char* says) {
        std::string bad = good;
        const std::size_t at = bad.rfind(from);
        REQUIRE(at != std::string::npos);
        bad.replace(at, from.size(), to);
        CAPTURE(bad);
        const std::string file = folder.write("bad.csv", bad);
        CHECK_THROWS_WITH(read_translations(file),
                          ContainsText(file + ":3: ") && ContainsText(says));
    };
    refused("lstm", "elman", "\"elman\" is no translator");
    refused(",0.012,1,", ",0.012x,1,", "is no rate");
    refused(",0.012,1,", ",-0.012,1,", "rate");
    refused(",0.012,1,", ",nan,1,", "rate");
    refused(",0.012,1,", ",0.003,1,", "the same trial stands above");
    refused(",0.012,1,", ",0.012,-1,", "is no seed");
    refused(",2.5,", ",-2.5,", "no trial ends with such numbers");
    refused(",2.5,", ",nan,", "no trial ends with such numbers");
    refused("1234", "0", "no trial ends with such numbers");
    refused("1111", "111", "4 zeros and ones");
    refused("1111", "1121", "4 zeros and ones");
    refused(",1.5", ",1.5,more", "more than it should");
    refused(",1.5", "", "ends before its time");
    refused(",12,", ",0,", "inner");
    refused("1.5\n", "1.5", "cut off");
    CHECK_THROWS_WITH(read_translations(folder.write("bad.csv", "a,b\n")), ContainsText(":1: "));
    // Every beginning of the file is refused or a shorter file, never a crash.
    for (std::size_t n = 0; n < good.size(); ++n) {
        std::size_t read = 0;
        try {
            read = read_translations(folder.write("cut.csv", good.substr(0, n))).size();
        } catch (const InputError&) {
        }
        CHECK(read < 2);
    }
}

TEST_CASE("translations: two files become one, and a contradiction is refused", "[memory]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("translations.csv");
    const TranslationRecord a = made_up_translation(TranslatorKind::lstm, 0.003, 1, 0.5);
    TranslationRecord b = made_up_translation(TranslatorKind::lstm, 0.003, 2, 0.5);
    add_translations(path, {a});
    write_translations(folder.path("other.csv"), {a, b});
    CHECK(add_translations(path, read_translations(folder.path("other.csv"))).size() == 2);
    CHECK(read_whole_file(path) == read_whole_file(folder.path("other.csv")));

    b.seconds = 9;  // another machine took longer, and came to the same
    CHECK(add_translations(path, {b}).size() == 2);
    CHECK(read_whole_file(path) == read_whole_file(folder.path("other.csv")));
    b.outcome.right[2] = "0100";
    CHECK_THROWS_WITH(add_translations(path, {b}), ContainsText("other numbers"));
    CHECK(read_whole_file(path) == read_whole_file(folder.path("other.csv")));
}
