// What somebody sees, does again and again, and is.
#include "corpus/patterns.h"
#include "corpus/sentence.h"

namespace book {
namespace {

namespace det = determiners;
using namespace verbs;

constexpr Fixed kTimes[] = {
    {"chaque jour", "every day"},     {"chaque matin", "every morning"},
    {"chaque soir", "every evening"}, {"chaque semaine", "every week"},
    {"le lundi", "on Mondays"},       {"le mardi", "on Tuesdays"},
    {"le mercredi", "on Wednesdays"}, {"le jeudi", "on Thursdays"},
    {"le vendredi", "on Fridays"},    {"le samedi", "on Saturdays"},
    {"le dimanche", "on Sundays"},    {"le matin", "in the morning"},
};
constexpr Fixed kOften[] = {{"souvent", "often"}, {"rarement", "rarely"}, {"parfois", "sometimes"}};
constexpr Fixed kYears[] = {{"chaque mois", "every month"}, {"chaque année", "every year"}};

// Nobody asks what they know better: "Am I hungry?"
bool can_ask(const Clause& c) { return c.subject.lemma != "I" && c.subject.lemma != "we"; }

Phrase phrase(const Fixed& fixed) { return {fixed.french, fixed.english}; }

// Je vois le chat. I see the cat.
Draft see_the(Rng& rng) {
    Picker pick(rng);
    Clause c;
    c.verb = pick.of({&see, &see, &want, &know, &know, &respect, &admire, &understand, &fear});
    c.subject = pick.subject(c.verb == &see || c.verb == &fear ? kAnybody : kHuman);
    if (pick.chance(35))
        c.polarity = Polarity::kNot;
    else if (pick.chance(35))
        c.asked = can_ask(c);
    const unsigned kinds = c.verb == &see    ? kKnownPerson | kAnimal | kThing | kBaked
                           : c.verb == &want ? kThing | kBaked
                           : c.verb == &fear ? kPerson | kAnimal
                                             : kKnownPerson;
    return sentence(c, pick.known(kinds, c.subject));
}

// Je t'aime. I love you.
Draft see_you(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kHuman)};
    c.verb = pick.of({&see, &know, &love, &adore, &hate, &admire, &respect, &understand});
    c.pronoun = &pick.of(pronouns());
    const std::string object = c.pronoun->english;
    const bool me_and_us =
        (object == "I" || object == "we") && (c.subject.lemma == "I" || c.subject.lemma == "we");
    if (!c.pronoun->object || me_and_us) return {};
    if (c.verb != &love && c.verb != &adore && pick.chance(50)) {
        if (pick.chance(60))
            c.polarity = Polarity::kNot;
        else
            c.asked = can_ask(c);
    }
    return sentence(c, object);
}

// Le chien mord l'homme. The dog bites the man.
Draft bite_the(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(pick.chance(65) ? 0u + kAnimal : kAnybody)};
    c.verb = &bite;
    const int draw = pick.between(0, 9);
    if (draw > 6) c.subject = pick.counted(kAnimal, 35, 6);  // a dog, three dogs: only if it is so
    if (draw == 0) c.polarity = Polarity::kNot;
    if (draw == 1) c.polarity = Polarity::kNever;
    if (draw == 2) c.polarity = Polarity::kNoLonger;
    if (draw == 3) c.adverb = phrase(pick.of(std::span<const Fixed>(kOften)));
    if (draw == 4) c.asked = can_ask(c);
    const unsigned kinds = pick.chance(60) ? kKnownPerson : 0u + kAnimal;
    if (draw > 4 && pick.chance(20)) {
        return sentence(c, pick.counted(kAnimal | kAdult | kChild, 0));
    }
    return sentence(c, pick.known(kinds, c.subject));
}

// What is done as a habit: a subject, a verb and a kind of object that go together.
struct Habit {
    Clause clause;
    unsigned kinds;
};
Habit habit(Picker& pick) {
    Habit h;
    h.clause.verb = pick.of({&eat, &eat, &eat, &drink, &buy, &sell, &pay});
    const Verb* verb = h.clause.verb;
    h.clause.subject = pick.asked_subject(verb == &eat || verb == &drink ? kAnybody : kHuman);
    h.kinds = verb == &eat     ? kCounted | kFood
              : verb == &drink ? 0u + kDrink
              : verb == &pay   ? 0u + kTax
                               : kCounted | kUncounted | kThing;
    return h;
}

