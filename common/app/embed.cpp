#include "app/embed.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "app/standard_input.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/parallel.h"
#include "core/require.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "language/sentence_encoder.h"
#include "notebook/table.h"
#include "render/table.h"
#include "text/utf8.h"

namespace book {
namespace {

constexpr int kTokensTogether = 4096;      // of texts that are embedded at once, more or less
constexpr std::size_t kMostInMatrix = 10;  // sentences: with more, each has its nearest one shown
constexpr std::size_t kMostCompared = 1000;
constexpr int kShownWidth = 36;  // columns of a sentence in a table

struct EmbedCommand {
    std::string model;
    std::vector<std::string> texts;
    bool json = false;
    int threads = hardware_threads();
};

// ---- sentences come in ------------------------------------------------------------------------------

using UseText = std::function<void(const std::string& text, const std::string& place)>;

// Every text, with the words by which a complaint begins; `before_waiting` is called when no more are there
// yet.
void for_each_text(const EmbedCommand& c, const UseText& use,
                   const std::function<void()>& before_waiting) {
    for (std::size_t i = 0; i < c.texts.size(); ++i) use(c.texts[i], fmt::format("text {}", i + 1));
    if (!c.texts.empty()) return;
    const bool is_asked = is_terminal(Stream::input);
    if (is_asked)
        print_to_stderr(fmt::format("Type sentences, each on a line; Ctrl-D ends{}.\n",
                                    c.json ? "" : " and compares them"));
    StandardInput input(is_asked ? "line" : kStandardInput, [&] {
        before_waiting();
        if (is_asked) print_to_stderr("> ");
    });
    for (std::string line; input.next(line);) use(line, input.at().place());
    if (is_asked) print_to_stderr("\n");
}

std::vector<int> ids_of(const SentenceEncoder& encoder, const std::string& text,
                        const std::string& place) {
    try {
        return encoder.encode(text);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", place, error.what()));
    }
}

// ---- rows come out ----------------------------------------------------------------------------------

// Collects texts, and embeds them when they are many, or when nobody brings another one.
class Embedder {
  public:
    using UseRow = std::function<void(const std::vector<int>& ids, std::span<const real> row)>;
    Embedder(const SentenceEncoder& encoder, UseRow use)
        : encoder_(encoder), use_(std::move(use)) {}

    void add(const std::string& text, const std::string& place) {
        texts_.push_back(ids_of(encoder_, text, place));
        tokens_ += std::ssize(texts_.back());
        if (tokens_ >= kTokensTogether) finish();
    }
    void finish() {
        if (texts_.empty()) return;
        const Matrix rows = encoder_.embed(texts_);
        for (int i = 0; i < rows.rows(); ++i) use_(texts_[i], rows.row(i));
        texts_.clear();
        tokens_ = 0;
    }

  private:
    const SentenceEncoder& encoder_;
    UseRow use_;
    std::vector<std::vector<int>> texts_;
    std::ptrdiff_t tokens_ = 0;
};

// Each number is the shortest text that reads back as the same float.
int print_json(const SentenceEncoder& encoder, const EmbedCommand& c) {
    std::string out;
    Embedder embedder(encoder, [&](const std::vector<int>& ids, std::span<const real> row) {
        out += fmt::format("{{\"ids\":[{}],\"embedding\":[{}]}}\n", fmt::join(ids, ","),
                           fmt::join(row, ","));
    });
    const auto answer = [&] {
        embedder.finish();
        print_to_stdout(out);
        out.clear();
    };
    const auto add = [&](const std::string& text, const std::string& place) {
        embedder.add(text, place);
    };
    try {
        for_each_text(c, add, answer);
    } catch (const InputError&) {
        answer();  // the lines before it were right
        throw;
    }
    answer();
    return 0;
}

// ---- the table of cosines ---------------------------------------------------------------------------

std::string numbered(std::size_t i, const std::string& sentence) {
    return fmt::format("{}  {}", i + 1, clip(printable(sentence), kShownWidth));
}

Table matrix_of_cosines(const std::vector<std::string>& sentences, const Matrix& cosine) {
    std::vector<Column> columns{""};
    for (std::size_t i = 0; i < sentences.size(); ++i)
        columns.emplace_back(fmt::format("{}", i + 1), ".3f");
    Table table(columns);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        std::vector<Cell> cells{numbered(i, sentences[i])};
        for (real x : cosine.row(static_cast<int>(i))) cells.emplace_back(x);
        table.add_row(std::move(cells));
    }
    return table;
}

Table table_of_nearest(const std::vector<std::string>& sentences, Matrix cosine) {
    Table table{"sentence", "nearest to it", {"cosine", ".3f"}};
    for (int i = 0; i < cosine.rows(); ++i) {
        cosine(i, i) = -std::numeric_limits<real>::infinity();  // not itself
        const int nearest = argmax(cosine.row(i));
        const auto name = [&](int k) { return numbered(k, sentences[k]); };
        table.add(name(i), name(nearest), cosine(i, nearest));
    }
    return table;
}

int print_cosines(const SentenceEncoder& encoder, const EmbedCommand& c) {
    std::vector<std::string> sentences;
    std::vector<real> numbers;
    Embedder embedder(encoder, [&](const std::vector<int>&, std::span<const real> row) {
        numbers.insert(numbers.end(), row.begin(), row.end());
    });
    const auto add = [&](const std::string& text, const std::string& place) {
        if (tidy(text).empty()) return;  // a line that parts others
        require_input(sentences.size() < kMostCompared,
                      "{}: more than {} sentences: --json gives the embeddings of any number",
                      place, kMostCompared);
        sentences.push_back(text);
        embedder.add(text, place);
    };
    for_each_text(c, add, [] {});
    embedder.finish();
    require_input(sentences.size() > 1, "{}: two are needed to compare",
                  sentences.empty() ? "there is no sentence" : "there is only one sentence");
    const int n = static_cast<int>(sentences.size());
    const Matrix cosine =
        cosines({numbers.data(), {n, encoder.config().width}, encoder.config().width});
    const Table table = sentences.size() <= kMostInMatrix ? matrix_of_cosines(sentences, cosine)
                                                          : table_of_nearest(sentences, cosine);
    print_to_stdout("Cosines: 1 is the same direction, 0 a right angle.\n\n");
    print_to_stdout(to_terminal(table, detect_terminal()));
    return 0;
}

}  // namespace

int embed_main(int argc, char** argv) {
    EmbedCommand c;
    Options options("./book embed",
                    "Turns sentences, lines of standard input or TEXTs, into rows of numbers by a "
                    "model of BERT's family, and shows how alike they are.");
    options.positional("TEXT", c.texts, 0, 1000, "a sentence; none: they are read line by line");
    options.add("model", c.model, "FOLDER",
                "a model's folder, with its config.json, model.safetensors, and tokenizer.json or "
                "vocab.txt");
    options.add("json", c.json,
                "print the numbers, and the ids of the tokens: a JSON object for each sentence");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(c.threads);
        require_input(!c.model.empty(),
                      "--model FOLDER is missing: a model of BERT's family, such "
                      "as all-MiniLM-L6-v2");
        const SentenceEncoder encoder = SentenceEncoder::open(c.model);
        return c.json ? print_json(encoder, c) : print_cosines(encoder, c);
    });
}

}  // namespace book
