// What the sizes of any model of ours have to be: limits, shares, and room in this machine.
#pragma once

#include <cstddef>

namespace book {

// Far above what a processor trains in a lifetime, far below where a product could overflow.
inline constexpr int kLargestVocabulary = 1 << 24;
inline constexpr int kLargestWidth = 1 << 16;
inline constexpr int kMostLayers = 1000;

// Each of them throws a SettingError that names the fields (core/settings.h).
void require_range(const char* field, int value, int smallest, int largest);
void require_equal_heads(int width, int heads);
void require_dropout(double dropout);
// Values and gradients, as a model keeps them, and `numbers` more.
void require_room(std::size_t parameters, std::size_t numbers);

}  // namespace book
