// What somebody likes, hates and prefers; "les" and the bare English plural.
#include <algorithm>

#include "core/require.h"
#include "corpus/patterns.h"
#include "corpus/sentence.h"

namespace book {
namespace {

namespace det = determiners;
using namespace verbs;

// The sentences that the book talks about. Drawn at random like all others, from four.
Draft of_the_article(Rng& rng) {
    Picker pick(rng);
    const auto noun = [](std::string_view english) -> const Noun& {
        const auto at = std::find_if(nouns().begin(), nouns().end(),
                                     [&](const Noun& n) { return n.english == english; });
        require(at != nouns().end(), "the lexicon lacks {}", english);
        return *at;
    };
    const Nominal man = noun_phrase(det::the, noun("man"), Number::kOne);
    const Nominal dog = noun_phrase(det::the, noun("dog"), Number::kOne);
    Clause c{pronoun_phrase(pronouns()[0])};
    switch (pick.between(0, 3)) {
        case 0:
            c.verb = &love;
            return sentence(c, noun_phrase(det::in_general, noun("doughnut"), Number::kMany));
        case 1:
            c.verb = &hate;
            return sentence(c, noun_phrase(det::in_general, noun("tax"), Number::kMany));
        case 2:
            c = {dog, &bite};
            return sentence(c, man);
        default:
            c = {man, &bite};
            return sentence(c, dog);
    }
}

// J'aime les beignets. I love doughnuts.
Draft like_it(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    c.verb = pick.of(
        {&love, &love, &love, &like, &love_much, &adore, &adore, &hate, &hate, &loathe, &prefer});
    return sentence(c, pick.liked());
}

// Je n'aime pas les impôts. I do not like taxes.
Draft like_not(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    c.verb = pick.of({&love, &love, &love, &hate, &loathe});
    c.polarity = pick.of({Polarity::kNot, Polarity::kNot, Polarity::kNoLonger});
    return sentence(c, pick.liked());
}

// Est-ce que tu aimes les beignets ? Do you like doughnuts?
Draft like_asked(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.asked_subject(kAnybody)};
    c.verb = pick.of({&love, &love, &hate, &prefer});
    c.asked = true;
    return sentence(c, pick.liked());
}

// Pourquoi est-ce qu'elle déteste les impôts ? Why does she hate taxes?
Draft like_why(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.asked_subject(kAnybody)};
    c.verb = pick.of({&love, &love, &adore, &hate, &prefer});
    c.asked = true;
    const Nominal object = pick.liked();
    c.object = object.text;
    return finish(Phrase{"pourquoi", "why"} + say(c) + mark(),
                  {triple(c.subject, *c.verb, object.lemma)});
}

// J'adore ce petit chien. I adore this small dog.
Draft like_this(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    if (pick.chance(45)) {  // somebody's
        c.verb = pick.of({&love, &love, &like, &love_much, &adore, &hate});
        return sentence(c, pick.known(kKnownPerson, c.subject));
    }
    c.verb = pick.of({&love, &love, &like, &love_much, &adore, &hate, &prefer});
    if (pick.chance(30)) {
        c.verb = pick.of({&love, &hate});
        c.polarity = Polarity::kNot;
    }
    const Noun& n = pick.noun(kBaked | kUncounted | kThing | kAnimal);
    const Number number = n.kinds & kUncounted ? Number::kMass
                          : pick.chance(40)    ? Number::kMany
                                               : Number::kOne;
    return sentence(c, noun_phrase(det::this_one, n, number, pick.beside(n, 25)));
}

// Je préfère le thé au café. I prefer tea to coffee.
Draft prefer_to(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    c.verb = &prefer;
    const unsigned kinds = pick.of({kCounted, kCounted, 0u + kFood, 0u + kDrink, 0u + kAnimal});
    const Nominal first = pick.in_general(kinds);
    const Nominal second = pick.in_general(kinds);
    if (first.lemma == second.lemma) return {};
    c.object = first.text + Phrase{"à", "to"} + second.text;
    return finish(
        say(c), {triple(c.subject, prefer, first.lemma), triple(c.subject, prefer, second.lemma)});
}

// J'aime les pommes et les poires. I love apples and pears.
Draft like_both(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    c.verb = pick.of({&love, &love, &adore, &hate});
    const Nominal first = pick.liked();
    const Nominal second = pick.liked();
    if (first.lemma == second.lemma || !(first.kinds & second.kinds)) return {};
    c.object = first.text + Phrase{"et", "and"} + second.text;
    return finish(say(c), {triple(c.subject, *c.verb, first.lemma),
                           triple(c.subject, *c.verb, second.lemma)});
}

