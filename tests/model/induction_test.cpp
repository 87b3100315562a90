#include "model/induction.h"

#include "catch.h"
#include "core/require.h"
#include "tensor/matrix.h"

using namespace book;

namespace {

constexpr int kHalfLength = 4, kBothHalves = 2 * kHalfLength;

// A head that looks at one place only, `back` pieces before its query, or at the first where there is none.
Matrix looking_back(int back) {
    Matrix a({kBothHalves, kBothHalves});
    for (int i = 0; i < kBothHalves; ++i) a(i, i >= back ? i - back : 0) = 1;
    return a;
}

}  // namespace

TEST_CASE("induction: the second half is the first once more", "[model]") {
    Rng rng(1);
    const std::vector<int> ids = repeated_sequence(30, 100, 7, rng);
    REQUIRE(ids.size() == 60);
    for (std::size_t i = 0; i < 30; ++i) {
        CHECK(ids[i] >= 100);
        CHECK(ids[i] < 107);
        CHECK(ids[i + 30] == ids[i]);
    }
    CHECK(repeated_sequence(30, 100, 7, rng) != ids);
    CHECK_THROWS_AS(repeated_sequence(0, 0, 7, rng), Error);
    CHECK_THROWS_AS(repeated_sequence(3, 0, 0, rng), Error);
}

TEST_CASE("induction: a head that does one thing scores 1 in it and 0 in the others", "[model]") {
    const HeadScores induction = head_scores(looking_back(kHalfLength - 1).view(), kHalfLength);
    CHECK(induction.induction == 1);
    CHECK(induction.duplicate == 0);
    CHECK(induction.previous == 0);
    // The queries 2 and 3 of 2 to 7 look at the first: 2 has nowhere else to look.
    CHECK_THAT(induction.sink, WithinAbs(2.0 / 6, 1e-12));
    const HeadScores duplicate = head_scores(looking_back(kHalfLength).view(), kHalfLength);
    CHECK(duplicate.duplicate == 1);
    CHECK(duplicate.induction == 0);
    const HeadScores previous = head_scores(looking_back(1).view(), kHalfLength);
    CHECK(previous.previous == 1);
    CHECK(previous.sink == 0);
    const HeadScores sink = head_scores(looking_back(kBothHalves).view(), kHalfLength);
    CHECK(sink.sink == 1);
    CHECK(sink.previous == 0);
}

TEST_CASE("induction: only the queries that have a choice count", "[model]") {
    Matrix a({kBothHalves, kBothHalves});
    a(kHalfLength, 1) = 1;                              // the first query of the second half
    a(kBothHalves - 1, kBothHalves - kHalfLength) = 1;  // the last of all, which does not count
    a(2, 1) = 1;                                        // the first that counts for `previous`
    a(1, 0) = 1;                                        // and one that does not
    const HeadScores scores = head_scores(a.view(), kHalfLength);
    CHECK_THAT(scores.induction, WithinAbs(1.0 / (kHalfLength - 1), 1e-12));
    CHECK_THAT(scores.previous, WithinAbs(1.0 / (kBothHalves - 2), 1e-12));
    CHECK(scores.sink == 0);
    const std::vector<HeadScores> two{scores, HeadScores{1, 1, 1, 1}};
    CHECK_THAT(mean_of(two).induction, WithinAbs((1 + 1.0 / 3) / 2, 1e-12));
    CHECK_THAT(mean_of(two).sink, WithinAbs(0.5, 1e-12));
}

TEST_CASE("induction: a matrix of another shape is refused", "[model]") {
    const Matrix a({kBothHalves, kBothHalves});
    CHECK_THROWS_AS(head_scores(a.view(), kHalfLength - 1), Error);
    CHECK_THROWS_AS(head_scores(a.view().row_block(0, kBothHalves - 1), kHalfLength), Error);
    CHECK_THROWS_AS(head_scores(a.view().col_block(0, kBothHalves - 1), kHalfLength), Error);
    CHECK_THROWS_AS(head_scores(Matrix({2, 2}).view(), 1), Error);
    CHECK_THROWS_AS(mean_of({}), Error);
}

TEST_CASE("induction: either half's loss leaves its beginning out", "[model]") {
    const std::vector<double> losses{99, 99, 3, 5, 99, 1, 2, 6};  // (0 is not predicted)
    const HalfLosses halves = half_losses(losses, kHalfLength, 1);
    CHECK_THAT(halves.first, WithinAbs(4, 1e-12));
    CHECK_THAT(halves.second, WithinAbs(3, 1e-12));
    CHECK_THAT(half_losses(losses, kHalfLength, 0).second, WithinAbs(108 / 4.0, 1e-12));
    CHECK_THROWS_AS(half_losses(losses, 3, 1), Error);
    CHECK_THROWS_AS(half_losses(losses, kHalfLength, 3), Error);
    CHECK_THROWS_AS(half_losses(losses, kHalfLength, -1), Error);
}