// Elle mange souvent du pain. She often eats bread.
Draft do_often(Rng& rng) {
    Picker pick(rng);
    Habit h = habit(pick);
    Clause& c = h.clause;
    if (pick.chance(12)) c.subject = pronoun_phrase(pronouns()[0]);
    if (pick.chance(40))
        c.adverb = phrase(pick.of(std::span<const Fixed>(kOften)));
    else
        c.end = phrase(pick.of(std::span<const Fixed>(kTimes)));
    if (c.verb == &pay && c.adverb.french.empty())
        c.end = phrase(pick.of(std::span<const Fixed>(kYears)));
    if (c.verb == &sell && pick.chance(50)) {
        c.adverb = {};
        c.end = {};
    }
    if (c.verb == &pay && pick.chance(50)) {
        const Noun& fee = pick.noun(kFee);
        c.adverb = {};
        c.end = {};
        if (std::string_view(fee.english) == "rent")
            c.end = phrase(kYears[0]);
        else
            c.adverb = phrase(pick.of(std::span<const Fixed>(kOften)));
        return sentence(c, noun_phrase(det::the, fee, Number::kOne));
    }
    if (c.verb == &eat && pick.chance(20) && c.adverb.french.empty())
        return sentence(c, pick.counted(kCounted, 90));
    return sentence(c, pick.uncounted(det::some_of_habit, h.kinds));
}

// Il ne mange jamais de viande. He never eats meat.
Draft do_never(Rng& rng) {
    Picker pick(rng);
    Habit h = habit(pick);
    Clause& c = h.clause;
    if (pick.chance(12)) c.subject = pronoun_phrase(pronouns()[0]);
    c.polarity = pick.of({Polarity::kNot, Polarity::kNever, Polarity::kNever, Polarity::kNoLonger});
    if (c.verb == &pay && pick.chance(50))
        return sentence(c, noun_phrase(det::the, pick.noun(kFee), Number::kOne));
    return sentence(c, pick.uncounted(det::no_of_habit, h.kinds));
}

// Est-ce que tu manges souvent de la viande ? Do you often eat meat?
Draft do_asked(Rng& rng) {
    Picker pick(rng);
    Habit h = habit(pick);
    h.clause.asked = true;
    if (pick.chance(35)) h.clause.adverb = {"souvent", "often"};
    return sentence(h.clause, pick.uncounted(det::some_of_habit, h.kinds));
}

// J'attends le facteur chaque matin. I wait for the postman every morning.
Draft wait_often(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    c.verb = &wait_for;
    const int draw = pick.between(0, 3);
    if (draw == 0) c.adverb = phrase(pick.of(std::span<const Fixed>(kOften)));
    if (draw == 1) c.polarity = Polarity::kNever;
    if (draw > 1) c.end = phrase(pick.of(std::span<const Fixed>(kTimes)));
    return sentence(c, pick.known(kKnownPerson, c.subject));
}

// Qui veut un beignet ? Who wants a doughnut?
Draft who_does(Rng& rng) {
    Picker pick(rng);
    Clause c{who()};
    const int draw = pick.between(0, 4);
    c.verb = draw < 2    ? pick.of({&love, &love, &hate, &prefer})
             : draw == 2 ? &want
             : draw == 3 ? &be_afraid
                         : pick.of({&see, &know});
    if (draw < 2) return sentence(c, pick.liked());
    if (draw == 2 && pick.chance(50))
        return sentence(c, pick.uncounted(det::some, kCounted | kUncounted));
    if (draw == 2) return sentence(c, pick.counted(kBaked | kThing | kAnimal));
    if (draw == 3) return sentence(c, pick.known(kAnimal, c.subject));
    return sentence(c, pick.known(kKnownPerson, c.subject));
}

// Qu'est-ce que tu veux ? What do you want?
Draft what_does(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.asked_subject(kAnybody)};
    c.asked = true;
    c.verb = pick.of({&want, &see, &prefer, &love, &hate, &eat, &drink, &buy});
    if (c.verb == &eat || c.verb == &drink || c.verb == &buy)
        c.end = phrase(pick.of(std::span<const Fixed>(kTimes)));
    return finish(Phrase{"que", "what"} + say(c) + mark(), {triple(c.subject, *c.verb, "what")});
}

