// What people ask about attention, and where the book shows the answer.
#pragma once

#include <string>
#include <vector>

namespace chapter_questions {

struct Place {
    std::string page;     // "05_softmax", as its folder is called
    std::string section;  // its heading
};

struct Asked {
    std::string question, answer;  // two sentences, or three
    std::vector<Place> places;     // where it is shown; the first is the best
};

struct Group {
    std::string title;
    std::vector<Asked> questions;
};

inline std::vector<Group> all_questions() {
    return {
        {"What attention is",
         {
             {"What exactly are queries, keys and values, and where do they come from?",
              "Each word makes three rows out of its own: a query, which says what it looks for, a "
              "key, which says "
              "what it has, and a value, which is what it gives. In self-attention all three are "
              "made from the "
              "same sentence; in encoder-decoder attention the queries come from the sentence that "
              "is being "
              "written, the keys and values from the one that was read.",
              {{"04_dot_product_attention", "A list, a sign, and something to give"},
               {"04_dot_product_attention", "From one sentence to another"}}},
             {"Why are W_Q and W_K two matrices and not one?",
              "With one matrix, looking would be mutual, and most words would look at themselves, "
              "because no other row fits a row better than the row itself does. But that is true "
              "of the scores alone: "
              "translators that were trained with one matrix did no worse here. Two allow a kind "
              "of looking that is not mutual; the paper gives no reason for them.",
              {{"04_dot_product_attention", "Could one row be list and sign at once?"},
               {"04_dot_product_attention", "One matrix for both, after training"}}},
             {"Why is the dot product a measure of how well two words fit?",
              "It multiplies the two rows column by column and adds up the products, so it is "
              "large where both "
              "are large in the "
              "same columns. Drawn as arrows, it is large if they point the same way, and larger "
              "still if they are "
              "long.",
              {{"04_dot_product_attention",
                "What a dot product measures, and what length does to it"},
               {"primer", "Multiply in pairs, add up: the dot product"}}},
             {"Why divide by √d?",
              "A score adds up d products, so its typical size grows with √d; large scores push "
              "softmax to give "
              "nearly everything to one word, and then nudging a score changes next to nothing and "
              "nothing can be "
              "learnt. Dividing by √d keeps the scores at the same size whatever the width.",
              {{"05_softmax", "Why divide by √d?"}, {"05_softmax", "Measured: what √d saves"}}},
             {"Why softmax, and not simply each score divided by the sum?",
              "Scores can be negative, and then so would the shares be. Softmax first makes every "
              "score positive, by raising e to the power of the score, which keeps the scores in "
              "order.",
              {{"05_softmax", "Three scores are not yet three shares"},
               {"05_softmax", "Softmax, on paper"}}},
             {"Can a word with the right meaning be found however far away it is?",
              "Yes: a score is one dot product, across a book just as between neighbours. What it "
              "costs "
              "is that every "
              "word is compared with every other one.",
              {{"04_dot_product_attention", "What it costs"}}},
             {"How does attention tell two meanings of the same word apart?",
              "The word's row is mixed with the values of its neighbours, and different "
              "neighbours move it to a different place. Chapter 04 does it with two kinds of jam.",
              {{"04_dot_product_attention", "Watch a meaning move"}}},
         }},
        {"Heads, positions and the other parts",
         {
             {"Why several heads instead of one of the full width? Does it cost more?",
              "One head gives one set of weights and so one average, in which what two neighbours "
              "say is blended; several heads take home several averages and keep them apart. Each "
              "head is narrower in proportion, so all together cost what one wide head costs. Our "
              "small translators show no need for several; in the paper, a single head is 0.9 BLEU "
              "worse.",
              {{"06_multi_head", "Could one head not lean to one side?"},
               {"06_multi_head", "What does it cost?"},
               {"06_multi_head", "Tried in a translator: one head, and no W_O"}}},
             {"What is W_O for; why not just put the heads side by side?",
              "Side by side, each head owns some columns, and what one has found does not meet "
              "what another has. W_O makes every column of the result from all the heads. Later "
              "layers mix the columns, too, and our small translators show no need for W_O.",
              {{"06_multi_head", "What is W_O for?"},
               {"06_multi_head", "Tried in a translator: one head, and no W_O"}}},
             {"Why are positions sines and cosines?",
              "A signal must be bounded, different everywhere, and the same for every sentence; "
              "and with sines, moving on by three words is the same turn wherever you start. "
              "Chapter 03 tries simpler signals first and shows where each of them fails.",
              {{"03_positions", "What a signal must do"},
               {"03_positions", "Why sines: three words on is the same turn everywhere"}}},
             {"Why are positions added to the word and not put beside it?",
              "Beside the word, they would make every row and every matrix wider; and putting them "
              "beside it is a special case of adding them, in which some columns are reserved. The "
              "model can "
              "learn to reserve them if that is best. Trained translators agree: on average adding "
              "did better. But their results overlap, so that is no proof.",
              {{"03_positions", "Why add the position, and not write it beside the word?"},
               {"03_positions", "Tried in a translator: added, beside, or left out"}}},
             {"Can the model read a sentence longer than any in training?",
              "The sines go on for ever, so it can be computed; but the model has never seen those "
              "signals, and "
              "it gets worse. A table of learnt positions simply ends.",
              {{"03_positions", "Longer than anything seen, and learnt positions"}}},
             {"What is the feed-forward layer for, if attention already mixes everything?",
              "Attention only averages values, which is nearly linear in them; the feed-forward "
              "layer works on each word by itself, with a bend (ReLU) in the middle, and that is "
              "where something new can be made of a mix. It also holds a large part of the "
              "parameters. Our small translators got fewer sentences right without it on average, "
              "but single training runs vary so much that this is only a hint.",
              {{"07_encoder_decoder", "Second part: each word thinks for itself"},
               {"07_encoder_decoder", "Straight and bent"},
               {"07_encoder_decoder", "Two parts, tried in trained translators"}}},
             {"What are residual connections for?",
              "Each part adds to a word's row instead of replacing it, so that a word stays "
              "recognisable however "
              "many layers follow. The slopes come back along the same straight path, which is "
              "what lets deep stacks learn.",
              {{"07_encoder_decoder", "First part: add, do not replace"},
               {"07_encoder_decoder", "Take one away"}}},
             {"Why layer norm and not batch norm?",
              "Layer norm looks at one word's row and at nothing else, so a word comes out the "
              "same whatever "
              "other sentences are computed beside it. Batch norm looks down a column, over all "
              "the words of the batch.",
              {{"07_encoder_decoder", "Why along the row, and not down the column?"}}},
             {"What are post-norm and pre-norm, and what difference does the choice make?",
              "Post-norm, the paper's, normalises after a part has been added to the path; "
              "pre-norm normalises what goes into the part and leaves the path itself alone. In "
              "our short training runs, deep post-norm stacks translated none of the sentences, "
              "and "
              "deep pre-norm stacks most of them. But pre-norm needed warm-up, too: without it, it "
              "lost "
              "a lot.",
              {{"07_encoder_decoder", "Before or after?"},
               {"07_encoder_decoder", "Two parts, tried in trained translators"},
               {"08_learning", "Warm-up: why the first steps are small"}}},
             {"Why does dropout exist, and where is it applied?",
              "In training it sets some of the numbers, chosen at random, to zero, so that the "
              "model cannot "
              "rely on any "
              "one of them. In the Transformer it comes after the sum of word and position, and "
              "after every part, before the result is added to the path.",
              {{"08_learning", "Label smoothing and dropout: against being too sure"},
               {"07_encoder_decoder", "A block"}}},
             {"Why is the embedding multiplied by √d, and why is its matrix shared with the "
              "output?",
              "The paper gives no reason for the first; with it a word is at least as long as the "
              "position that "
              "is added. Sharing saves a large matrix, and a piece that is likely next is one "
              "whose row points "
              "where the decoder's row points.",
              {{"02_embeddings", "Times √d"},
               {"07_encoder_decoder", "One table, used three times"}}},
             {"How many parameters does a model of a given size have?",
              "Four square matrices for each attention layer, two for each feed-forward layer, and "
              "a row "
              "for each piece "
              "of the vocabulary: chapter 07 adds them up line by line. The sum is a short "
              "formula, and gives "
              "what the model itself counts.",
              {{"07_encoder_decoder", "How many numbers is that?"}}},
         }},
        {"Reading and writing",
         {
             {"How does the decoder's mask work in training?",
              "Before softmax, every score for a later word is set to minus infinity, and e to "
              "that power is 0. "
              "So all the words of a sentence can be computed at once, and none has seen what it "
              "must "
              "predict.",
              {{"05_softmax", "What a mask does"}, {"07_encoder_decoder", "Nobody looks ahead"}}},
             {"What happens to the mask when words are written one at a time?",
              "The newest word is the last one, so there is nothing later to hide: its row of the "
              "mask hides "
              "nothing. Keys and values of earlier words are kept, and only the new word asks.",
              {{"05_softmax", "One word at a time"}}},
             {"Why set hidden scores to minus infinity, and not hidden weights to zero?",
              "With the hidden weights set to zero after the softmax, the weights would no longer "
              "add up to one, and what "
              "is left would "
              "still depend on the hidden words. Set to zero before it, a score is a middling "
              "score like any "
              "other.",
              {{"05_softmax", "Two ways to get the mask wrong"}}},
             {"Why do the encoder's rows become keys and values of the decoder's cross-attention?",
              "A key has to describe the value that belongs to it, so both must be made from the "
              "same row. And "
              "the French rows are what the decoder wants to know about; its own rows only ask.",
              {{"07_encoder_decoder", "Why keys and values come from the same rows"},
               {"07_encoder_decoder", "A bridge between two sentences"}}},
             {"What is teacher forcing, and what is the shift of the target by one?",
              "In training the decoder reads the right answer so far, not its own, and must say "
              "the next word: "
              "what it reads is the target, moved by one place. So every place of a sentence is an "
              "exercise, and "
              "all are done at once.",
              {{"07_encoder_decoder", "What it reads, and what it must say"},
               {"08_learning", "Why is it allowed to read the right answer?"}}},
             {"How are sentences of different lengths put in one batch?",
              "Usually they are padded to match the longest one, and a mask hides the padding. "
              "This book "
              "stacks their "
              "rows one under another and remembers where each sentence begins, so that nothing is "
              "computed for "
              "words that are not there.",
              {{"08_learning", "Many sentences at once"},
               {"07_encoder_decoder", "Sentences of unequal length"}}},
             {"Why is training done all at once, but writing word by word?",
              "In training the right words are known, so every place can be predicted in parallel. "
              "When the model "
              "writes, the next word depends on the one that has just been chosen.",
              {{"08_learning", "Why is it allowed to read the right answer?"},
               {"07_encoder_decoder", "It speaks"}}},
             {"How does the model know when to stop?",
              "The end is a piece like any other, and the model has learnt when it is likely. When "
              "it is chosen, "
              "the sentence is over.",
              {{"01_tokens", "Numbers at last"}, {"07_encoder_decoder", "It speaks"}}},
             {"What is the key-value cache, why is it valid, and what does it save?",
              "With a mask, nothing that is written later changes the keys and values of earlier "
              "words, so they "
              "can be kept. Then each step computes one new row instead of all the rows so far.",
              {{"10_full_model", "What is kept for the next piece"},
               {"11_making_it_fast", "Never work it out twice: the key-value cache"}}},
             {"Why beam search, and what is the length penalty?",
              "The likeliest first word may lead into a bad sentence, so several beginnings are "
              "kept alive at "
              "the same time. A longer sentence multiplies more probabilities and would nearly "
              "always lose, which the "
              "length penalty "
              "makes up for.",
              {{"10_full_model", "Your own sentence, and a search for it"}}},
             {"What does temperature do when sampling; what are top-k and top-p?",
              "Scores are divided by the temperature before softmax: below 1 the likely words "
              "gain, above 1 the "
              "unlikely ones. Top-k lets only the k likeliest words take part, top-p the fewest "
              "that together "
              "have a probability of p.",
              {{"05_softmax", "A second job: which word comes next?"},
               {"05_softmax", "The article's weights, and a thermostat"}}},
         }},
        {"Tokens and embeddings",
         {
             {"How is BPE learnt, and how is a new word cut?",
              "Begin with single letters or bytes, and merge the pair that occurs most often, "
              "again and again. A new word is cut by the same merges in the same order; at worst "
              "its bytes "
              "are left.",
              {{"01_tokens", "Glue the pair that occurs most often"},
               {"01_tokens", "Words that nobody has seen"}}},
             {"What does a model do with a word that it has never seen?",
              "It reads the word in several pieces, each of which it knows. Chapter 01 invents "
              "such words.",
              {{"01_tokens", "Words that nobody has seen"}}},
             {"What is an embedding, and where does it come from?",
              "It is the row of numbers that belongs to a piece; looking it up is all that happens "
              "when a "
              "sentence enters. The rows begin at random and are trained with everything else; "
              "chapter 02 first "
              "gets some by counting, which can be followed with a pencil.",
              {{"02_embeddings", "A row for each word"},
               {"02_embeddings", "You shall know a word by the company it keeps"}}},
             {"Does king − man + woman really come out near queen?",
              "It can, if what king and queen have in common and what tells man from woman lie in "
              "different directions, because they show up in different neighbours. Chapter 02 "
              "tries it "
              "on its own small world, and shows where such sums work and where they do not.",
              {{"02_embeddings", "King − man + woman"}}},
         }},
        {"Learning",
         {
             {"How do gradients flow through softmax and attention?",
              "The way back goes through the same places in the opposite order: the values get "
              "their share through the weights, and the weights theirs through the values; softmax "
              "compares each weight's gradient with "
              "the average of them all; the scores pass it on to queries and keys. Chapter 08 does "
              "it with one query "
              "and three keys.",
              {{"08_learning", "The way back through attention"},
               {"08_learning", "Softmax with cross-entropy: p − y"}}},
             {"What is warm-up for, and what is the learning-rate schedule of the paper?",
              "The first steps of an untrained model can easily be too large, so the rate rises "
              "slowly at first; then it falls in proportion to one over the root of the number of "
              "the step. "
              "Pre-norm does not make it unnecessary: deep pre-norm translators got far fewer "
              "sentences right without it. Chapter 08 has the formula with the paper's values.",
              {{"08_learning", "Warm-up: why the first steps are small"},
               {"07_encoder_decoder", "Two parts, tried in trained translators"}}},
             {"What does label smoothing do to the loss, and to BLEU?",
              "The loss can no longer fall to zero, because the model is asked to keep a little "
              "doubt, and even measured without smoothing it was worse in our trials, with every "
              "seed. The paper reports that BLEU gets better; our trials could not decide that.",
              {{"08_learning", "Label smoothing, tried in translators"},
               {"08_learning", "Label smoothing and dropout: against being too sure"}}},
             {"How can I trust a gradient?",
              "Nudge a number, watch the loss, and compare with what the gradient promised. Every "
              "operation in this book is checked in this way.",
              {{"08_learning", "Trust no gradient that you have not checked"}}},
             {"How many examples, how long, how good: what does it take to train a translator?",
              "In the small world of this book, tens of thousands of sentence pairs and half a "
              "minute. Real language takes far more of everything, and the model still makes "
              "mistakes.",
              {{"10_full_model", "What does it take to train a translator?"},
               {"10_full_model", "The exam"}}},
             {"What is BLEU, with its brevity penalty?",
              "It counts how many runs of one to four words a translation shares with a human one. "
              "Because short "
              "translations would score too easily, those shorter than the human one are marked "
              "down.",
              {{"10_full_model", "A mark between right and wrong: BLEU"}}},
             {"What do trained heads look at? Are attention weights an explanation?",
              "Some follow the word that is being translated, some the neighbour, some the end of "
              "the sentence. A "
              "weight says from which row something was taken, and not what was taken, nor why.",
              {{"10_full_model", "What individual heads do, and what breaks without them"},
               {"10_full_model", "Where it looks"},
               {"06_multi_head", "What do trained heads look at?"}}},
         }},
        {"Before and after",
         {
             {"How does the cost of attention grow with the number of words, compared with that of "
              "an RNN?",
              "Attention compares all pairs, so its work grows with the square of the number of "
              "words; an "
              "RNN's grows in proportion, but each step must wait for the one before. Which is "
              "faster "
              "depends on the length and on the machine: chapter 09 times both.",
              {{"04_dot_product_attention", "The bill, counted"},
               {"09_rnn_comparison", "What it costs"}}},
             {"Why did RNNs forget, and what did the LSTM's gate change?",
              "What the first word said passes through every later step, and is multiplied by "
              "about the same "
              "factor each time. A gate can hold that factor near one.",
              {{"09_rnn_comparison", "Why a state forgets"},
               {"09_rnn_comparison", "What gates are for"}}},
             {"When would you still use an RNN?",
              "Where the text never ends and there is little room: its state stays the same size. "
              "Chapter 09 "
              "lists the cases.",
              {{"09_rnn_comparison", "When a recurrent network is the better choice"}}},
             {"What is Bahdanau's additive attention, and how does it differ from the dot product?",
              "It adds query and key, bends the sum, and weights it with a learnt row: a small "
              "network instead of "
              "a product. The dot product needs no parameters of its own, and all the scores are "
              "one "
              "matrix product.",
              {{"09_rnn_comparison", "Before the dot product: Bahdanau's additive attention"}}},
             {"How do you get from this model to GPT, BERT and today's chat models?",
              "Keep only the decoder and let it predict the next piece of any text: that is GPT; "
              "keep only the "
              "encoder and let it fill gaps: that is BERT. A chat model is a GPT that was trained "
              "further on "
              "good answers and on people's preferences.",
              {{"00_overview", "From this machine to GPT, BERT and chat models"}}},
         }},
    };
}

}  // namespace chapter_questions
