#include "notebook/regions.h"

#include "catch.h"
#include "core/require.h"
#include "host/sources.h"
#include "temporary_folder.h"

using namespace book;

TEST_CASE("cut_region: lines between the markers, dedented, inner markers left out", "[notebook]") {
    const std::string source =
        "int a;\n    // [outer]\n    if (b)\n        // [inner]\n        c();\n        // "
        "[/inner]\n"
        "\n    d();  // [not a marker]\n    // [/outer]\nint e;\n";
    CHECK(cut_region(source, "f", "outer") == "if (b)\n    c();\n\nd();  // [not a marker]");
    CHECK(cut_region(source, "f", "inner") == "c();");
}

TEST_CASE("cut_region: what is not to be shown is left out, as often as it stands", "[notebook]") {
    const std::string hole = "// [not-shown]\nh();\n// [/not-shown]\n";
    CHECK(cut_region("// [x]\na();\n" + hole + "b();\n" + hole + "// [/x]\n", "f", "x") ==
          "a();\nb();");
}

TEST_CASE("cut_region: a comment in brackets with spaces or capitals is no marker", "[notebook]") {
    CHECK(cut_region("// [see section 3]\n// [x]\n// [A]\nb\n// [/x]\n", "f", "x") == "// [A]\nb");
}

TEST_CASE("cut_region: what is missing, doubled or open is an error that names the file",
          "[notebook]") {
    CHECK_THROWS_WITH(cut_region("a\n", "main.cpp", "x"),
                      ContainsText("main.cpp") && ContainsText("[x]"));
    CHECK_THROWS_WITH(cut_region("// [x]\na\n", "f", "x"), ContainsText("does not end"));
    CHECK_THROWS_WITH(cut_region("// [x]\n// [/x]\n// [y]\n", "f", "x"), ContainsText("[y]"));
    CHECK_THROWS_WITH(cut_region("// [/x]\n", "f", "x"), ContainsText("has not begun"));
    CHECK_THROWS_WITH(cut_region("// [x]\n// [y]\n// [/x]\n// [/y]\n", "f", "x"),
                      ContainsText("[/x]"));
    CHECK_THROWS_WITH(cut_region("// [x]\n// [/x]\n// [x]\n// [/x]\n", "f", "x"),
                      ContainsText("twice"));
}

TEST_CASE("read_source: a wrong name is an error, no sources at all are none", "[notebook]") {
    CHECK(has_sources());
    CHECK(read_source("tests/notebook/regions_test.cpp").has_value());
    CHECK_THROWS_WITH(read_source("chapters/99_nothing/main.cpp"),
                      ContainsText("chapters/99_nothing/main.cpp"));
    const TemporaryFolder folder;
    CHECK_FALSE(has_sources(folder.path("")));
    CHECK_FALSE(read_source("main.cpp", folder.path("")).has_value());
}