// Mon frère a peur des chiens. My brother is afraid of dogs.
Draft afraid_of(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    c.verb = &be_afraid;
    const int draw = pick.between(0, 9);
    if (draw < 3)
        c.polarity = pick.of({Polarity::kNot, Polarity::kNot, Polarity::kNoLonger});
    else if (draw < 5)
        c.asked = can_ask(c);
    const Nominal object = pick.chance(45) ? pick.in_general(kAnimal | kProfession | kTax)
                                           : pick.known(kPerson | kName | kAnimal, c.subject);
    return sentence(c, object);
}

// J'ai très faim. I am very hungry.
Draft hungry(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kAnybody)};
    c.verb = &be_in_state;
    const int draw = pick.between(0, 9);
    if (draw < 3)
        c.polarity = pick.of({Polarity::kNot, Polarity::kNot, Polarity::kNoLonger});
    else if (draw < 5)
        c.asked = can_ask(c);
    const Fixed& state = pick.of(states());
    const bool very = c.polarity != Polarity::kNoLonger && pick.chance(30);
    c.object = (very ? Phrase{"très", "very"} : Phrase{}) + phrase(state);
    return sentence(c, state.english);
}

// Mon chien a deux ans. My dog is two years old.
Draft how_old(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(pick.chance(30) ? 0u + kAnimal : kPronoun | kName | kChild | kKin)};
    if (c.subject.kinds & kParent) return {};
    c.verb = &be_in_state;
    if (pick.chance(15))
        c.polarity = Polarity::kNot;
    else if (pick.chance(15))
        c.asked = can_ask(c);
    const int years = c.subject.kinds & kAnimal ? pick.between(1, 12)
                      : c.subject.kinds & kKin  ? pick.between(16, 20)
                                                : pick.between(6, 20);
    const Fixed& n = numbers()[years - 1];
    c.object = phrase(n) + (years == 1 ? Phrase{"an", "year old"} : Phrase{"ans", "years old"});
    return sentence(c, n.english);
}

// Ma sœur est dentiste. My sister is a dentist.
Draft profession_of(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(kPronoun | kName | kKin)};
    c.verb = &be;
    if (pick.chance(20))
        c.polarity = Polarity::kNot;
    else if (pick.chance(25))
        c.asked = can_ask(c);
    const Noun& n = pick.noun(kProfession);
    const bool either = c.subject.lemma == "I" || c.subject.lemma == "you";
    if (!either && n.feminine != c.subject.feminine) return {};
    const bool many = c.subject.plural() && c.subject.lemma != "you";
    return sentence(c, noun_phrase(det::as, n, many ? Number::kMany : Number::kOne));
}

// Le café est trop chaud. The coffee is too hot.
Draft is_so(Rng& rng) {
    Picker pick(rng);
    Clause c;
    const int draw = pick.between(0, 9);
    c.subject = pick.subject(draw < 4   ? kHuman
                             : draw < 6 ? kUncounted | kBaked
                             : draw < 8 ? 0u + kThing
                                        : 0u + kAnimal);
    c.verb = &be;
    if (pick.chance(20))
        c.polarity = Polarity::kNot;
    else if (pick.chance(25))
        c.asked = can_ask(c);
    Nominal of = c.subject;
    if (of.lemma == "I" || of.lemma == "you") of.feminine = pick.chance(50);
    const Adjective& a = pick.said_of(of);
    const std::string_view word = a.english;
    c.object = predicate(a, of);
    const std::string lemma = c.object.english;
    static constexpr std::string_view kTooMuch = " small big old young expensive hot cold careful ";
    static constexpr std::string_view kAsItIs =
        " red green blue black white grey delicious enormous French English beautiful ";
    const std::string padded = " " + std::string(word) + " ";
    const bool too = kTooMuch.find(padded) != std::string_view::npos;
    const bool as_it_is = kAsItIs.find(padded) != std::string_view::npos;
    if (too && pick.chance(30))
        c.object = Phrase{"trop", "too"} + c.object;
    else if (!as_it_is && pick.chance(30))
        c.object = Phrase{"très", "very"} + c.object;
    return sentence(c, lemma);
}

