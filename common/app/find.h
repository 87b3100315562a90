// ./book find: where the book speaks of something.
#pragma once

namespace book {

int find_main(int argc, char** argv);

}  // namespace book
