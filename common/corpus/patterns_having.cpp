// What somebody has, wants, sees and needs: a, some, any, numbers and quantities.
#include "corpus/patterns.h"
#include "corpus/sentence.h"

namespace book {
namespace {

namespace det = determiners;
using namespace verbs;

// Elle a trois petits chats. She has three small cats.
Draft have_some(Rng& rng) {
    Picker pick(rng);
    Clause c;
    c.verb = pick.of({&want, &want, &have, &have, &see, &deserve, &own});
    c.subject = pick.subject(c.verb == &want || c.verb == &see ? kAnybody : kHuman);
    const unsigned kinds = c.verb == &want      ? kBaked | kGarden | kThing | kAnimal
                           : c.verb == &deserve ? kBaked | kColour
                           : c.verb == &see     ? kBaked | kThing | kAnimal | kAdult | kChild
                                                : kGarden | kThing | kAnimal;
    const Nominal object = pick.counted(kinds);
    return sentence(c, object);
}

// Il veut du pain. He wants some bread.
Draft want_uncounted(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    c.verb = &want;
    return sentence(c, pick.uncounted(det::some, kCounted | kUncounted));
}

// Je n'ai pas de chien. I do not have a dog.
Draft have_none(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kHuman)};
    c.verb = pick.of({&want, &have});
    const bool any = pick.chance(60);
    c.polarity = any && pick.chance(30) ? Polarity::kNoLonger : Polarity::kNot;
    if (any) return sentence(c, pick.uncounted(det::no, kCounted | kUncounted));
    const Noun& n = pick.noun(kThing | kAnimal);
    if (plural_french(n) == n.french) return {};  // pas de souris: not a mouse, not any mice?
    return sentence(c, noun_phrase(det::no, n, Number::kOne, nullptr));
}

// Est-ce que vous voulez du thé ? Do you want some tea?
Draft have_asked(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.asked_subject(kHuman)};
    c.asked = true;
    c.verb = pick.of({&want, &want, &have, &see});
    if (c.verb == &want && pick.chance(50))
        return sentence(c, pick.uncounted(det::some, kCounted | kUncounted));
    const Nominal object = pick.counted(kBaked | kThing | kAnimal, 25);
    return sentence(c, object);
}

// J'ai besoin d'un couteau. I need a knife.
Draft need_one(Rng& rng) {
    Picker pick(rng);
    const bool asked = pick.chance(25);
    Clause c{asked ? pick.asked_subject(kHuman) : pick.subject(kHuman)};
    c.verb = &need;
    c.asked = asked;
    if (!asked && pick.chance(30)) c.polarity = Polarity::kNot;
    const Nominal object = pick.chance(20) ? name_phrase(pick.of(names()))
                                           : pick.counted(kThing | kProfession | kGarden, 30);
    return sentence(c, object);
}

// Je veux une tasse de thé. I want a cup of tea.
Draft a_cup_of(Rng& rng) {
    struct Unit {
        Noun noun;
        std::string_view contents;  // lemmas
    };
    static constexpr Unit kUnits[] = {
        {{"tasse", true, 0, "cup"}, "tea coffee"},
        {{"verre", false, 0, "glass"}, "milk water lemonade"},
        {{"bouteille", true, 0, "bottle"}, "milk water lemonade"},
        {{"morceau", false, 0, "piece"}, "bread cheese meat chocolate chicken fish ham"},
        {{"pot", false, 0, "jar"}, "honey jam mustard"},
        {{"bol", false, 0, "bowl"}, "rice soup milk"},
        {{"kilo", false, 0, "kilo"}, "sugar butter rice meat cheese"},
    };
    Picker pick(rng);
    const Unit& unit = pick.of(std::span<const Unit>(kUnits));
    const Noun& inside = pick.noun(kUncounted);
    if (unit.contents.find(inside.english) == std::string_view::npos) return {};
    const bool asked = pick.chance(30);
    Clause c{asked ? pick.asked_subject(kHuman) : pick.subject(kHuman)};
    c.asked = asked;
    c.verb = pick.of({&want, &want, &have});
    const int count = pick.chance(35) ? pick.between(2, 6) : 0;
    const Nominal measure = noun_phrase(count ? det::nothing : det::a, unit.noun,
                                        count ? Number::kMany : Number::kOne, nullptr, count);
    const Nominal content = noun_phrase(det::of, inside, Number::kMass);
    c.object = measure.text + Phrase{"", "of"} + content.text;
    return sentence(c, content.lemma);
}

// Il mange trop de bonbons. He eats too many sweets.
Draft how_much(Rng& rng) {
    Picker pick(rng);
    Clause c;
    c.verb = pick.of({&eat, &eat, &drink, &buy, &have, &pay});
    const unsigned kinds = c.verb == &eat     ? kCounted | kFood
                           : c.verb == &drink ? 0u + kDrink
                           : c.verb == &pay   ? 0u + kTax
                           : c.verb == &have  ? kCounted | kUncounted | kThing
                                              : kCounted | kThing;
    c.subject = pick.subject(c.verb == &eat || c.verb == &drink ? kAnybody : kHuman);
    const Nominal content = pick.uncounted(det::of, kinds);
    const bool mass = content.kinds & kUncounted;
    const int draw = pick.between(0, c.verb == &have ? 3 : 1);
    if (draw == 0) c.object = Phrase{"beaucoup", "a lot of"} + content.text;
    if (draw == 1) c.object = Phrase{"trop", mass ? "too much" : "too many"} + content.text;
    if (draw > 1) c.object = Phrase{"assez", "enough"} + content.text;
    if (draw == 3) c.polarity = Polarity::kNot;
    return sentence(c, content.lemma);
}

// Combien d'oranges est-ce que tu veux ? How many oranges do you want?
Draft how_many(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.asked_subject(kHuman)};
    c.asked = true;
    c.verb = pick.of({&want, &want, &have, &see, &own});
    const Nominal content = pick.uncounted(det::of, c.verb == &want   ? kCounted | kUncounted
                                                    : c.verb == &have ? kCounted | kAnimal | kThing
                                                                      : kAnimal | kThing);
    const Phrase ask{"combien", content.kinds & kUncounted ? "how much" : "how many"};
    return finish(ask + content.text + say(c) + mark(),
                  {triple(c.subject, *c.verb, content.lemma)});
}

}  // namespace

std::span<const Pattern> having_patterns() {
    static constexpr Pattern kPatterns[] = {
        {"have, want, see", 1800, 24, 54, have_some},
        {"some", 780, 10, 23, want_uncounted},
        {"not any", 840, 11, 25, have_none},
        {"have, asked", 840, 11, 25, have_asked},
        {"need", 600, 8, 18, need_one},
        {"a cup of", 540, 7, 16, a_cup_of},
        {"a lot of", 720, 10, 22, how_much},
        {"how many", 480, 6, 14, how_many},
    };
    return kPatterns;
}

}  // namespace book
