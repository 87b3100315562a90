// `./book embed`: what an encoder of BERT's family makes of sentences, lines of standard input or words
// behind the options: how alike they are, or with --json the rows of numbers themselves.
//
// With --json a line is answered as soon as it is whole, so another program can ask and wait; lines that
// are there already are answered together. The first line that is not what it should be ends the run with
// status 2; what stands before it is answered.
#pragma once

namespace book {

int embed_main(int argc, char** argv);

}  // namespace book
