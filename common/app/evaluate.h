// `./book evaluate`: BLEU of a model on a file, or of any file of translations.
#pragma once

namespace book {

int evaluate_main(int argc, char** argv);

}  // namespace book