// Marie adore le thé mais elle déteste le café. Marie adores tea but she hates coffee.
Draft like_but(Rng& rng) {
    Picker pick(rng);
    Clause one{pick.subject(kHuman)};
    Clause two;
    for (const Pronoun& p : pronouns()) {  // "je" goes on as "je", "mes sœurs" as "elles"
        const bool same_word = one.subject.text.french == p.french;
        const bool agrees = one.subject.person == p.person && one.subject.feminine == p.feminine;
        if (one.subject.kinds & kPronoun ? same_word : agrees) two.subject = pronoun_phrase(p);
    }
    const bool good_first = pick.chance(60);
    Clause& good = good_first ? one : two;
    Clause& bad = good_first ? two : one;
    good.verb = pick.of({&love, &love, &adore, &like});
    bad.verb = pick.of({&hate, &hate, &loathe, &love});
    if (bad.verb == &love) bad.polarity = Polarity::kNot;
    const Nominal first = pick.liked();
    const Nominal second = pick.liked();
    if (first.lemma == second.lemma) return {};
    one.object = first.text;
    two.object = second.text;
    return finish(say(one) + Phrase{"mais", "but"} + say(two),
                  {triple(one.subject, *one.verb, first.lemma),
                   triple(two.subject, *two.verb, second.lemma)});
}

// Les chats n'aiment pas l'eau. Cats do not like water.
Draft all_of_a_kind(Rng& rng) {
    Picker pick(rng);
    const unsigned kinds = pick.chance(55) ? 0u + kAnimal : kAdult | kChild;
    const Noun& n = pick.noun(kinds);
    if ((n.kinds & kNear) && !(n.kinds & kProfession)) return {};  // les voisins: some that we know
    Clause c{noun_phrase(det::in_general, n, Number::kMany, pick.beside(n, 15))};
    c.verb = pick.of({&love, &love, &love, &adore, &hate, &hate, &prefer});
    const int draw = pick.between(0, 9);
    if (draw < 2 && c.verb != &prefer && c.verb != &adore)
        c.polarity = pick.of({Polarity::kNot, Polarity::kNot, Polarity::kNoLonger});
    else if (draw < 4)
        c.asked = true;
    return sentence(c, pick.liked());
}

// Je sais que Paul aime les chats. I know that Paul loves cats.
Draft that_clause(Rng& rng) {
    Picker pick(rng);
    Clause outer{pick.subject(kHuman)};
    Clause c{pick.subject(kAnybody)};
    if (outer.subject.lemma == c.subject.lemma) return {};
    outer.verb = pick.of({&think, &know_that});
    c.verb = pick.of({&love, &love, &adore, &hate});
    const Nominal object = pick.liked();
    c.object = object.text;
    if (c.verb == &love && pick.chance(40)) c.polarity = Polarity::kNot;
    outer.object = Phrase{"que", "that"} + say(c);
    return finish(say(outer), {triple(c.subject, *c.verb, object.lemma)});
}

// Je connais un homme qui déteste les impôts. I know a man who hates taxes.
Draft relative_clause(Rng& rng) {
    Picker pick(rng);
    Clause outer{pick.subject(kHuman)};
    outer.verb = &know;
    const Noun& n = pick.noun(kAdult | kChild);
    const Nominal person = noun_phrase(det::a, n, Number::kOne, pick.beside(n, 20));
    Clause c{{{"qui", "who"}, person.lemma}};
    c.verb = pick.of({&love, &adore, &hate, &loathe});
    if (c.verb == &love && pick.chance(40)) c.polarity = Polarity::kNot;
    const Nominal object = pick.liked();
    c.object = object.text;
    outer.object = person.text + say(c);
    return finish(say(outer), {triple(outer.subject, know, person.lemma),
                               triple(c.subject, *c.verb, object.lemma)});
}

}  // namespace

std::span<const Pattern> liking_patterns() {
    static constexpr Pattern kPatterns[] = {
        {"of the article", 2, 0, 2, of_the_article},
        {"like", 2100, 32, 72, like_it},
        {"like, negated", 1260, 17, 38, like_not},
        {"like, asked", 1140, 15, 34, like_asked},
        {"like, why", 600, 8, 18, like_why},
        {"like this", 1080, 17, 38, like_this},
        {"prefer to", 750, 10, 22, prefer_to},
        {"like both", 480, 6, 14, like_both},
        {"like, but", 660, 9, 20, like_but},
        {"all of a kind", 1200, 10, 22, all_of_a_kind},
        {"that", 720, 10, 22, that_clause},
        {"who (relative)", 720, 10, 22, relative_clause},
    };
    return kPatterns;
}

}  // namespace book
