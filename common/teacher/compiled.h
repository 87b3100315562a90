// Which texts the objects in the build folder were compiled from.
//
// A build tool goes by the times of files, and those say nothing about what stands in them: mv, cp -p,
// rsync -a, tar and git keep times or set them back, and an older text then looks compiled long ago. So
// the texts are read here before every build, and what was made of others is removed. (Or of nobody
// knows which: a build that was ended leaves no record.) Those that the compiler read besides, by an
// #include of the reader's, are known after the first build, and read before every later one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book::teacher {

class Compiled {
  public:
    // Reads the texts. `record` is where it is kept what the objects were made of; they lie somewhere
    // under these folders, and are called after the first text.
    Compiled(std::filesystem::path record, std::vector<std::filesystem::path> texts,
             std::vector<std::filesystem::path> folders);

    void forget_stale() const;  // before a build: what was made of other texts
    void forget() const;        // or of whatever
    bool still_there() const;   // after a build: nobody has touched the texts meanwhile
    std::vector<std::filesystem::path> objects() const;  // that there are
    bool has_record() const;                             // of these texts as they are
    // The record: what the compiler said, and which files it has read, as far as they are no part of
    // the system. Where nothing was compiled anew, what it had read is still known.
    void keep(const std::string& words, const std::vector<std::filesystem::path>& read) const;
    void keep(const std::string& words) const { keep(words, read_); }
    std::string words() const;  // what it said; "" if there is no record of these texts

  private:
    std::filesystem::path record_;
    std::vector<std::filesystem::path> texts_, folders_;
    std::string fingerprint_, stamps_;
    std::vector<std::filesystem::path> read_;  // by the compiler, the last time
    bool has_record_ = false;
    std::string words_;
};

}  // namespace book::teacher