// Le loup est plus grand que le chien. The wolf is bigger than the dog.
Draft bigger_than(Rng& rng) {
    Picker pick(rng);
    const unsigned kinds = pick.chance(50)   ? kKnownPerson
                           : pick.chance(60) ? 0u + kAnimal
                                             : 0u + kThing;
    Clause c{pick.subject(kinds)};
    const Nominal other = pick.known(kinds, c.subject);
    const Adjective& a = pick.said_of(c.subject, true);
    c.verb = &be;
    if (!(a.after_to_be & other.kinds)) return {};
    if (pick.chance(20)) c.polarity = Polarity::kNot;
    const Phrase quality = predicate(a, c.subject);
    const bool tall = quality.english != a.english;
    if (pick.chance(35))
        c.object = Phrase{"aussi", "as"} + quality + Phrase{"que", "as"} + other.text;
    else
        c.object = Phrase{"plus " + quality.french, tall ? "taller" : a.comparative} +
                   Phrase{"que", "than"} + other.text;
    return sentence(c, quality.english);
}

// Ce gâteau coûte douze euros. This cake costs twelve euros.
Draft it_costs(Rng& rng) {
    Picker pick(rng);
    Clause c{pick.subject(pick.chance(60) ? 0u + kBaked : 0u + kThing)};
    if (c.subject.lemma == "house" || c.subject.lemma == "car") return {};
    c.verb = &cost;
    if (pick.chance(15))
        c.polarity = Polarity::kNot;
    else if (pick.chance(15))
        c.asked = true;
    const Fixed& n = pick.of(numbers());
    c.object =
        phrase(n) + (&n == numbers().data() ? Phrase{"euro", "euro"} : Phrase{"euros", "euros"});
    return sentence(c, n.english);
}

// Il y a deux chats dans le jardin. There are two cats in the garden.
Draft there_is(Rng& rng) {
    Picker pick(rng);
    const bool alive = pick.chance(50);
    const unsigned kinds =
        alive ? kAnimal | kAdult | kChild : kBaked | kGarden | kUncounted | kColour;
    const Fixed& place = places()[alive ? pick.between(2, 5) : pick.between(0, 2)];
    const Noun& n = pick.noun(kinds);
    if (std::string_view(n.english) == "house" || std::string_view(n.english) == "car") return {};
    const bool mass = n.kinds & kUncounted;
    const int count = mass || pick.chance(50) ? 0 : pick.between(2, 20);
    const Number number = mass ? Number::kMass : count ? Number::kMany : Number::kOne;
    const int draw = pick.between(0, 5);
    const Determiner& a = mass ? det::some : count ? det::nothing : det::a;
    const bool not_one = draw < 2 && !count;
    const bool asked = draw == 2;
    if (not_one && plural_french(n) == n.french) return {};  // pas de souris: no mouse, no mice?
    Nominal what = noun_phrase(asked && mass ? det::any : a, n, number,
                               mass ? nullptr : pick.beside(n, 15), count);
    const std::string is = count ? "are" : "is";
    Phrase all{"il y a " + what.text.french, "there " + is + " " + what.text.english};
    if (not_one) {
        const bool food = n.kinds & kCounted;  // no strawberries, but no wolf
        what = noun_phrase(det::no_of_habit, n, food ? Number::kMany : number);
        all = {"il ne y a pas " + what.text.french,
               (food ? "there are no " : "there is no ") + what.text.english};
    } else if (asked) {
        all = {"est-ce que il y a " + what.text.french, is + " there " + what.text.english};
    }
    all = all + phrase(place);
    return finish(asked ? all + mark() : all, {{"there", "be", what.lemma}});
}

}  // namespace

std::span<const Pattern> doing_patterns() {
    static constexpr Pattern kPatterns[] = {
        {"see the", 1380, 21, 47, see_the},
        {"see you", 720, 10, 22, see_you},
        {"bite", 1140, 17, 38, bite_the},
        {"often", 1380, 21, 47, do_often},
        {"never", 1080, 14, 32, do_never},
        {"habit, asked", 720, 10, 22, do_asked},
        {"wait for", 540, 7, 16, wait_often},
        {"who?", 540, 7, 16, who_does},
        {"what?", 420, 6, 13, what_does},
        {"afraid of", 780, 10, 23, afraid_of},
        {"hungry", 600, 8, 18, hungry},
        {"years old", 660, 9, 20, how_old},
        {"profession", 600, 8, 18, profession_of},
        {"be", 1620, 18, 41, is_so},
        {"than", 840, 9, 20, bigger_than},
        {"costs", 600, 8, 18, it_costs},
        {"there is", 1200, 10, 22, there_is},
    };
    return kPatterns;
}

}  // namespace book
