// `./book translate`: reads lines, writes lines; on a terminal it talks at a prompt.
#pragma once

namespace book {

int translate_main(int argc, char** argv);

}  // namespace book
