// Whether a sentence that compares may be written.
#include "memory/statistics.h"

#include <cmath>
#include <limits>

#include "catch.h"
#include "core/random.h"
#include "core/require.h"

using namespace book;

namespace {

struct StudentRow {
    double share, freedom, t;
};
// mpmath 1.3, 40 digits, by halving betainc(f/2, 1/2, 0, f/(f+t^2), regularized=True)/2.
constexpr StudentRow kStudent[] = {
    {0.6, 1, 0.3249196962329063},       {0.6, 1.5, 0.3007453925697954},
    {0.6, 2.7, 0.2793284633179694},     {0.6, 10, 0.2601848294920802},
    {0.6, 1000, 0.2534145158394988},    {0.9, 1, 3.077683537175253},
    {0.9, 2, 1.885618083164127},        {0.9, 5, 1.475884048824481},
    {0.9, 29.3, 1.311120591985813},     {0.9, 100000, 1.281560031449361},
    {0.975, 1, 12.7062047361747},       {0.975, 1.5, 6.016663104427932},
    {0.975, 2, 4.302652729749464},      {0.975, 2.7, 3.392148383173752},
    {0.975, 3, 3.18244630528371},       {0.975, 4, 2.776445105197794},
    {0.975, 9, 2.262157162798206},      {0.975, 29.3, 2.044320421500141},
    {0.975, 100, 1.983971518523552},    {0.975, 1000, 1.962339080826408},
    {0.975, 100000, 1.95998770753461},  {0.995, 1, 63.65674116287158},
    {0.995, 2.7, 6.533128433408455},    {0.995, 9, 3.249835541592126},
    {0.995, 100000, 2.575878469908375}, {0.9995, 1, 636.6192487687196},
    {0.9995, 2, 31.59905457644362},     {0.9995, 5, 6.86882662588111},
    {0.9995, 29.3, 3.655265694330979},  {0.9995, 1000, 3.300282648423913}};

// Normal numbers around a mean.
std::vector<double> drawn_around(double mean, double deviation, int n, Rng& rng) {
    std::vector<double> x;
    for (int i = 0; i < n; ++i) x.push_back(mean + deviation * rng.normal());
    return x;
}

// A translator that is right with this probability, more or less by seed and by sentence.
Hits drawn_hits(double share, double by_seed, const std::vector<double>& by_sentence, int seeds,
                Rng& rng) {
    Hits hits;
    for (int s = 0; s < seeds; ++s) {
        const double of_seed = share + by_seed * rng.normal();
        std::string row;
        for (const double harder : by_sentence) row += rng.uniform() < of_seed + harder ? '1' : '0';
        hits.push_back(row);
    }
    return hits;
}

std::vector<double> equally_hard(int sentences) {
    return std::vector<double>(static_cast<std::size_t>(sentences));
}

}  // namespace

TEST_CASE("mean, median, deviation and error of a list, by hand", "[memory]") {
    const std::vector<double> x{2, 4, 4, 4, 5, 5, 7, 9};
    CHECK(list_mean(x) == 5);
    CHECK(list_median(x) == 4.5);
    CHECK(list_median({9, 1, 4}) == 4);
    CHECK(list_median({7}) == 7);
    CHECK_THAT(list_deviation(x), WithinAbs(std::sqrt(32.0 / 7), 1e-15));
    CHECK_THAT(list_error(x), WithinAbs(std::sqrt(32.0 / 7 / 8), 1e-15));
}

TEST_CASE("a quantile lies on the line between its neighbours", "[memory]") {
    const std::vector<double> x{10, 20, 30, 50};
    CHECK(sorted_quantile(x, 0) == 10);
    CHECK(sorted_quantile(x, 1) == 50);
    CHECK(sorted_quantile(x, 0.5) == 25);
    CHECK_THAT(sorted_quantile(x, 0.9), WithinAbs(44, 1e-12));
    CHECK(sorted_quantile(std::vector<double>{3}, 0.975) == 3);
}

TEST_CASE("lists too short or with a number that is none are refused", "[memory]") {
    const std::vector<double> none, one{1}, bad{1, std::numeric_limits<double>::quiet_NaN()};
    CHECK_THROWS_AS(list_mean(none), Error);
    CHECK_THROWS_AS(list_median({}), Error);
    CHECK_THROWS_AS(list_deviation(one), Error);
    CHECK_THROWS_AS(list_mean(bad), Error);
    CHECK_THROWS_AS(sorted_quantile(none, 0.5), Error);
    CHECK_THROWS_AS(sorted_quantile(one, 1.5), Error);
    const std::vector<double> two{1, 2};
    CHECK_THROWS_WITH(compare_pairs("short", one, one), ContainsText("short: 1 numbers"));
    CHECK_THROWS_WITH(compare_pairs("odd", two, std::vector<double>{1, 2, 3}),
                      "odd: 2 numbers and 3 are no pairs");
    CHECK_THROWS_AS(compare_lists("bad", two, bad), Error);
}

