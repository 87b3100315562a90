// `./book tokenize`: a model's tokenizer, or GPT-2's, line by line: a JSON string in, a JSON array of
// ids out, or with --decode the way back. Special tokens of a model are recognised; --plain: they are
// text.
//
// A line is answered as soon as it is whole, so another program can ask and wait. The first line
// that is not what it should be ends the run with status 2; what stands before it is answered.
//
// The ways of the reference, gpt-3-encoder, are kept: half of a surrogate pair ("\ud800") counts as
// U+FFFD, and so does what is broken when the bytes of ids are read as UTF-8. One is not: a byte
// order mark at the beginning of what is decoded stays there.
#pragma once

namespace book {

int tokenize_main(int argc, char** argv);

}  // namespace book
