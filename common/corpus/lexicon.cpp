#include "corpus/lexicon.h"

namespace book {
namespace {

constexpr bool m = false;  // the gender of a French noun
constexpr bool f = true;
constexpr unsigned kWorker = kAdult | kProfession;
constexpr unsigned kOurs = kWorker | kNear;

constexpr Noun kNouns[] = {
    // people
    {"boulanger", m, kOurs, "baker"},
    {"boulangère", f, kOurs, "baker"},
    {"dentiste", m, kOurs, "dentist"},
    {"dentiste", f, kOurs, "dentist"},
    {"médecin", m, kOurs, "doctor"},
    {"professeur", m, kOurs, "teacher"},
    {"facteur", m, kOurs, "postman", "postmen"},
    {"acteur", m, kWorker, "actor"},
    {"actrice", f, kWorker, "actress"},
    {"cuisinier", m, kWorker, "cook"},
    {"fermier", m, kWorker, "farmer"},
    {"fermière", f, kWorker, "farmer"},
    {"chanteur", m, kWorker, "singer"},
    {"chanteuse", f, kWorker, "singer"},
    {"pâtissier", m, kOurs, "pastry cook"},
    {"voisin", m, kAdult | kNear, "neighbour"},
    {"voisine", f, kAdult | kNear, "neighbour"},
    {"homme", m, kAdult, "man", "men"},
    {"femme", f, kAdult, "woman", "women"},
    {"roi", m, kAdult, "king"},
    {"reine", f, kAdult, "queen"},
    {"garçon", m, kChild, "boy"},
    {"fille", f, kChild, "girl"},
    {"enfant", m, kChild, "child", "children"},
    {"élève", m, kChild, "pupil"},
    {"*héros", m, kChild, "hero", "heroes"},
    {"ami", m, kKin, "friend"},
    {"amie", f, kKin, "friend"},
    {"sœur", f, kKin, "sister"},
    {"frère", m, kKin, "brother"},
    {"mère", f, kKin | kParent, "mother"},
    {"père", m, kKin | kParent, "father"},
    {"oncle", m, kKin, "uncle"},
    {"tante", f, kKin, "aunt"},
    // animals
    {"chien", m, kAnimal, "dog"},
    {"chat", m, kAnimal, "cat"},
    {"loup", m, kAnimal, "wolf", "wolves"},
    {"renard", m, kAnimal, "fox"},
    {"cheval", m, kAnimal, "horse", nullptr, "chevaux"},
    {"lapin", m, kAnimal, "rabbit"},
    {"canard", m, kAnimal, "duck"},
    {"grenouille", f, kAnimal, "frog"},
    {"serpent", m, kAnimal, "snake"},
    {"cochon", m, kAnimal, "pig"},
    {"âne", m, kAnimal, "donkey"},
    {"aigle", m, kAnimal, "eagle"},
    {"oiseau", m, kAnimal, "bird"},
    {"écureuil", m, kAnimal, "squirrel"},
    {"*hibou", m, kAnimal, "owl", nullptr, "*hiboux"},
    {"*hamster", m, kAnimal, "hamster"},
    {"*hérisson", m, kAnimal, "hedgehog"},
    {"oie", f, kAnimal, "goose", "geese"},
    {"souris", f, kAnimal, "mouse", "mice"},
    {"vache", f, kAnimal, "cow"},
    {"chèvre", f, kAnimal, "goat"},
    // food that is counted
    {"beignet", m, kBaked, "doughnut"},
    {"croissant", m, kBaked, "croissant"},
    {"gâteau", m, kBaked, "cake"},
    {"biscuit", m, kBaked, "biscuit"},
    {"sandwich", m, kBaked, "sandwich"},
    {"*hamburger", m, kBaked, "hamburger"},
    {"crêpe", f, kBaked, "pancake"},
    {"tarte", f, kBaked, "tart"},
    {"omelette", f, kBaked, "omelette"},
    {"pomme", f, kGarden, "apple"},
    {"orange", f, kGarden, "orange"},
    {"poire", f, kGarden, "pear"},
    {"banane", f, kGarden, "banana"},
    {"cerise", f, kGarden, "cherry"},
    {"fraise", f, kGarden, "strawberry"},
    {"tomate", f, kGarden, "tomato", "tomatoes"},
    {"carotte", f, kGarden, "carrot"},
    {"olive", f, kGarden, "olive"},
    {"huître", f, kGarden, "oyster"},
    {"noisette", f, kGarden, "hazelnut"},
    {"citron", m, kGarden, "lemon"},
    {"oignon", m, kGarden, "onion"},
    {"abricot", m, kGarden, "apricot"},
    {"artichaut", m, kGarden, "artichoke"},
    {"champignon", m, kGarden, "mushroom"},
    {"œuf", m, kGarden, "egg"},
    {"bonbon", m, kGarden, "sweet"},
    {"*haricot", m, kGarden, "bean"},
    {"*homard", m, kGarden, "lobster"},
    // food that is not
    {"pain", m, kFood, "bread"},
    {"fromage", m, kFood, "cheese"},
    {"beurre", m, kFood, "butter"},
    {"sucre", m, kFood, "sugar"},
    {"miel", m, kFood, "honey"},
    {"chocolat", m, kFood, "chocolate"},
    {"riz", m, kFood, "rice"},
    {"poisson", m, kFood, "fish"},
    {"poulet", m, kFood, "chicken"},
    {"jambon", m, kFood, "ham"},
    {"ail", m, kFood, "garlic"},
    {"confiture", f, kFood, "jam"},
    {"viande", f, kFood, "meat"},
    {"soupe", f, kFood, "soup"},
    {"crème", f, kFood, "cream"},
    {"moutarde", f, kFood, "mustard"},
    {"lait", m, kDrink, "milk"},
    {"café", m, kDrink, "coffee"},
    {"thé", m, kDrink, "tea"},
    {"eau", f, kDrink, "water"},
    {"limonade", f, kDrink, "lemonade"},
    // things
    {"voiture", f, kThing | kColour, "car"},
    {"maison", f, kThing | kColour, "house"},
    {"robe", f, kThing | kColour, "dress"},
    {"chaise", f, kThing | kColour, "chair"},
    {"assiette", f, kThing | kColour, "plate"},
    {"lampe", f, kThing | kColour, "lamp"},
    {"échelle", f, kThing, "ladder"},
    {"horloge", f, kThing, "clock"},
    {"*harpe", f, kThing, "harp"},
    {"clé", f, kThing, "key"},
    {"vélo", m, kThing | kColour, "bike"},
    {"chapeau", m, kThing | kColour, "hat"},
    {"sac", m, kThing | kColour, "bag"},
    {"parapluie", m, kThing | kColour, "umbrella"},
    {"livre", m, kThing, "book"},
    {"ordinateur", m, kThing, "computer"},
    {"couteau", m, kThing, "knife", "knives"},
    // money
    {"impôt", m, kTax, "tax"},
    {"taxe", f, kTax, "tax"},
    {"loyer", m, kFee, "rent"},
    {"addition", f, kFee, "bill"},
};

constexpr Noun kNames[] = {
    {"Marie", f, kName, "Marie"},     {"Paul", m, kName, "Paul"},   {"Anna", f, kName, "Anna"},
    {"Louis", m, kName, "Louis"},     {"Alice", f, kName, "Alice"}, {"Oscar", m, kName, "Oscar"},
    {"Julie", f, kName, "Julie"},     {"Simon", m, kName, "Simon"}, {"Emma", f, kName, "Emma"},
    {"Antoine", m, kName, "Antoine"},
};

constexpr unsigned kAnyone = kPerson | kName | kPronoun;
constexpr unsigned kGrown = kAdult | kKin | kName | kPronoun;  // who can be rich or careful

constexpr Adjective kAdjectives[] = {
    {"petit", "petite", "small", kAnimal | kBaked | kGarden | kThing, kAnimal | kBaked | kThing,
     true, nullptr, "smaller"},
    {"grand", "grande", "big", kAnimal | kThing, kAnimal | kThing | kAnyone, true, nullptr,
     "bigger", "tall"},
    {"gros", "grosse", "big", kBaked | kGarden, kBaked, true, nullptr, "bigger"},
    {"bon", "bonne", "good", kProfession | kBaked, kUncounted | kBaked, true},
    {"mauvais", "mauvaise", "bad", kProfession | kBaked, 0, true},
    {"vieux", "vieille", "old", kAdult | kAnimal | kThing, kGrown | kAnimal | kThing, true, "vieil",
     "older"},
    {"jeune", "jeune", "young", kAdult, kGrown, true, nullptr, "younger"},
    {"beau", "belle", "beautiful", kAnimal | kThing, kThing, true, "bel"},
    {"joli", "jolie", "pretty", kColour, kColour, true},
    {"nouveau", "nouvelle", "new", kProfession | kThing, 0, true, "nouvel"},
    {"rouge", "rouge", "red", kColour, kColour},
    {"vert", "verte", "green", kColour, kColour},
    {"bleu", "bleue", "blue", kColour, kColour},
    {"noir", "noire", "black", kColour | kAnimal, kColour | kAnimal},
    {"blanc", "blanche", "white", kColour | kAnimal, kColour | kAnimal},
    {"gris", "grise", "grey", kColour | kAnimal, kColour | kAnimal},
    {"cher", "chère", "expensive", kThing, kThing},
    {"chaud", "chaude", "hot", kBaked, kBaked | kDrink},
    {"froid", "froide", "cold", kBaked, kBaked | kDrink},
    {"délicieux", "délicieuse", "delicious", kBaked | kGarden, kBaked | kUncounted},
    {"énorme", "énorme", "enormous", kAnimal | kBaked | kGarden | kThing,
     kAnimal | kBaked | kThing},
    {"intelligent", "intelligente", "intelligent", kAdult | kChild | kAnimal, kAnyone | kAnimal},
    {"célèbre", "célèbre", "famous", kProfession, kGrown},
    {"honnête", "honnête", "honest", kAdult, kAnyone},
    {"riche", "riche", "rich", kAdult, kGrown, false, nullptr, "richer"},
    {"prudent", "prudente", "careful", kAdult | kAnimal, kAnyone | kAnimal},
    {"curieux", "curieuse", "curious", kChild | kAnimal, kAnyone | kAnimal},
    {"jaloux", "jalouse", "jealous", kAdult, kAnyone},
    {"timide", "timide", "shy", kAdult | kChild | kAnimal, kAnyone | kAnimal},
    {"français", "française", "French", kProfession, kGrown},
    {"anglais", "anglaise", "English", kProfession, kGrown},
    {"heureux", "heureuse", "happy", kAdult | kChild, kAnyone | kAnimal, false, nullptr, "happier"},
    {"triste", "triste", "sad", 0, kAnyone | kAnimal, false, nullptr, "sadder"},
    {"fatigué", "fatiguée", "tired", kAdult | kAnimal, kAnyone | kAnimal},
    {"malade", "malade", "ill", 0, kAnyone | kAnimal},
    {"pauvre", "pauvre", "poor", 0, kGrown, false, nullptr, "poorer"},
};

constexpr Pronoun kPronouns[] = {
    {"je", "I", 0, m, "me", "me"},        {"tu", "you", 1, m, "te", "you"},
    {"il", "he", 2, m, nullptr, ""},      {"elle", "she", 2, f, nullptr, ""},
    {"nous", "we", 3, m, "nous", "us"},   {"vous", "you", 4, m, "vous", "you"},
    {"ils", "they", 5, m, "les", "them"}, {"elles", "they", 5, f, nullptr, ""},
};

constexpr Fixed kNumbers[] = {
    {"un", "one"},
    {"deux", "two"},
    {"trois", "three"},
    {"quatre", "four"},
    {"cinq", "five"},
    {"six", "six"},
    {"sept", "seven"},
    {"*huit", "eight"},
    {"neuf", "nine"},
    {"dix", "ten"},
    {"*onze", "eleven"},
    {"douze", "twelve"},
    {"treize", "thirteen"},
    {"quatorze", "fourteen"},
    {"quinze", "fifteen"},
    {"seize", "sixteen"},
    {"dix-sept", "seventeen"},
    {"dix-huit", "eighteen"},
    {"dix-neuf", "nineteen"},
    {"vingt", "twenty"},
};

constexpr Fixed kStates[] = {{"faim", "hungry"},
                             {"soif", "thirsty"},
                             {"froid", "cold"},
                             {"chaud", "hot"},
                             {"sommeil", "sleepy"}};

constexpr Fixed kPlaces[] = {
    {"dans la cuisine", "in the kitchen"}, {"sur la table", "on the table"},
    {"dans le jardin", "in the garden"},   {"dans la rue", "in the street"},
    {"sous l'arbre", "under the tree"},    {"devant l'école", "in front of the school"}};

constexpr std::array<const char*, 6> kHave = {"ai", "as", "a", "avons", "avez", "ont"};
constexpr std::array<const char*, 6> kLove = {"aime", "aimes", "aime", "aimons", "aimez", "aiment"};

}  // namespace

namespace verbs {
const Verb love{"love", kLove, "", "love", "like"};
const Verb like{"love", kLove, "bien", "like"};
const Verb love_much{"love", kLove, "beaucoup", "like", nullptr, "", "very much"};
const Verb adore{"adore", {"adore", "adores", "adore", "adorons", "adorez", "adorent"}};
const Verb hate{"hate", {"déteste", "détestes", "déteste", "détestons", "détestez", "détestent"}};
const Verb loathe{"hate", {"*hais", "*hais", "*hait", "*haïssons", "*haïssez", "*haïssent"}};
const Verb prefer{"prefer",
                  {"préfère", "préfères", "préfère", "préférons", "préférez", "préfèrent"}};
const Verb want{"want", {"veux", "veux", "veut", "voulons", "voulez", "veulent"}};
const Verb have{"have", kHave};
const Verb see{"see", {"vois", "vois", "voit", "voyons", "voyez", "voient"}};
const Verb know{"know",
                {"connais", "connais", "connaît", "connaissons", "connaissez", "connaissent"}};
const Verb respect{"respect",
                   {"respecte", "respectes", "respecte", "respectons", "respectez", "respectent"}};
const Verb admire{"admire", {"admire", "admires", "admire", "admirons", "admirez", "admirent"}};
const Verb understand{
    "understand", {"comprends", "comprends", "comprend", "comprenons", "comprenez", "comprennent"}};
const Verb fear{"fear", {"crains", "crains", "craint", "craignons", "craignez", "craignent"}};
const Verb deserve{"deserve", {"mérite", "mérites", "mérite", "méritons", "méritez", "méritent"}};
const Verb own{"own", {"possède", "possèdes", "possède", "possédons", "possédez", "possèdent"}};
const Verb eat{"eat", {"mange", "manges", "mange", "mangeons", "mangez", "mangent"}};
const Verb drink{"drink", {"bois", "bois", "boit", "buvons", "buvez", "boivent"}};
const Verb buy{"buy", {"achète", "achètes", "achète", "achetons", "achetez", "achètent"}};
const Verb sell{"sell", {"vends", "vends", "vend", "vendons", "vendez", "vendent"}};
const Verb pay{"pay", {"paie", "paies", "paie", "payons", "payez", "paient"}};
const Verb bite{"bite", {"mords", "mords", "mord", "mordons", "mordez", "mordent"}};
const Verb wait_for{"wait",  {"attends", "attends", "attend", "attendons", "attendez", "attendent"},
                    "",      "wait",
                    nullptr, "for"};
const Verb cost{"cost", {"coûte", "coûtes", "coûte", "coûtons", "coûtez", "coûtent"}};
const Verb be{"be", {"suis", "es", "est", "sommes", "êtes", "sont"}};
const Verb think{"think", {"pense", "penses", "pense", "pensons", "pensez", "pensent"}};
const Verb know_that{"know", {"sais", "sais", "sait", "savons", "savez", "savent"}};
const Verb be_afraid{"fear", kHave, "peur de", "be", nullptr, "afraid of"};
const Verb need{"need", kHave, "besoin de"};
const Verb be_in_state{"be", kHave};
}  // namespace verbs

std::span<const Noun> nouns() { return kNouns; }
std::span<const Noun> names() { return kNames; }
std::span<const Adjective> adjectives() { return kAdjectives; }
std::span<const Pronoun> pronouns() { return kPronouns; }
std::span<const Fixed> numbers() { return kNumbers; }
std::span<const Fixed> states() { return kStates; }
std::span<const Fixed> places() { return kPlaces; }

std::span<const Verb* const> all_verbs() {
    using namespace verbs;
    static const Verb* const kAll[] = {
        &love, &like, &love_much, &adore,     &hate,      &loathe,     &prefer,     &want,
        &have, &see,  &know,      &respect,   &admire,    &understand, &fear,       &deserve,
        &own,  &eat,  &drink,     &buy,       &sell,      &pay,        &bite,       &wait_for,
        &cost, &be,   &think,     &know_that, &be_afraid, &need,       &be_in_state};
    return kAll;
}

std::string plural_french(const std::string& word) {
    if (word.ends_with("s") || word.ends_with("x")) return word;
    return word + (word.ends_with("eau") ? "x" : "s");
}

std::string plural_french(const Noun& noun) {
    return noun.french_plural ? noun.french_plural : plural_french(std::string(noun.french));
}

// The ending that makes a plural of a noun and a third person of a verb.
static std::string with_s(const std::string& word) {
    const auto ends = [&](const char* e) { return word.ends_with(e); };
    if (ends("s") || ends("x") || ends("ch") || ends("sh")) return word + "es";
    const bool vowel_y = ends("ay") || ends("ey") || ends("oy") || ends("uy");
    if (ends("y") && !vowel_y) return word.substr(0, word.size() - 1) + "ies";
    return word + "s";
}

std::string plural_english(const Noun& noun) {
    return noun.english_plural ? noun.english_plural : with_s(noun.english);
}

std::string third_person(const std::string& english) {
    return english == "have" ? "has" : with_s(english);
}

}  // namespace book
