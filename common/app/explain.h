// `./book explain "sentence"`: every number on the way from a sentence to its translation.
#pragma once

namespace book {

int explain_main(int argc, char** argv);

}  // namespace book
