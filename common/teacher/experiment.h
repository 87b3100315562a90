// ./book experiment: the open experiments at the end of the book, judged by a rubric.
#pragma once

namespace book {

int experiment_main(int argc, char** argv);

}  // namespace book
