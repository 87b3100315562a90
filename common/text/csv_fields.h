// A line of a file of results, taken apart from the left. Files of results are untrusted: whoever
// edited one is told in one line which field is wrong, and what to do.
#pragma once

#include <string>
#include <utility>

#include "core/read_number.h"
#include "core/require.h"

namespace book {

class CsvFields {
  public:
    // `where` ("results.csv:7") begins every complaint, and `advice` ends it.
    CsvFields(std::string line, std::string where, std::string advice = "delete the line")
        : rest_(std::move(line)), where_(std::move(where)), advice_(std::move(advice)) {}

    bool has_more() const { return !ended_; }

    std::string text(const char* what) {
        require_input(!ended_, "{}: ends before its {}; {}", where_, what, advice_);
        const std::size_t comma = rest_.find(',');
        std::string field = rest_.substr(0, comma);
        ended_ = comma == std::string::npos;
        rest_.erase(0, ended_ ? comma : comma + 1);
        return field;
    }
    template <class T>
    void number(const char* what, T& to) {
        const std::string field = text(what);
        require_input(read_whole_number(field, to) == std::errc(), "{}: \"{}\" is no {}; {}",
                      where_, field, what, advice_);
    }
    void end() const { require_input(ended_, "{}: has more than it should; {}", where_, advice_); }

  private:
    std::string rest_, where_, advice_;
    bool ended_ = false;
};

}  // namespace book
