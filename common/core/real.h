// The number that everything computes with.
//
// `real` is float. The tests build the library a second time with real = double, so that a gradient
// can be compared with finite differences to eight digits. The two builds are never linked together.
#pragma once

namespace book {

#ifdef BOOK_REAL_DOUBLE
using real = double;
#else
using real = float;
#endif

}  // namespace book
