// Chapter 01: from a sentence to numbers and back, by gluing what often stands together.
#include "notebook/chapter.h"

#include <cmath>

#include "ids.h"
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

void three_answers(Page& page, const std::string& sentence, const Text& text) {
    page.section("A sentence goes in, numbers come out");
    page.quote("It begins with a word, or rather a token.", "the article");
    page.values({{"sentence", printable(sentence)}, {"tokens.words", words_of(sentence)}});
    page.values({{"bytes", all_bytes().size()}, {"lines", text.read.size()}});
    page.text(R"md(
        How can a machine know that somebody loves doughnuts? An article asks, *What the Hell is Attention*
        by Elokusa. This book works the answer out, a question a chapter, down to the last multiplication.

        A language model is a formula. It is a large one, with millions of numbers in it, but all that it
        can do is multiply, add, and the like. It cannot read. So before anything else "@{sentence}" must
        become numbers, and in the end numbers must become text again. This chapter does that, no more.

        (How to read a page: every number on it was computed a moment ago, by the program whose lines you
        see. A ✓ marks a claim that the program has checked; had it been false, there would be a ✗, and the
        run would have failed. Where it says *Guess*, take one before you look.)

        The numbers count the entries of a fixed list, the *vocabulary*. An entry is a *token*, and its
        number in the list is the token's *id*. So the question is: what shall stand in the list? The
        article begins with words, cut at the spaces: @{tokens.words}. But one could cut finer.)md");
    Table sizes{"text", "words", "characters", "bytes"};
    const Lines samples{sentence, "un café, un beignet", "🍩"};
    for (const std::string& sample : samples) {
        const std::size_t words = words_of(sample).size();
        const std::size_t characters = characters_of(sample).size();
        sizes.add(printable(sample), words, characters, sample.size());
    }
    page.show(sizes, "The same text in three units");
    page.text(R"md(
        Every text in a computer is made of *bytes*, and there are only @{bytes} different ones. A
        *character* takes one or more of them, by the rules of *UTF-8*: look at the é, and at the 🍩.)md");

    page.section("Words, characters, bytes: none of them alone");
    page.text(R"md(
        Measure them. The book has a corpus of its own: sentences about doughnuts, taxes and dogs, from
        which chapter 10 will learn to translate. We read @{lines:,} of them, and put into the list
        whatever we meet. Then come as many that we have not read.)md");
    // [units]
    UnitList lists[] = {{words_of}, {characters_of}, {bytes_of, all_bytes()}};
    double length[3];   // units in a sentence, in the mean
    double strange[3];  // share of the new sentences with an unknown one

    for (std::size_t i = 0; i < 3; ++i) {
        lists[i].read(text.read);  // all that we meet is known from now on
        length[i] = lists[i].mean_length();
        strange[i] = lists[i].share_with_unknown(text.unread);
    }
    // [/units]
    page.cell("units");

    Table table{"unit", {"in the list", ","}, {"a sentence", ".1f"}, {"unknown", ".1%"}};
    table.add("words", lists[0].known.size(), length[0], strange[0]);
    table.add("characters", lists[1].known.size(), length[1], strange[1]);
    table.add("bytes", lists[2].known.size(), length[2], strange[2]);
    page.show(table, "Entries; their number in a sentence; new sentences with one that is unknown");
    const std::string stranger = "I love untaxed doughnuts and doughnut holes";
    const std::string back = through_word_list(lists[0], stranger);
    const double longer = length[2] / length[0];
    page.values({{"strange", strange[0]}, {"forms", lists[0].entries_with("oughnut")}});
    page.values({{"stranger", stranger}, {"came.back", back}, {"unicode", 0x110000 - 0x800}});
    page.values({{"longer", longer}, {"work", std::pow(longer, 2)}});
    page.text(R"md(
        **Words** are few in a sentence, and each means something. But the list is never complete: of the
        next @{lines:,} sentences, in a small language, @{strange:.1%} hold a word that is not in it. All
        that it can say then is *unknown*. Send it "@{stranger}", and back comes "@{came.back}". What is
        lost there the model can neither read nor say, and no training will help. Nor does the list
        know what words have in common: @{forms} entries have *oughnut* in them, with and without *s* and
        question mark, and to the model they are as different as dogs and taxes. (And what is a word in
        Chinese, which is written without spaces?)

        **Characters** know almost everything, until an é comes along, or a 🍩; Unicode has room for
        @{unicode:,}. **Bytes** are few, and know everything. But a sentence is @{longer:.1f} times as long
        as in words. A Transformer, which this book will build, compares every token with all (chapter
        04): @{work:.0f} times the comparisons. And before all else it has to learn to spell.

        We want something in between: whole words where they are frequent, parts of words where they are
        rare, bytes where all else fails. Who says which parts? Count.)md");
    page.check("unread sentences hold words that the list lacks", strange[0] > 0);
    page.check("a list of words cannot give every sentence back", back != stranger);
}

