// `./book train`: trains a translator, on the book's corpus or on the reader's own text.
//
// The checkpoint goes to --model, by default to trained.safetensors; beside it, in MODEL.resume, lies
// what --resume needs to go on to the same bits. The book's own model, which chapter 10 trains, is
// another file: neither is ever written over the other.
#pragma once

namespace book {

int train_main(int argc, char** argv);

}  // namespace book
