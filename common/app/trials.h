// `./book trials`: the book's translator with one part changed, trained and examined.
#pragma once

namespace book {

int trials_main(int argc, char** argv);

}  // namespace book