void on_paper(Page& page) {
    page.section("Glue what stands together most");
    page.text(R"md(
        The idea was made to compress files. Begin with single bytes. Find the two neighbours that stand
        side by side most often, anywhere in the text. Glue them: the pair is a new token. Then again,
        the new token being as good as any other. That is *byte-pair encoding*, BPE for short. Five
        words are enough to do it on paper.)md");
    page.guess("*dough, nuts, doughnuts, nut, but*: which two letters stand together most often?",
               "*@{first.pair}*, @{first.count} times: in all but *dough*.");
    page.formula(R"((a, b) = \arg\max_{(x, y)}\ \mathrm{count}(x\,y),\qquad a\,b \to ab)",
                 "(a, b) = the pair (x, y) with the largest count(x y);  then a b becomes ab",
                 "Gage 1994; for words: Sennrich, Haddow and Birch 2016, section 3.2");
    page.setup("naive", kPairs);
    page.setup("learn", kPairs);
    // [paper]
    const Lines text{"dough", "nuts", "doughnuts", "nut", "but"};
    std::vector<Word> words;
    for (const std::string& word : text) {
        words.push_back({byte_tokens(word), 1});  // each is there once
    }
    const std::vector<Word> start = words;

    const std::vector<Round> rounds = learn(words, 100);

    std::vector<Word> more = start;
    more[2].count = 2;  // let "doughnuts" stand there once more
    learn(more, 100);
    // [/paper]
    page.cell("paper");
    page.show(paper_table(start, rounds),
              "Of equals the pair with the smaller ids is first: any fixed order would do");
    const Bpe ours = vocabulary_of(rounds);
    const Names halves = pieces_of(ours, words[2].tokens);
    page.values({{"first.pair", ours.piece(kFirstMerge)}, {"halves", halves}});
    page.values({{"first.count", rounds[0].merge.count}, {"rounds", rounds.size()}});
    page.quote(R"(["I", "love", "dough", "nuts"])", "the article");
    page.text(R"md(
        After @{rounds} rounds no pair occurs twice, and we stop: what occurs once is no pattern. Nobody
        has told the program a word of English. Yet *doughnuts* is @{halves} now, the very halves of the
        article. And whether it "might survive intact", as the article has it, is a matter of counting
        as well: let it stand there once more, and it becomes one token.)md");
    page.check("after the last round no pair occurs twice", no_pattern_left(words));
    page.check("the halves of doughnuts are dough and nuts", halves == Names{"dough", "nuts"});
    page.check("doughnuts once more, and it survives intact", more[2].tokens.size() == 1);
    page.check("the library glues the same, and stops where we stop",
               Bpe::train(text, 100) == ours);
    page.exercise("1.1", "Find the most frequent pair.");
    page.exercise("1.2", "Glue it.");
}

void on_the_corpus(Page& page, const std::string& sentence, const Text& text, int most,
                   const std::vector<Merge>& merges, const Bpe& bpe) {
    page.section("Merge by merge, on the book's own sentences");
    page.text(R"md(
        Now the @{lines:,} sentences. First they are cut into *words*, so that nothing is glued across
        them. A space belongs to the word behind it, and is printed as ␣. So these words, one behind the
        other, are the text again, and nobody need remember where the spaces were.)md");
    page.setup("counted", kPairs);
    // [corpus]
    std::vector<Word> words = counted(text.read);
    const long before = total(words);  // tokens, all of them bytes

    const std::vector<Round> rounds = learn(words, most);
    // [/corpus]
    page.cell("corpus");
    page.show(merge_table(rounds, before, text.read.size()),
              "What each merge saves: by so many tokens the text is shorter");
    bool saves = true;
    bool falls = true;
    for (std::size_t r = 0; r < rounds.size(); ++r) {
        const Merge& merge = rounds[r].merge;
        const long saved = tokens_before(rounds, r, before) - rounds[r].left;
        if (!saves_what_it_counted(merge, saved)) saves = false;
        if (r > 0 && merge.count > rounds[r - 1].merge.count) falls = false;
    }
    page.check("a merge saves one token for each time that the two stood together", saves);
    page.check("no merge saves more than the one before", falls);
    page.check("our merges are the library's, with the same counts",
               std::equal(rounds.begin(), rounds.end(), merges.begin(), merges.end(), same_merge));
    page.check("the cut words are the text again",
               pieces_join_again(together(text.read, text.french)));
    page.values({{"own", pieces_of(bpe, bpe.encode(sentence))}, {"merges", rounds.size()}});
    page.values(
        {{"first.saves", rounds[0].merge.count}, {"last.saves", rounds.back().merge.count}});
    page.text(R"md(
        First come pairs of letters that English is fond of, then endings and short words, then words:
        each made of two tokens that were there before it. The first merge saves @{first.saves:,} tokens,
        number @{merges} still @{last.saves}. The sentence of this page is now @{own}.)md");
    page.show(
        Figure{"glued", "What was glued to what, and in which merge",
               "A tree: a word is made of tokens, those of smaller ones, down to single bytes.",
               tree_of(bpe, merges, longest_piece(sentence))});
}

