// `./book train`: trains a translator, on the book's corpus or on the reader's own text.
//
// The checkpoint goes to --model, by default to trained.safetensors; beside it, in MODEL.resume, lies
// what --resume needs to go on to the same bits. The book's own model, which chapter 10 trains, is
// another file: neither is ever written over the other.
//
// A training owns both files from its first moment on: what an earlier one left there is kept as
// MODEL.before and MODEL.resume.before, and while MODEL.lock is held no other may begin or go on.
#pragma once

namespace book {

int train_main(int argc, char** argv);

}  // namespace book
