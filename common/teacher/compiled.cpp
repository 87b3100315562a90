#include "teacher/compiled.h"

#include <fstream>
#include <sstream>
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
//
// A record is the fingerprint of the texts, that of the files that were read, their names, a line each,
// an empty line, and the compiler's words.
Compiled::Compiled(fs::path record, std::vector<fs::path> texts, std::vector<fs::path> folders)
    : record_(std::move(record)),
      texts_(std::move(texts)),
      folders_(std::move(folders)),
      stamps_(stamps_of(texts_)) {
    fingerprint_ = fingerprint_of(texts_);
    std::istringstream lines(text_if_there(record_));
    std::string of_texts, of_read;
    std::getline(lines, of_texts);
    std::getline(lines, of_read);
    for (std::string name; std::getline(lines, name) && !name.empty();) read_.emplace_back(name);
    stamps_ += stamps_of(read_);
    has_record_ = of_texts == fingerprint_ && of_read == fingerprint_of(read_);
    if (has_record_) words_.assign(std::istreambuf_iterator<char>(lines), {});
}

void Compiled::forget() const {
    std::error_code none;
    fs::remove(record_, none);
    for (const fs::path& object : objects()) fs::remove(object, none);
}

void Compiled::forget_stale() const {
    if (!has_record_) forget();
}

bool Compiled::still_there() const { return stamps_of(texts_) + stamps_of(read_) == stamps_; }

std::vector<fs::path> Compiled::objects() const { return objects_of(texts_.at(0), folders_); }

bool Compiled::has_record() const { return has_record_; }

void Compiled::keep(const std::string& words, const std::vector<fs::path>& read) const {
    std::ofstream out(record_, std::ios::binary);
    out << fingerprint_ << "\n" << fingerprint_of(read) << "\n";
    for (const fs::path& file : read) out << file.string() << "\n";
    out << "\n" << words;
}

std::string Compiled::words() const { return words_; }

}  // namespace book::teacher
