// The alphabet in which byte-level vocabularies are published: a printable sign for each of the 256
// bytes, itself if it is printable, else one from U+0100 on (Radford et al. 2019, the published
// code). A space is Ġ.
#pragma once

#include <string>
#include <string_view>

namespace book {

// The bytes that `token` stands for; "" if it is empty or has a sign of another alphabet.
std::string bytes_of_signs(std::string_view token);

// A stranger's token, short and printable, for a complaint.
std::string shown_token(std::string_view token);

}  // namespace book
