// Wrong answers that beginners write, with the functions of the exercises played by whichever of them is
// on stage (stage.cpp). So they are checked as a reader's answer is: by way of the same description.
#pragma once

#include <any>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace beginners {

struct Beginner {
    std::string exercise;         // "5.1"
    std::string name;             // "the total is not reset from row to row"
    std::vector<std::any> parts;  // std::functions: for each function of the exercise its own
};

struct Told {
    std::string exercise, name;  // of the beginner
    std::vector<std::string>
        answers;  // "carries_the_total_on", "factor", "forgets_the_bias + factor"
};
const std::vector<Told>& told();

class Beginners {
  public:
    // One function, or two for an exercise that asks for two.
    template <class... Fs>
    void add(std::string exercise, std::string name, Fs... fs) {
        all_.push_back({std::move(exercise), std::move(name), {std::function(std::move(fs))...}});
    }
    const std::vector<Beginner>& all() const { return all_; }

  private:
    std::vector<Beginner> all_;
};

void chapters_01_02_03(Beginners& all);
void chapter_04(Beginners& all);
void chapter_05(Beginners& all);
void chapter_06(Beginners& all);
void chapter_07(Beginners& all);
void chapter_08(Beginners& all);
void chapter_09(Beginners& all);
void chapter_10(Beginners& all);
void chapter_11(Beginners& all);
void chapter_12(Beginners& all);
void held_out(Beginners& all);
// Right ones.
void other_ways(Beginners& all);

// From now on the functions of the exercises are those of this one, which has to outlive their calls.
void go_on_stage(const Beginner& beginner);

}  // namespace beginners
