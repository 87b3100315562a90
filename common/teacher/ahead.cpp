#include "teacher/ahead.h"

#include "core/require.h"

namespace book::teacher {

void Ahead::begin(const Exercise& exercise, Workshop workshop) {
    stop();
    stopped_ = false;
    workshop.stop = [this] { return stopped_.load(); };
    builder_ = std::thread([&exercise, workshop] {
        try {
            build_ahead(exercise, workshop);
        } catch (const Error&) {  // whoever asks for its verdict will be told
        }
    });
}

void Ahead::stop() {
    stopped_ = true;
    if (builder_.joinable()) builder_.join();
}

}  // namespace book::teacher