void there_and_back(Page& page, const Text& text, const Bpe& bpe,
                    const std::vector<Merge>& merges) {
    page.section("There and back");
    page.text(R"md(
        Text that comes later is read as the old one was glued: its bytes, and then each merge, in the
        order in which they were learnt, wherever it fits.)md");
    page.setup("encode", kPairs);
    page.guess("Why so slowly? Would taking the longest token that fits not do the same?",
               "No: of @{pieces:,} words @{differ} become other tokens, such as *@{trap.word}*.");
    // [readings]
    const Lines lines = together(text.unread, text.french);
    std::map<std::string_view, Tokens> ours;  // each piece of theirs once
    bool same = true;

    for (const std::string& line : lines) {
        Tokens tokens;
        for (std::string_view piece : split_pieces(line)) {
            if (ours.count(piece) == 0) {
                ours[piece] = encode(piece, merges);
            }
            const Tokens& more = ours[piece];
            tokens.insert(tokens.end(), more.begin(), more.end());
        }
        if (tokens != bpe.encode(line)) same = false;
    }
    // [/readings]
    page.cell("readings");
    page.check("our lines and the library cut every new sentence alike", same);
    const Trap trap = longest_first_trap(bpe, ours);
    page.setup("longest", kPieces);
    page.check("the longest token first is another reading", trap.pieces > 0);
    page.values({{"pieces", ours.size()}, {"differ", trap.pieces}, {"trap.word", trap.word}});
    page.values({{"trap.right", trap.in_order}, {"trap.longest", trap.longest_first}});
    page.text(R"md(
        In the order of learning *@{trap.word}* is @{trap.right}; longest first, it is @{trap.longest}.
        Both spell the word, and the second may even look better. But whoever trains a model has to
        choose, and whoever uses it must cut as it was trained: other ids are another text. (BERT's
        WordPiece does take the longest first, and is trained so.)

        The way back is easy: put the bytes of the tokens one behind the other. What comes out should be
        what went in, for every text, and for what is no text at all.)md");
    page.exercise("1.3", "Cut a word with merges that are given.");
    // [back]
    for (const Lines& some : {text.read, text.unread, text.french}) {
        for (const std::string& line : some) {
            const std::string back = bpe.decode(bpe.encode(line));
            page.check("every sentence comes back", back == line);
        }
    }

    Rng rng(page.seed());
    for (int i = 0; i < 1000; ++i) {
        const std::string noise = random_bytes(rng, 60) + "<begin> I <end>";
        const Tokens tokens = bpe.encode(noise);
        page.check("random bytes come back", bpe.decode(tokens) == noise);

        const int least = *std::min_element(tokens.begin(), tokens.end());
        const bool special = least <= std::max(kBegin, kEnd);
        page.check("no text becomes <begin> or <end>", !special);
    }
    // [/back]
    page.cell("back");
}

void how_many(Page& page, const Text& text, const Bpe& whole, int most) {
    page.section("How large a vocabulary?");
    const Sizes sizes = sizes_of(whole, text);
    UnitList words{words_of};
    words.read(text.read);
    page.setup("sizes", kTables);
    page.show(sizes_figure(sizes, words.mean_length(), kFirstMerge + most));
    page.show(sizes_table(sizes),
              "Tokens in a sentence, read and unread; share of the merged tokens that is rare");
    page.values({{"rare", sizes.rare.back()}, {"rare.limit", kRare}});
    page.text(R"md(
        The first merges save most, the last ones next to nothing. And a large vocabulary has a price.
        Each token will get numbers of its own (chapter 02), which are learnt only where it occurs. Of all
        that can be glued here, @{rare:.0%} occur fewer than @{rare.limit} times. Too few tokens: long
        sentences, and spelling to be learnt. Too many: tokens that hardly ever get any practice. What is
        right depends on how much text there is to learn from. Turn the knob: `--rounds`.)md");
    const std::vector<double>& read = sizes.read;
    const std::vector<double>& rare = sizes.rare;
    page.check("more merges make the text shorter", std::is_sorted(read.rbegin(), read.rend()));
    for (std::size_t i = 0; i < read.size(); ++i) {
        const double longer = sizes.unread[i] / read[i] - 1;
        page.check("a vocabulary serves new text as well, to 10%", std::abs(longer) < 0.1);
    }
    page.check("the larger the vocabulary, the more of it is rare", rare.back() > rare[1]);
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

    three_answers(page, knobs.sentence, text);
    on_paper(page);
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
    page.end(
        {.recap = "Ids of *pieces*: frequent words whole, rare ones in parts, the rest in bytes.",
         .next = "An id is a name and says nothing of its word. How does a word become a place?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({1, "tokens", "What does a model read?"}, declare, build);
}

}  // namespace chapter_01
