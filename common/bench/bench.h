// `./book bench`: how fast this machine is, beside the libraries that are installed.
#pragma once

namespace book {

int bench_main(int argc, char** argv);

}  // namespace book
