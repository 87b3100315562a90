// ./book watch: checks an exercise at every save, and goes on to the next when it is right.
#pragma once

namespace book::teacher {

int watch_main(int argc, char** argv);

}  // namespace book::teacher
