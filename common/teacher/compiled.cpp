#include "teacher/compiled.h"

#include <fstream>
#include <system_error>

#include "host/files.h"
#include "teacher/progress.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

std::string text_if_there(const fs::path& file) {
    std::error_code none;
    return fs::is_regular_file(file, none) ? text_of(file) : "";
}

std::string stamps_of(const std::vector<fs::path>& files) {
    std::string stamps;
    for (const fs::path& file : files) stamps += change_stamp(file) + "\n";
    return stamps;
}

std::string fingerprint_of(const std::vector<fs::path>& files) {
    std::string all;
    for (const fs::path& file : files)
        all += file.filename().string() + " " + fingerprint(text_if_there(file)) + "\n";
    return fingerprint(all);
}

std::vector<fs::path> objects_of(const fs::path& text, const std::vector<fs::path>& folders) {
    const std::string name = text.filename().string() + ".o";
    std::vector<fs::path> objects;
    std::error_code none;
    for (const fs::path& folder : folders)
        for (const auto& entry : fs::recursive_directory_iterator(folder, none))
            if (entry.path().filename() == name) objects.push_back(entry.path());
    return objects;
}

}  // namespace

// The stamps first: whoever writes between the two is noticed.
Compiled::Compiled(fs::path record, std::vector<fs::path> texts, std::vector<fs::path> folders)
    : record_(std::move(record)),
      texts_(std::move(texts)),
      folders_(std::move(folders)),
      stamps_(stamps_of(texts_)) {
    fingerprint_ = fingerprint_of(texts_);
}

void Compiled::forget() const {
    std::error_code none;
    fs::remove(record_, none);
    for (const fs::path& object : objects_of(texts_.at(0), folders_)) fs::remove(object, none);
}

void Compiled::forget_stale() const {
    if (text_if_there(record_).rfind(fingerprint_, 0) != 0) forget();
}

bool Compiled::still_there() const { return stamps_of(texts_) == stamps_; }

bool Compiled::made_something() const { return !objects_of(texts_.at(0), folders_).empty(); }

void Compiled::keep(const std::string& words) const {
    std::ofstream(record_, std::ios::binary) << fingerprint_ << "\n" << words;
}

std::string Compiled::words() const {
    const std::string record = text_if_there(record_);
    return record.rfind(fingerprint_, 0) == 0 ? record.substr(fingerprint_.size() + 1) : "";
}

}  // namespace book::teacher
