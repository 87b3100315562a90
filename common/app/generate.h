// `./book generate`: a language model goes on with a text, holds a conversation, or says in JSON what it
// would write.
#pragma once

namespace book {

int generate_main(int argc, char** argv);

}  // namespace book