TEST_CASE("Student's quantiles agree with a table to nine digits", "[memory]") {
    for (const StudentRow& row : kStudent) {
        INFO(row.share << " with " << row.freedom);
        CHECK_THAT(student_quantile(row.share, row.freedom), WithinRel(row.t, 1e-9));
        CHECK_THAT(student_quantile(1 - row.share, row.freedom), WithinRel(-row.t, 1e-9));
        CHECK_THAT(student_beyond(row.t, row.freedom), WithinRel(2 * (1 - row.share), 1e-9));
    }
    CHECK(std::abs(student_quantile(0.5, 3)) < 1e-15);
    CHECK(student_beyond(0, 3) == 1);
    CHECK(student_beyond(std::numeric_limits<double>::infinity(), 3) == 0);
    // One degree of freedom is Cauchy's, two have a formula.
    CHECK_THAT(student_beyond(1, 1), WithinAbs(0.5, 1e-14));
    CHECK_THAT(student_beyond(1, 2), WithinAbs(1 - 1 / std::sqrt(3.0), 1e-14));
    CHECK_THROWS_AS(student_quantile(1, 3), Error);
    CHECK_THROWS_AS(student_quantile(0.9, 0), Error);
}

TEST_CASE("a paired comparison, by hand", "[memory]") {
    // Gosset's own ten patients: hours of sleep gained with two drugs, from "The probable error of a mean".
    const std::vector<double> a{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    const std::vector<double> b{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    const Comparison c = compare_pairs("sleep", a, b);
    CHECK(c.name == "sleep");
    CHECK_THAT(c.a, WithinAbs(2.33, 1e-12));
    CHECK_THAT(c.b, WithinAbs(0.75, 1e-12));
    CHECK_THAT(c.difference, WithinAbs(1.58, 1e-12));
    // 1.58 -+ 2.262157 x 1.229995 / sqrt(10)
    CHECK_THAT(c.low, WithinAbs(0.7001142, 1e-6));
    CHECK_THAT(c.high, WithinAbs(2.4598858, 1e-6));
    CHECK(c.count == 10);
    CHECK(c.holds);
    const Comparison other_way = compare_pairs("sleep", b, a);
    CHECK(other_way.holds);
    CHECK_THAT(other_way.high, WithinAbs(-c.low, 1e-12));
}

TEST_CASE("the same ten patients as two lists: Welch's interval no longer excludes 0", "[memory]") {
    const std::vector<double> a{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    const std::vector<double> b{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    const Comparison c = compare_lists("sleep", a, b);
    CHECK_THAT(c.difference, WithinAbs(1.58, 1e-12));
    CHECK_THAT(c.low, WithinAbs(-0.2054832, 1e-6));  // R's t.test(a, b): 17.776 degrees of freedom
    CHECK_THAT(c.high, WithinAbs(3.3654832, 1e-6));
    CHECK(c.count == 20);
    CHECK_FALSE(c.holds);
}

TEST_CASE("lists that do not scatter: equal ones are a tie, others differ", "[memory]") {
    const std::vector<double> all{1, 1, 1}, tenth{0.125, 0.125, 0.125};
    for (const auto compare : {compare_pairs, compare_lists}) {
        const Comparison tie = compare("tie", all, all);
        CHECK(tie.low == 0);
        CHECK(tie.high == 0);
        CHECK_FALSE(tie.holds);
        const Comparison apart = compare("apart", all, tenth);
        CHECK(apart.low == 0.875);
        CHECK(apart.holds);
    }
}

TEST_CASE("where nothing differs, one comparison in twenty says that it does", "[memory]") {
    const int experiments = 4000;
    Rng rng(17);
    int pairs = 0, lists = 0;
    for (int i = 0; i < experiments; ++i) {
        const std::vector<double> a = drawn_around(3, 1, 3, rng);
        const std::vector<double> b = drawn_around(3, 1, 3, rng);
        pairs += compare_pairs("", a, b).holds;
        lists += compare_lists("", a, b).holds;
    }
    // Five standard deviations of a share of 1/20 are 0.017; Welch's rule is careful with few numbers.
    CHECK_THAT(double(pairs) / experiments, WithinAbs(0.05, 0.017));
    CHECK(double(lists) / experiments < 0.05 + 0.017);
    CHECK(double(lists) / experiments > 0.02);
}

TEST_CASE("bootstrap: of single seeds it is the error of a mean of paired sentences", "[memory]") {
    Rng rng(8);
    const int sentences = 400;
    std::vector<double> harder;
    for (int i = 0; i < sentences; ++i) harder.push_back(0.4 * (rng.uniform() - 0.5));
    const Hits a = drawn_hits(0.7, 0, harder, 1, rng), b = drawn_hits(0.5, 0, harder, 1, rng);
    const Comparison c = compare_hits("a over b", a, b);
    std::vector<double> differences;
    for (std::size_t i = 0; i < a[0].size(); ++i) differences.push_back(a[0][i] - b[0][i]);
    CHECK_THAT(c.difference, WithinAbs(list_mean(differences), 1e-12));
    CHECK_THAT(c.a - c.b, WithinAbs(c.difference, 1e-12));
    const double half = 1.96 * list_error(differences);
    // The ends of 10000 draws are known to a few percent of the half width.
    CHECK_THAT(c.low, WithinAbs(c.difference - half, 0.08 * half));
    CHECK_THAT(c.high, WithinAbs(c.difference + half, 0.08 * half));
    CHECK(c.count == sentences);
    CHECK(c.holds);
}

TEST_CASE("bootstrap: where sentences are many, the interval is as wide as seeds scatter",
          "[memory]") {
    // Seeds that are right 10, 40, 70 and 100 times of 100, whatever the sentence; the other never.
    const auto seed = [](int right) {
        std::string row;
        for (int i = 0; i < 4000; ++i) row += i * 37 % 100 < right ? '1' : '0';
        return row;
    };
    const Hits a{seed(10), seed(40), seed(70), seed(100)}, b{std::string(4000, '0')};
    const Comparison c = compare_hits("a over b", a, b, {4000, 3});
    CHECK_THAT(c.difference, WithinAbs(0.55, 1e-12));
    // Three are drawn. All three the worst in 1 of 64 cases, two of them and the next in 3 more: 1.6% and 6.3%, so
    // 2.5% lie below 0.2. (Of four draws it would be 0.25, of two 0.1.) Sentences scatter by 0.005.
    CHECK_THAT(c.low, WithinAbs(0.2, 0.02));
    CHECK_THAT(c.high, WithinAbs(0.9, 0.02));
    const Comparison same = compare_hits("b over b", b, b);
    CHECK(same.low == 0);
    CHECK(same.high == 0);
    CHECK_FALSE(same.holds);
}

TEST_CASE("bootstrap: pairs sentences, so what is hard for both does not widen it", "[memory]") {
    // Both know the first half; a knows ten more sentences of 200. The pairs say that it is better, and two
    // unpaired lists would not.
    const std::string half = std::string(100, '1');
    const Hits a{half + std::string(10, '1') + std::string(90, '0')};
    const Hits b{half + std::string(100, '0')};
    const Comparison c = compare_hits("ten more", a, b);
    CHECK_THAT(c.difference, WithinAbs(0.05, 1e-12));
    CHECK(c.holds);
    CHECK(c.low >= 0.02);
    const Hits elsewhere{std::string(90, '0') + half + std::string(10, '0')};
    CHECK_FALSE(compare_hits("as many, others", elsewhere, b).holds);
}

TEST_CASE("bootstrap: the same draws for the same seed, and others for another", "[memory]") {
    Rng rng(4);
    const Hits a = drawn_hits(0.6, 0.1, equally_hard(60), 3, rng);
    const Hits b = drawn_hits(0.5, 0.1, equally_hard(60), 2, rng);
    const Comparison once = compare_hits("", a, b, {500, 7}),
                     again = compare_hits("", a, b, {500, 7});
    CHECK(once.low == again.low);
    CHECK(once.high == again.high);
    const Comparison other = compare_hits("", a, b, {500, 8});
    CHECK((once.low != other.low || once.high != other.high));
}

TEST_CASE("bootstrap: where nothing differs it seldom says so", "[memory]") {
    Rng rng(12);
    const int experiments = 300;
    int says = 0;
    for (int i = 0; i < experiments; ++i) {
        const Hits a = drawn_hits(0.5, 0.02, equally_hard(200), 3, rng);
        const Hits b = drawn_hits(0.5, 0.02, equally_hard(200), 3, rng);
        says += compare_hits("", a, b, {200, static_cast<std::uint64_t>(i)}).holds;
    }
    // One in twenty, and five standard deviations above: 0.05 + 5 sqrt(0.05 x 0.95 / 300).
    CHECK(says / double(experiments) < 0.113);
}

TEST_CASE("bootstrap: hits that do not fit together are refused", "[memory]") {
    const Hits ok{"0101"};
    CHECK_THROWS_WITH(compare_hits("x", ok, {"010"}), "x: 3 sentences here, 4 there");
    CHECK_THROWS_WITH(compare_hits("x", ok, {"01a1"}), "x: 'a' among the hits");
    CHECK_THROWS_WITH(compare_hits("x", ok, {}), "x: 0 seeds, 4 sentences");
    CHECK_THROWS_WITH(compare_hits("x", {""}, {""}), "x: 1 seeds, 0 sentences");
    CHECK_THROWS_AS(compare_hits("x", ok, ok, {0, 1}), Error);
}
