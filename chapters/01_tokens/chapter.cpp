// Chapter 01: from a sentence to numbers and back, by gluing what often stands together.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>

#include "diagrams.h"
#include "ids.h"
#include "notebook/machine.h"
#include "pieces.h"
#include "strangers.h"
#include "tables.h"
#include "text/batch.h"

namespace chapter_01 {
using namespace book;
namespace {

const char* const kPairs = "chapters/01_tokens/pairs.h";
const char* const kPieces = "chapters/01_tokens/pieces.h";
const char* const kTables = "chapters/01_tokens/tables.h";

// Does no pair of neighbours occur twice?
bool no_pattern_left(const std::vector<Word>& words) {
    for (const auto& [pair, count] : count_pairs(words)) {
        if (count >= 2) return false;
    }
    return true;
}

// Two neighbours that stood together become one token. Only of three alike in a row, such as "aaa",
// can a merge glue fewer pairs than it has counted.
bool saves_what_it_counted(const Merge& merge, long saved) {
    if (merge.left == merge.right) return saved <= merge.count;
    return saved == merge.count;
}

// "4, 5 and 7"
std::string enumerated(const Names& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    return text;
}

void opening(Page& page, const std::string& sentence, const Bpe& bpe) {
    page.show(machine(Part::tokens));
    const Tokens ids = bpe.encode(sentence);
    page.values({{"sentence", printable(sentence)}, {"tokens.words", words_of(sentence)}});
    page.values({{"own", bpe.pieces(ids)}, {"ids", ids}});
    page.values({{"bytes", all_bytes().size()}, {"begin", kBegin}, {"end", kEnd}});
    page.values({{"id.last", ids.back()}, {"id.after", ids.back() + 1}});
    page.text(R"md(
        We begin at the top of the machine, where text goes in. The French sentence has been cut,
        J'|aime|les|beignets, and below it is a number for each part. Where were the cuts made, and where do the
        numbers come from? *You need only this picture, from chapter 00.*)md");
    page.quote("It begins with a word, or rather a token.", "the article");
    page.term("token", "a bit of text that is in the vocabulary: a word, or a part of one",
              {"tokens"});
    page.term("vocabulary", "the numbered list of all the tokens that a model knows",
              {"vocabularies"});
    page.term("id", "the number of a token in the vocabulary", {"ids"});
    page.text(R"md(
        Somebody types "@{sentence}", and a model is supposed to do something with it. But a model can only
        multiply, add and so on. So the sentence has to become numbers before the model starts,
        and when the model is done, its numbers have to become text again. This chapter builds
        the way there and the way back.

        The usual way is to use a numbered list of short strings, drawn up once and then kept: the **vocabulary**.
        To read a sentence, we cut it into strings that are on the list, which are called **tokens**, and we replace
        every token by its number in the list, its **id**. Here is our sentence, cut as it will be at the end of
        this chapter:)md");
    page.show(three_steps(sentence, bpe));
    page.term("tokenizer", "the program that cuts text into tokens, and puts it together again",
              {"tokenizers"});
    page.text(R"md(
        Read it from top to bottom. The tokens are @{own}. (A space belongs to the word after it, and is drawn as
        ␣.) Their ids are @{ids}, and that is all that a model is told about the sentence. The last layer is grey:
        chapter 02 will turn each id into a row of numbers.

        Elsewhere in this book you will find other ids for *love* and other cuts in *doughnuts*, because each model has
        a list of its own. The one in chapter 00 is longer, so more words are whole; the one in chapter 07 is short,
        and has to serve French as well.

        A program that cuts text in this way is called a **tokenizer**. Ours will find that *doughnuts* consists of
        *dough* and *nuts*, as the article has it, although nobody teaches it a word of English. How can it know? It
        does not know. It counts.)md");
    page.guess(
        "*dough, nuts, doughnuts, nut, but*: which two letters are next to each other most often "
        "in these five words?",
        "*@{first.pair}*, @{first.count} times: it is in all of them except *dough*.");
}

void words_or_letters(Page& page, const std::string& sentence, const Text& text) {
    page.section("Words, letters or bytes?");
    page.value("lines", text.read.size());
    page.text(R"md(
        What should be on the list? Two answers are obvious: all the words, or all the letters. The article begins
        with words, cut at the spaces: @{tokens.words}. But we can cut finer. Here are three texts, and how much of
        each there is. (A *character* is a letter, a sign, a space, or a picture such as 🍩.) The last column counts
        what a computer stores.)md");
    page.term("byte", "a number from 0 to 255: what all text in a computer is made of", {"bytes"});
    Table sizes{"text", "words", "characters", "bytes"};
    const std::string cafe = "un café, un beignet";
    const std::string doughnut = "🍩";
    for (const std::string& sample : {sentence, cafe, doughnut}) {
        const std::size_t words = words_of(sample).size();
        const std::size_t characters = characters_of(sample).size();
        sizes.add(printable(sample), words, characters, sample.size());
    }
    page.show(sizes, "The same text in three units");
    page.values({{"cafe.characters", characters_of(cafe).size()}, {"cafe.bytes", cafe.size()}});
    page.values({{"doughnut.bytes", doughnut.size()}, {"largest.byte", all_bytes().size() - 1}});
    page.term("UTF-8",
              "the rule by which characters become bytes: one for an English letter, up to four "
              "for others");
    page.text(R"md(
        All text in a computer is stored as **bytes**, and a byte is a number from 0
        to @{largest.byte}, so there are only @{bytes} different ones.

        That is too few for all the characters in the world, so the rule that turns characters into bytes, called
        **UTF-8**, gives some of them more than one. An English letter takes one byte. The é takes two, which is why
        the second text has @{cafe.characters} characters but @{cafe.bytes} bytes; and the doughnut takes
        @{doughnut.bytes}.)md");
    page.term("corpus", "a collection of text to learn from or to test on", {"corpora"});
    page.text(R"md(
        Now let us measure which unit makes a good list. The book comes with a collection of sentences about
        doughnuts, taxes and dogs, from which chapter 10 will learn to translate. Such a collection is called a
        **corpus**. We read @{lines:,} of its English sentences and make three lists of whatever we meet: one of
        words, one of characters, and one of bytes, which is complete from the start. Then we take the same number
        of sentences that we have not read. How many of them contain something that is not on the list?)md");
    // [units]
    UnitList lists[] = {{words_of}, {characters_of}, {bytes_of, all_bytes()}};
    double length[3];   // units in a sentence, on average
    double strange[3];  // share of the new sentences with an unknown one

    for (std::size_t i = 0; i < 3; ++i) {
        lists[i].read(text.read);  // all that we meet is known from now on
        length[i] = lists[i].mean_length();
        strange[i] = lists[i].share_with_unknown(text.unread);
    }
    // [/units]
    page.cell("units");
    page.text("Each row of the table is one such list:");
    Table table{"unit", {"on the list", ","}, {"units in a sentence", ".1f"}, {"strange", ".1%"}};
    table.add("words", lists[0].known.size(), length[0], strange[0]);
    table.add("characters", lists[1].known.size(), length[1], strange[1]);
    table.add("bytes", lists[2].known.size(), length[2], strange[2]);
    page.show(
        table,
        "How long the list is; how many units a sentence has, on average; and how many of the "
        "new sentences contain a unit that is not on the list");
    const std::string stranger = "I love untaxed doughnuts and doughnut holes";
    const std::string back = through_word_list(lists[0], stranger);
    const double longer = length[2] / length[0];
    page.values({{"strange", strange[0]}, {"forms", lists[0].entries_with("oughnut").size()}});
    page.value("forms.list", enumerated(lists[0].entries_with("oughnut")));
    page.values({{"stranger", stranger}, {"came.back", back}, {"unicode", 0x110000 - 0x800}});
    page.values({{"longer", longer}, {"work", std::pow(longer, 2)}});
    page.check("some of the new sentences contain a word that is not on the list of words",
               strange[0] > 0);
    page.check("sent through a list of words, a sentence may come back changed", back != stranger);
    page.text(R"md(
        Take words first. A sentence has few of them, and each means something. But the list is never complete: even
        in this small world, @{strange:.1%} of the new sentences contain a word that is not on it. For such a word
        the list has only one answer, *unknown*. Send it "@{stranger}", and what comes back is "@{came.back}". The
        model can neither read nor write what is lost there, however long it is trained.

        The list of words has a second weakness: it does not know what words have in common. @{forms} of its entries
        are doughnut words (@{forms.list}), and to the model they are
        as different as dogs and taxes. And Chinese is written without spaces, so what would be a word there?

        Characters do better, until an é comes along, or a 🍩: Unicode has room for @{unicode:,} of them in all, and
        a list made by reading has only those that it has met. Bytes can spell everything, and there are few of
        them. But now a sentence has @{longer:.1f} times as many units as it had words. Attention compares every
        unit of a sentence with every other (chapter 04), which means @{work:.0f} times as many comparisons; and
        before the model can learn anything else, it has to learn to spell.

        So none of the three will do, and the next section finds something in between.)md");
}

// The five words, and what is learnt from them.
struct FiveWords {
    std::vector<Word> start;
    std::vector<Round> rounds;
};

FiveWords five_words() {
    FiveWords five;
    for (const char* word : {"dough", "nuts", "doughnuts", "nut", "but"}) {
        five.start.push_back({byte_tokens(word), 1});
    }
    std::vector<Word> words = five.start;
    five.rounds = learn(words, 100);
    return five;
}

void on_paper(Page& page, const FiveWords& five) {
    page.section("Glue the pair that occurs most often", Path::shortest);
    const Bpe names = vocabulary_of(five.rounds);
    const auto merged = [&](std::size_t round) { return names.piece(five.rounds[round].merge.id); };
    page.term("merge", "two neighbouring tokens are glued together and become one new token",
              {"merges"});
    page.term(
        "byte pair encoding (BPE)",
        "a vocabulary made by counting: the pair of neighbouring tokens that occurs most often is "
        "glued together, again and again",
        {"byte pair encoding", "byte-pair encoding", "BPE"});
    page.text(R"md(
        A list of whole words is never complete, because there is always one more word. A list of single letters (or
        of *bytes*, the numbers that a computer stores) makes every sentence long. We want something in between:
        frequent words whole, rare words in parts. But which parts? Let the text decide.

        Begin with single letters as tokens. Find the pair of neighbours that occurs most often, anywhere in the
        text, and glue them together wherever they meet, so that the pair becomes a new token. This is called a
        **merge**. Then count again, with the new token as good as any other, and glue again.

        This recipe is called **byte pair encoding**, or BPE, because it was invented
        for files, which are sequences of bytes. Try it with a pencil, on five words.
        How often does each pair of neighbours occur?)md");
    page.show(pair_table(five.start), "Neighbours in *dough, nuts, doughnuts, nut, but*");
    page.values({{"first.pair", merged(0)}, {"first.count", five.rounds[0].merge.count}});
    page.values({{"second.pair", merged(1)}, {"second.count", five.rounds[1].merge.count}});
    page.values({{"rounds", five.rounds.size()}, {"letters", total(five.start)}});
    page.value("after.one", five.rounds[0].remaining);
    page.text(R"md(
        The winner is *u t*, with @{first.count}. So the first merge makes the token *@{first.pair}*, and the
        @{letters} letters of the five words become @{after.one} tokens. Count again: now *n* and *@{first.pair}*
        occur together most often, @{second.count} times, and become *@{second.pair}*. Then several pairs are
        equally frequent. We take the one whose left token comes first in the list: letters in alphabetical
        order, then glued tokens, the oldest first. This is what happens to *doughnuts*:)md");
    const Names halves = names.pieces(names.encode("doughnuts"));
    const Names cut_new = names.pieces(names.encode("donuts"));
    Names fit;   // merges that found something to glue in donuts
    Names idle;  // those that did not
    Names idle_tokens;
    Tokens tokens = byte_tokens("donuts");
    for (std::size_t r = 0; r < five.rounds.size(); ++r) {
        const Merge& merge = five.rounds[r].merge;
        const Tokens glued = glue(tokens, {merge.left, merge.right}, merge.id);
        const bool fits = glued != tokens;
        (fits ? fit : idle).push_back(fmt::format("{}", r + 1));
        if (!fits) idle_tokens.push_back(names.piece(merge.id));
        tokens = glued;
    }
    page.values({{"halves", halves}, {"new.word", cut_new}, {"new.fit", enumerated(fit)}});
    page.values({{"new.idle", enumerated(idle)}, {"new.idle.tokens", enumerated(idle_tokens)}});
    page.show(learning_wall(five.start, 2, five.rounds));
    page.text(R"md(
        Every row is one merge; beside it you see what was glued, and how often it occurred in all five words. After @{rounds} merges no pair occurs twice, and we stop, because what occurs only once is no pattern.
        (With a real text we stop when the list is long enough.) *Doughnuts* has become @{halves}, the
        article's halves, and all that we did was count.)md");
    page.quote(R"(["I", "love", "dough", "nuts"])", "the article");
    page.text(R"md(
        How is a new word cut? Nothing is counted any more. We split the word
        into letters, go through the merges in the order in which they were learnt, and glue wherever one fits. Take
        *donuts*:)md");
    page.show(cutting_wall("donuts", five.rounds));
    page.term("piece (of a word)", "a token that is a word or a part of one");
    page.term("special token", "an id that stands for no text, such as the end of a sentence",
              {"special tokens"});
    page.text(R"md(
        The program has never met *donuts*, and yet it cuts it into @{new.word}. Merges @{new.fit} found something to
        glue; merges @{new.idle}, which make @{new.idle.tokens}, did not. Tokens like these, words or parts of words,
        are also called **pieces**. A word with no familiar piece is left as single bytes, one for an English letter,
        two for an é. The list has all @{bytes} of them, so no word is ever unknown.

        At the front of the list are two ids that stand for no text, <begin> and <end>, called **special tokens**: a
        model that writes needs something to start from, and a way to say that it is done.
        After them come the bytes, and then one token for each merge.)md");
    page.check("donuts, which nobody has counted, is cut into do and nuts",
               cut_new == Names{"do", "nuts"});
}

void in_code(Page& page) {
    page.section("The same in C++");
    page.text("Here is the step that is repeated, as a formula:");
    page.formula(
        R"(\mathrm{count}(a\,b) \ge \mathrm{count}(x\,y)\ \text{for all } x, y:\qquad a,\ b \to ab)",
        "count(a b) ≥ count(x y) for all x, y:   a, b become ab",
        "Gage 1994; for words: Sennrich, Haddow and Birch 2016, section 3.2");
    page.text(R"md(
        In words: the two tokens of the most frequent pair become one. A program for this needs three short
        functions. The first counts pairs. `Tokens` is a row of ids. A word is kept only once, together with how
        often it occurs in the text, and the innermost line adds this number to the count of a pair:)md");
    page.setup("count", kPairs);
    page.text(R"md(
        The second function glues one pair, wherever it occurs in a word. It walks from left to right. After a pair
        it takes two steps, `i += 2`: the right neighbour is used up together with the left one, so it cannot be
        glued a second time.)md");
    page.setup("glue", kPairs);
    page.text(
        "Two small helpers follow. A `Round` holds a `Merge` (the ids `left` and `right` became "
        "`id`, and `count` is how often the pair occurred) and says how many tokens remained. "
        "`total` counts all the tokens in the text.");
    page.setup("round", kPairs);
    page.text(R"md(
        And the third function is the recipe: count, find the largest count, glue in every word, and start again.
        Look at `count > most`. It is not `>=`, so among pairs that are equally frequent the first one stays, which
        is the one with the smaller ids. Any fixed order would do, but it must be fixed, or two runs would make two
        vocabularies.)md");
    page.setup("learn", kPairs);
    page.text(R"md(
        Now for the five words again, each occurring once. The last lines are an experiment: what changes if
        *doughnuts* occurs in the text a second time?)md");
    // [paper]
    const Lines text{"dough", "nuts", "doughnuts", "nut", "but"};
    std::vector<Word> words;
    for (const std::string& word : text) {
        words.push_back({byte_tokens(word), 1});  // each occurs once
    }
    const std::vector<Word> start = words;

    const std::vector<Round> rounds = learn(words, 100);

    std::vector<Word> more = start;
    more[2].count = 2;  // let "doughnuts" occur once more
    learn(more, 100);
    // [/paper]
    page.cell("paper");
    page.text(
        "Here are three of the five words, round by round. The last claim below compares our loops "
        "with the book's own library, the code in `common/` that all chapters share.");
    page.show(paper_table(start, rounds),
              "A dot separates two tokens; the last column counts those of all five words");
    const Bpe ours = vocabulary_of(rounds);
    page.check("after the last round no pair occurs twice", no_pattern_left(words));
    page.check("doughnuts ends as two tokens, dough and nuts",
               ours.pieces(words[2].tokens) == Names{"dough", "nuts"});
    page.check("if doughnuts occurs in the text once more, it becomes a single token",
               more[2].tokens.size() == 1);
    page.check("the library makes the same merges, and stops where we stop",
               Bpe::train(text, 100) == ours);
    page.value("last.total", rounds.back().remaining);
    page.text(R"md(
        The last column falls from @{letters} to @{last.total}. As for the experiment, the article says that
        *doughnuts* "might survive intact". Whether it does is a matter of counting, too: with *doughnuts* in the
        text once more, *dough* and *nuts* occur together twice, so there is one more merge, and the word becomes a
        single token.)md");
    page.exercise("1.1", "Find the most frequent pair.");
    page.exercise("1.2", "Glue it.");
}

void on_the_corpus(Page& page, const std::string& sentence, const Text& text, int most,
                   const std::vector<Merge>& merges, const Bpe& bpe) {
    page.section("Merge by merge, on the book's own sentences");
    page.term("pre-tokenization",
              "cutting text into words (with their spaces) before byte pair encoding, which then "
              "glues nothing across them");
    page.text(R"md(
        Five words make a fine toy. Now for the @{lines:,} sentences. They are first cut into words, so that nothing
        is ever glued across the boundary between two words; otherwise *love a* might become one token. This first
        cut is called **pre-tokenization**. A space goes with the word after it, so *love* in the middle of a
        sentence is *␣love*. It looks odd, but it means that the words, joined one after the other, give back the
        text, and nobody has to remember where the spaces were.

        The code counts how often each word occurs. `split_pieces` is the library's name for this first cut.)md");
    page.setup("counted", kPairs);
    page.value("most", most);
    page.text("Then our own `learn`, from above, learns up to @{most} merges from them.");
    // [corpus]
    std::vector<Word> words = counted(text.read);
    const long before = total(words);  // tokens, all of them bytes

    const std::vector<Round> rounds = learn(words, most);
    // [/corpus]
    page.cell("corpus");
    page.text("Here are the first merges, and every fiftieth of the later ones:");
    page.show(merge_table(rounds, before, text.read.size()),
              "Which two tokens were glued; how many tokens that saved; how many are left, in all "
              "and per sentence");
    bool saves = true;
    for (std::size_t r = 0; r < rounds.size(); ++r) {
        const Merge& merge = rounds[r].merge;
        const long saved = tokens_before(rounds, r, before) - rounds[r].remaining;
        if (!saves_what_it_counted(merge, saved)) saves = false;
    }
    page.check(
        "a merge of two different tokens saves one token each time that they occurred together",
        saves);
    page.check("the last merge saves less than a quarter of what the first one saves",
               4 * rounds.back().merge.count < rounds.front().merge.count);
    page.check("the library learns the same merges from these sentences, with the same counts",
               std::equal(rounds.begin(), rounds.end(), merges.begin(), merges.end(), same_merge));
    page.check("the words that were cut, joined again, give back the text",
               pieces_join_again(together(text.read, text.french)));
    const std::string_view longest = longest_piece(sentence);
    page.value("merges", rounds.size());
    page.values(
        {{"first.saves", rounds[0].merge.count}, {"last.saves", rounds.back().merge.count}});
    page.values(
        {{"longest.word", with_visible_space(longest)}, {"longest.cut", cut_by(bpe, longest)}});
    page.text(R"md(
        First come pairs of letters that English is fond of, then endings and short words, then longer words. Each is
        made of two tokens that were there before it. A merge of two different tokens saves exactly one token each
        time they occurred together: the first one saves @{first.saves:,}, and merge @{merges} still saves
        @{last.saves}. (If the two are identical, it may save fewer. In *aaa* the pair *a a* occurs twice, but only
        one of the two can be glued.)

        The longest word in our sentence, *@{longest.word}*, is now @{longest.cut}. This is how it got there:)md");
    page.show(
        Figure{"glued", "What was glued to what, and in which merge",
               "A tree that grows to the right: at its root the word @{longest.word}; then its "
               "tokens, @{longest.cut}; to the right of each the two tokens that it was glued "
               "from, with the number of the merge, and so on down to single bytes.",
               tree_of(bpe, merges, longest)});
    page.text(R"md(
        Read a branch from right to left, from single letters to @{longest.cut}. Along a branch the numbers of the
        merges grow, because a token can only be made after its parts.)md");
}

void there_and_back(Page& page, const Text& text, const Bpe& bpe,
                    const std::vector<Merge>& merges) {
    page.section("There and back");
    page.text(R"md(
        A new text is cut as *donuts* was cut with the pencil. First the bytes of a word become tokens; an id is
        two more than the byte, because ids @{begin} and @{end} are the two special tokens.)md");
    page.setup("bytes", kPairs);
    page.text(R"md(
        Then the merges are tried one by one, in the order in which they were learnt. The loop calls `glue`, the
        function that learning used, on the same merges and in the same order. So a word that was
        counted gets exactly the tokens that it had when learning stopped, and a new word is cut as the same merges
        would have cut it, had it been there.)md");
    page.setup("encode", kPairs);
    page.guess(
        "This goes through all the merges for every word. Would it not be simpler to take, from "
        "the "
        "left, the "
        "longest token that fits, and then the longest that fits after it? Would the result be "
        "the same?",
        "No. Of the @{pieces:,} different words in the French sentences and in those English ones "
        "that were not counted, @{differ} are cut differently, *@{trap.word}* among them.");
    // The words, ours and the library's.
    // [readings]
    const Lines lines = together(text.unread, text.french);
    std::map<std::string_view, Tokens> ours;  // each word of theirs once
    bool same = true;

    for (const std::string& line : lines) {
        Tokens tokens;
        for (std::string_view word : split_pieces(line)) {
            if (ours.count(word) == 0) {
                ours[word] = encode(word, merges);
            }
            const Tokens& more = ours[word];
            tokens.insert(tokens.end(), more.begin(), more.end());
        }
        if (tokens != bpe.encode(line)) same = false;
    }
    // [/readings]
    const Trap trap = longest_first_trap(bpe, ours);
    page.values({{"pieces", ours.size()}, {"differ", trap.pieces}, {"trap.word", trap.word}});
    page.values({{"trap.right", trap.in_order}, {"trap.longest", trap.longest_first}});
    page.text(R"md(
        In the order of learning, *@{trap.word}* is @{trap.right}; with the longest token first, it is
        @{trap.longest}. Both spell the word, and the second may even look better. But a model knows a word only by
        the ids that it was trained with, so it has to be cut in use as it was cut in training. (Tokenizers of the
        other kind exist. The one that belongs to BERT, a model that reads but does not write, takes the longest
        token first, in training as well as in use.))md");
    page.deep_dive("Both ways of cutting in code, and the library's", [&] {
        page.text(R"md(
            Our `encode` is slow but plain. The library's `Bpe::encode` keeps the merges in a hash table and looks
            only at pairs that are there. Do the two agree? This code cuts every new sentence with both
            (with ours, each distinct word only once).)md");
        page.cell("readings");
        page.check("our code and the library cut every new sentence the same way", same);
        page.text(R"md(
            And this code takes the longest token first, which cuts @{differ} of the @{pieces:,} words
            differently. `longest_token` tries all the tokens, and a byte always fits.)md");
        page.setup("longest", kPieces);
        page.check("taking the longest token first cuts some words differently", trap.pieces > 0);
    });
    page.text(R"md(
        The way back from ids to text is easy: put the bytes of the tokens one after the other. What comes out should
        be what went in, for every text, and even for bytes that are not text at all. So we try all the sentences, and
        then a thousand strings of random bytes, with the characters of <begin> and <end> thrown in.)md");
    // [back]
    int lost = 0;  // sentences that do not come back
    for (const Lines& some : {text.read, text.unread, text.french}) {
        for (const std::string& line : some) {
            if (bpe.decode(bpe.encode(line)) != line) ++lost;
        }
    }

    int lost_bytes = 0;  // random texts that do not
    int specials = 0;    // random texts that became <begin> or <end>
    Rng rng(page.seed());
    for (int i = 0; i < 1000; ++i) {
        const std::string noise = random_bytes(rng, 60) + "<begin> I <end>";
        const Tokens tokens = bpe.encode(noise);
        if (bpe.decode(tokens) != noise) ++lost_bytes;

        const int least = *std::min_element(tokens.begin(), tokens.end());
        if (least <= std::max(kBegin, kEnd)) ++specials;
    }
    // [/back]
    page.check("every sentence comes back from its ids unchanged", lost == 0);
    page.check("random bytes come back unchanged, too", lost_bytes == 0);
    page.check("no text is ever cut into the ids of <begin> or <end>", specials == 0);
    page.cell("back");
    page.exercise("1.3", "Cut a word with given merges.");
}

void how_many(Page& page, const Text& text, const Bpe& whole, int most) {
    page.section("How large a vocabulary?");
    page.text(R"md(
        When should the gluing stop? We could go on until no pair occurs twice. The curves show, for vocabularies of
        different sizes, how many tokens a sentence has on average, both for the sentences that were counted
        and for the same number that were not.)md");
    const Sizes sizes = sizes_of(whole, text);
    UnitList words{words_of};
    words.read(text.read);
    page.show(sizes_figure(sizes, words.mean_length(), kFirstMerge + most));
    page.values({{"rare", sizes.rare.back()}, {"rare.limit", kRare}});
    page.values({{"tokens.bytes", sizes.read.front()}, {"tokens.all", sizes.read.back()}});
    page.values({{"all.entries", static_cast<int>(sizes.vocabulary.back())},
                 {"first.entries", static_cast<int>(sizes.vocabulary.front())}});
    page.text(R"md(
        The curves begin at @{tokens.bytes:.1f} tokens, when there are only bytes (@{first.entries} entries, with
        the two special ones), and end at @{tokens.all:.1f}, with @{all.entries:,} entries. They fall steeply at
        first and then hardly at all. The two are almost the same, so what was learnt from some sentences
        serves others as well.

        So why not glue as much as possible? Because a large vocabulary has a price. Each token will get numbers of
        its own in chapter 02, and those are learnt only where the token occurs. The last column of the table says
        how many of the glued tokens are rare, which here means that they occur fewer than @{rare.limit} times.)md");
    page.show(
        sizes_table(sizes),
        "Tokens in a sentence that was counted, and in one that was not; the share of the glued "
        "tokens that are rare");
    const std::vector<double>& read = sizes.read;
    const std::vector<double>& rare = sizes.rare;
    page.check("with more merges, the text has fewer tokens",
               std::is_sorted(read.rbegin(), read.rend()));
    for (std::size_t i = 0; i < read.size(); ++i) {
        const double longer = sizes.unread[i] / read[i] - 1;
        page.check("new sentences take as many tokens as those that were counted, to within 10%",
                   std::abs(longer) < 0.1);
    }
    page.check("from each size to the next, the share of rare tokens never falls",
               std::is_sorted(rare.begin(), rare.end()));
    page.check("with all merges, most tokens are rare", rare.back() > 0.5);
    page.text(R"md(
        In the last row @{rare:.0%} of all that was glued is rare: tokens that hardly ever get any practice. With
        too few merges, sentences are long, and spelling has to be learnt; with too many, most tokens are met too
        seldom to be learnt at all. What is right depends on how much text there is to learn from. To see this page
        with fewer merges, run `./book run 1 --rounds 100`.)md");
    page.deep_dive("How the sizes were measured", [&] {
        page.text(R"md(
            All the merges are learnt once. A smaller vocabulary is simply the first few hundred of them, or however
            many `first_merges` is asked to take. `use_of` counts how often each token occurs.)md");
        page.setup("sizes", kTables);
    });
}

struct Knobs {
    std::string sentence = "I love doughnuts";
    std::string gpt2_merges;
    std::string gpt2_vocabulary;
    int rounds = 400;
    int lines = 2000;
};

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "what is cut into tokens");
    options.add("rounds", knobs.rounds, 50, 1000, "merges that are learnt, at most");
    options.add("lines", knobs.lines, 1000, 8000, "sentences to learn them from");
    options.add("merges", knobs.gpt2_merges, "FILE", "GPT-2's vocab.bpe");
    options.add("vocab", knobs.gpt2_vocabulary, "FILE", "GPT-2's encoder.json");
    options.on_page("sentence");
    options.on_page("rounds", 50, 1000);
}

void build(Page& page, Knobs& knobs) {
    knobs.sentence = checked_sentence(knobs.sentence);
    const std::optional<Gpt2Tokenizer> gpt2 = gpt2_of(knobs.gpt2_merges, knobs.gpt2_vocabulary);
    const Text text = text_of(book_corpus(), knobs.lines);

    std::vector<Merge> merges;
    const auto keep = [&](const Merge& merge) { merges.push_back(merge); };
    const Bpe whole = Bpe::train(text.read, kMostMerges, keep);  // all merges that there are
    const Bpe bpe = first_merges(whole, knobs.rounds);           // those of this page
    const auto rounds = static_cast<std::size_t>(knobs.rounds);
    merges.resize(std::min(merges.size(), rounds));

    const FiveWords five = five_words();

    opening(page, knobs.sentence, bpe);
    words_or_letters(page, knobs.sentence, text);
    on_paper(page, five);
    in_code(page);
    on_the_corpus(page, knobs.sentence, text, knobs.rounds, merges, bpe);
    there_and_back(page, text, bpe, merges);
    never_seen(page, text, bpe, whole);
    not_always_e(page, text, bpe);
    numbers_at_last(page, knobs.sentence, bpe);
    how_many(page, text, whole, knobs.rounds);
    the_real_thing(page, knobs.sentence, text, bpe, gpt2);

    page.source("Sennrich, Haddow and Birch 2016", "https://arxiv.org/abs/1508.07909");
    page.source("Gage 1994, A New Algorithm for Data Compression, in The C Users Journal 12(2)");
    page.source("Radford et al. 2019 (GPT-2, bytes instead of characters)",
                "https://cdn.openai.com/better-language-models/"
                "language_models_are_unsupervised_multitask_learners.pdf");
    page.source("Devlin et al. 2018 (BERT)", "https://arxiv.org/abs/1810.04805");
    page.end(
        {.recap = R"md(
        A model reads ids: the numbers of tokens in a vocabulary that was made once. Byte pair encoding makes it by
        counting. It begins with the @{bytes} bytes and glues, again and again, the pair of tokens that occurs most
        often. A new word is cut by the same merges, in the order in which they were learnt, so frequent words are
        whole, rare ones come in parts, and nothing is unknown. After @{merges} merges our sentence is @{own}.)md",
         .questions =
             {{"How is a vocabulary learnt by byte pair encoding, and when does it stop?",
               "Start with bytes, count all the pairs of neighbours, glue the most frequent "
               "pair into a new token, "
               "and repeat. It stops when the vocabulary has reached the size that was asked for, "
               "or when no pair occurs twice."},
              {"How is a word cut if it did not occur in the text that was counted?",
               "It is split into bytes, and then the merges are applied in the order in "
               "which they were learnt, "
               "wherever they fit. Nothing is counted again. At worst the word stays in "
               "bytes, so it is never "
               "unknown."},
              {"Two people each train a model on the same text, but with different "
               "tokenizers. Can they swap "
               "their tokenizers afterwards?",
               "No. A model knows a token only by its id. A different tokenizer cuts different "
               "tokens and gives them different ids, so to the model the same sentence would be a "
               "different text."}},
         .next = "An id is only a number in a list, and says nothing about its word: number "
                 "@{id.last} need not be like "
                 "number @{id.after} at all. How can a word become numbers that mean something?",
         .answer = "Ids of tokens: frequent words whole, rare ones in pieces, the rest in bytes."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({1, "tokens", "What does a model read?"}, declare, build);
}

}  // namespace chapter_01
