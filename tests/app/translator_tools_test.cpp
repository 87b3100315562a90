#include <signal.h>
#include <stdlib.h>

#include <atomic>
#include <cstring>
#include <thread>

#include "app/evaluate.h"
#include "app/explain.h"
#include "app/run_in_process.h"
#include "app/train.h"
#include "app/translate.h"
#include "catch.h"
#include "core/clock.h"
#include "environment_variable.h"
#include "formats/safetensors.h"
#include "full_disk.h"
#include "host/lock.h"
#include "json.h"
#include "model/model_files.h"

using namespace book;

namespace {

using Words = std::vector<std::string>;

// A few sentences, as two files and as one, and a model of a few numbers.
struct SmallText {
    TemporaryFolder folder;
    std::string source, target, pairs;
    std::string model = folder.path("model");

    SmallText() {
        std::string fr, en, both;
        for (const char* who : {"chien|dog", "chat|cat", "homme|man", "roi|king"})
            for (const char* what : {"mange|eats", "aime|loves", "voit|sees"})
                for (const char* whom : {"le pain|the bread", "le lait|the milk"}) {
                    const auto half = [](const std::string& s, bool first) {
                        const std::size_t bar = s.find('|');
                        return first ? s.substr(0, bar) : s.substr(bar + 1);
                    };
                    const std::string f = "le " + half(who, true) + " " + half(what, true) + " " +
                                          half(whom, true),
                                      e = "the " + half(who, false) + " " + half(what, false) +
                                          " " + half(whom, false);
                    fr += f + "\n";
                    en += e + "\n";
                    both += f + "\t" + e + "\n";
                }
        source = folder.write("fr", fr);
        target = folder.write("en", en);
        pairs = folder.write("pairs", both);
    }

    // The arguments of a training; what `more` says replaces what stands here.
    Words training(const Words& more) const {
        const Words usual{
            "--model",        model, "--merges",         "60",   "--width",          "16",
            "--heads",        "2",   "--encoder-layers", "1",    "--decoder-layers", "1",
            "--feed-forward", "16",  "--max-length",     "32",   "--batch-tokens",   "60",
            "--warmup",       "20",  "--learning-rate",  "0.01", "--threads",        "2"};
        Words words = more;
        for (std::size_t i = 0; i < usual.size(); i += 2)
            if (std::count(more.begin(), more.end(), usual[i]) == 0)
                words.insert(words.end(), {usual[i], usual[i + 1]});
        return words;
    }
    ToolRun train(const Words& more) const { return run_in_process(train_main, training(more)); }
    bool nothing_written() const { return folder.files() == 3; }
};

std::vector<real> numbers_of(const std::string& path, const std::string& name) {
    const SafeTensors file(path);
    // Three buffers of the same length, and perhaps more of them.
    const std::size_t n = file.total_numbers() / file.names().size();
    std::vector<real> values(n);
    file.read(name, {1, static_cast<int>(n)}, values);
    return values;
}

}  // namespace

TEST_CASE("train: wrong input is refused in one line, and nothing is written", "[app]") {
    const SmallText text;
    const auto refuse = [&](const Words& more, const std::string& why) {
        const ToolRun run = text.train(more);
        INFO(run.err << run.out);
        CHECK(run.complains_of(why));
        CHECK(text.nothing_written());
    };
    const std::string folder = text.folder.path("");
    refuse({"--pairs", text.folder.path("none")}, "cannot be opened");
    refuse({"--pairs", folder}, "is a directory");
    refuse({"--source", text.source}, "need each other");
    refuse({"--source", text.source, "--target", text.target, "--pairs", text.pairs}, "replaces");
    refuse({"--source", text.source, "--target", text.target, "--swap"}, "--swap is for --pairs");
    refuse({"--pairs", text.source}, "has no tab");
    refuse({"--pairs", text.pairs, "--validation-source", text.source}, "need each other");
    refuse({"--pairs", text.pairs, "--width", "15"}, "--width 15 is not divisible by --heads 2");
    refuse({"--pairs", text.pairs, "--width", "65536", "--feed-forward", "262144",
            "--encoder-layers", "1000"},
           "GiB");
    refuse({"--pairs", text.pairs, "--width", "-1"}, "--width: -1 is not in");
    refuse({"--pairs", text.pairs, "--width", "sixteen"}, "'sixteen' is not a whole number");
    refuse({"--pairs", text.pairs, "--widht", "16"}, "widht");
    refuse({"--pairs", text.pairs, "--max-length", "5"}, "pairs:1: a sentence has");
    refuse({"--pairs", text.pairs, "stray"}, "stray");
    refuse({"--pairs", text.pairs, "--resume"}, "no such file");
    refuse({"--pairs", text.pairs, "--curve", text.folder.path("no/such/folder/c")}, "cannot be");
}

TEST_CASE("train: files that are no text are refused, with line and byte", "[app]") {
    const SmallText text;
    const TemporaryFolder other;
    const auto refuse = [&](const std::string& contents, const std::string& why) {
        const ToolRun run = text.train({"--pairs", other.write("f", contents)});
        INFO(run.err << run.out);
        CHECK(run.complains_of(why));
        CHECK(text.nothing_written());
    };
    refuse("", "is empty");
    refuse("a\tb\nc\t\xFF\n", "f:2: invalid UTF-8 at byte 3");
    refuse("\t\n\t\n", "no pair with words");
    const ToolRun run =
        text.train({"--source", text.source, "--target", other.write("f", "one\ntwo\n")});
    CHECK(run.complains_of("has 24 lines"));
    CHECK(text.nothing_written());
}

TEST_CASE("train: a place that cannot be written is refused before the work", "[app]") {
    const SmallText text;
    for (const std::string& path : {text.folder.path("no/such/folder/model"), text.folder.path(""),
                                    std::string("/proc/no/model"), std::string("/dev/full")}) {
        const ToolRun run = run_in_process(
            train_main, {"--pairs", text.pairs, "--epochs", "1000000", "--model", path});
        INFO(run.err);
        CHECK(run.refused());
        CHECK(text.nothing_written());
    }
}

TEST_CASE("train, translate, evaluate, explain: from files to a score", "[app]") {
    const SmallText text;
    const ToolRun trained = text.train({"--pairs", text.pairs, "--epochs", "60", "--json",
                                        "--validation-pairs", text.pairs, "--dropout", "0"});
    REQUIRE(trained.status == 0);
    const auto result = parse_json(trained.out);
    CHECK(result["pairs"] == 24);
    CHECK(result["validation_loss"] < 0.5);
    CHECK(trained.err.empty());

    const ToolRun translated = run_in_process(translate_main, {"--model", text.model},
                                              "le chien mange le pain\n\nle roi voit le lait");
    CHECK(translated.status == 0);
    CHECK(translated.out == "the dog eats the bread\n\nthe king sees the milk\n");
    CHECK(translated.err.empty());
    // However the same sentence comes in, it is the same to the model.
    const std::string right = "the dog eats the bread\n";
    const ToolRun same = run_in_process(
        translate_main, {"--model", text.model},
        "\xEF\xBB\xBFle chien mange le pain\rle chien\u00A0mange le pain\r\n\xEF\xBB\xBFle chien "
        "mange "
        "le\u2028pain\nle chi\u00ADen mange le pain\u200B\n\tle chien mange\x1Ble pain");
    CHECK(same.out == right + right + right + right + right);
    const ToolRun nul = run_in_process(translate_main, {"--model", text.model},
                                       std::string("le chien\nle\0chat\n", 17));
    CHECK(nul.complains_of("standard input:2: byte 3 of the line is a NUL"));
    const ToolRun beam = run_in_process(translate_main, {"--model", text.model, "--beam", "4"},
                                        "le chien mange le pain\r\n");
    CHECK(beam.out == "the dog eats the bread\n");
    const ToolRun attention = run_in_process(translate_main, {"--model", text.model, "--attention"},
                                             "le chien mange le pain\n\n");
    CHECK(attention.out.find("the dog eats the bread\n    ") == 0);
    CHECK(attention.out.find("looked at") != std::string::npos);
    CHECK(attention.out.substr(attention.out.size() - 2) == "\n\n");

    const ToolRun score = run_in_process(
        evaluate_main,
        {"--model", text.model, "--source", text.source, "--reference", text.target, "--json"});
    REQUIRE(score.status == 0);
    CHECK(parse_json(score.out)["bleu"] > 90);
    const ToolRun perfect = run_in_process(
        evaluate_main,
        {"--hypothesis", text.target, "--reference", text.source, "--reference", text.target});
    CHECK(perfect.status == 0);
    CHECK(perfect.out.find("BLEU = 100.00") == 0);
    CHECK(perfect.out.find("nrefs:2") != std::string::npos);
    const Words by_rarity{"--hypothesis", text.target,    "--reference",
                          text.target,    "--trained-on", text.target};
    const ToolRun words = run_in_process(evaluate_main, by_rarity);
    CHECK(words.out.find("words of the reference") != std::string::npos);
    Words rarity_in_json = by_rarity;
    rarity_in_json.push_back("--json");
    const auto classes = parse_json(run_in_process(evaluate_main, rarity_in_json).out);
    CHECK(classes["found_words"][0]["words"] == 0);  // none is new
    CHECK(classes["found_words"][1]["found"] == classes["found_words"][1]["words"]);

    const ToolRun explained =
        run_in_process(explain_main, {"--model", text.model, "le chien mange le pain"});
    CHECK(explained.status == 0);
    for (const char* name :
         {"the dog eats the bread", "pieces", "encoder.embeddings", "encoder.positions",
          "encoder.0.self_attention.scores.head.1", "decoder.0.cross_attention.weights.head.0",
          "decoder.0.output", "logits", "probabilities"})
        CHECK(explained.out.find(name) != std::string::npos);
    const ToolRun in_json =
        run_in_process(explain_main, {"--model", text.model, "--json", "le chien mange le pain"});
    const auto values = parse_json(in_json.out);
    CHECK(values["translation"] == "the dog eats the bread");
    CHECK(values["values"]["encoder.embeddings"].size() == values["pieces.source"].size());
    CHECK(values["steps"].size() == values["pieces.target"].size());

    // The contents come first, and one part can be had alone.
    CHECK(explained.out.find("What follows") < explained.out.find("encoder.embeddings\n"));
    const ToolRun part = run_in_process(
        explain_main, {"--model", text.model, "--only", "cross_attention.weights", "le chien"});
    CHECK(part.out.rfind("decoder.0.cross_attention.weights.head.0", 0) == 0);
    CHECK(part.out.find("encoder.") == std::string::npos);
}

TEST_CASE("translate, evaluate, explain: wrong input is refused in one line", "[app]") {
    const SmallText text;
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "1"}).status == 0);
    const auto translate = [&](const std::string& model, const std::string& input) {
        return run_in_process(translate_main, {"--model", model}, input);
    };
    CHECK(translate(text.model, "").status == 0);
    CHECK(translate(text.model, "good\nb\xE9\n").complains_of("standard input:2: invalid UTF-8"));
    CHECK(translate(text.model, "good\n" + std::string(99, '!') + "\n").complains_of("line 2 has"));
    std::string many;  // more than are answered at once: still nothing is said before the bad one
    for (int i = 0; i < 600; ++i) many += "le chien\n";
    CHECK(translate(text.model, many + std::string(99, '!')).complains_of("line 601 has"));
    CHECK(translate(text.folder.path("none"), "x").complains_of("no such file"));
    CHECK(translate(text.folder.path(""), "x").complains_of("directory"));
    CHECK(translate(text.pairs, "x").complains_of("not a checkpoint"));
    CHECK(translate(text.model + ".resume", "x").refused());
    const std::string whole = read_whole_file(text.model);
    const TemporaryFolder other;
    CHECK(translate(other.write("m", whole.substr(0, whole.size() / 2)), "x").refused());
    CHECK(translate(other.write("m", ""), "x").refused());

    const auto evaluate = [&](const Words& words) { return run_in_process(evaluate_main, words); };
    CHECK(evaluate({"--model", text.model, "--source", text.source}).complains_of("--reference"));
    CHECK(evaluate({"--reference", text.source}).complains_of("give either"));
    CHECK(evaluate({"--hypothesis", text.source, "--reference", other.write("r", "one\n")})
              .complains_of("has 24 lines"));
    CHECK(evaluate({"--hypothesis", text.source, "--reference", text.source, "--reference",
                    text.source, "--trained-on", text.source})
              .complains_of("one --reference"));
    CHECK(evaluate({"--hypothesis", other.write("h", ""), "--reference", text.source})
              .complains_of("is empty"));
    CHECK(evaluate({"--model", text.model, "--source", text.source, "--reference", text.target,
                    "--out", "/dev/full"})
              .refused());

    CHECK(run_in_process(explain_main, {"--model", text.model}).refused());
    const auto explained_only = [&](const char* name) {
        return run_in_process(explain_main, {"--model", text.model, "le", "--only", name});
    };  // a model that has learnt so little has more to complain of
    CHECK(explained_only("nosuch").status == 2);
    CHECK_THAT(explained_only("nosuch").err,
               ContainsText("nothing that is computed is called \"nosuch\"; there are"));
    CHECK_THAT(explained_only("decoder.O").err, ContainsText("did you mean decoder"));
    CHECK(run_in_process(explain_main, {"--model", text.model, "le", "--json", "--only", "x"})
              .refused());
    CHECK(run_in_process(explain_main, {"--model", text.model, " "}).complains_of("empty"));
    CHECK(run_in_process(explain_main, {"--model", text.model, "\xFF"}).complains_of("UTF-8"));
}

TEST_CASE("train: Ctrl-C saves; resumed, it is the training that was never interrupted", "[app]") {
    const SmallText text;
    const std::string state = text.model + ".resume";
    const Words data{"--source", text.source, "--target", text.target, "--average", "2"};
    const auto with = [&](Words more) {
        more.insert(more.begin(), data.begin(), data.end());
        return more;
    };
    // Until the first model is there, it waits; then it presses Ctrl-C.
    std::atomic<bool> ended{false};
    std::thread reader([&] {
        while (!std::filesystem::exists(text.model) && !ended)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (!ended) kill(getpid(), SIGINT);
    });
    const ToolRun interrupted = text.train(with({"--epochs", "100000000"}));
    ended = true;
    reader.join();
    INFO(interrupted.err);
    REQUIRE(interrupted.complains_of("--resume --model " + text.model));
    const std::size_t at = interrupted.err.find("after step ");
    REQUIRE(at != std::string::npos);
    const int step = std::stoi(interrupted.err.substr(at + 11));
    CHECK(step > 0);
    CHECK(std::filesystem::exists(text.model));

    const std::string steps = std::to_string(step + 9);
    const ToolRun resumed =
        run_in_process(train_main, {"--resume", "--model", text.model, "--steps", steps, "--json"});
    INFO(resumed.err);
    REQUIRE(resumed.status == 0);
    CHECK(parse_json(resumed.out)["steps"] == step + 9);

    const SmallText again;
    const ToolRun unbroken =
        again.train({"--source", text.source, "--target", text.target, "--average", "2", "--steps",
                     steps, "--epochs", "100000000"});
    REQUIRE(unbroken.status == 0);
    for (const char* name : {"parameters", "adam.first_moment", "adam.second_moment", "best"}) {
        const auto a = numbers_of(state, name), b = numbers_of(again.model + ".resume", name);
        REQUIRE(a.size() == b.size());
        CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(real)) == 0);
    }
    CHECK(run_in_process(train_main, {"--resume", "--model", text.model, "--width", "32"})
              .complains_of("config.width = 16, not 32"));
}

TEST_CASE("train: a disk that becomes full leaves the last good checkpoint", "[app]") {
    const SmallText text;
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "2"}).status == 0);
    const std::string model = read_whole_file(text.model),
                      state = read_whole_file(text.model + ".resume");
    const int files = text.folder.files();
    {
        const FullDisk full(model.size() / 2);
        const ToolRun run =
            run_in_process(train_main, {"--resume", "--model", text.model, "--epochs", "20"});
        INFO(run.err);
        CHECK(run.complains_of("could not be written; what was there is kept"));
    }
    CHECK(read_whole_file(text.model) == model);
    CHECK(read_whole_file(text.model + ".resume") == state);
    CHECK(text.folder.files() == files);
    CHECK(run_in_process(train_main, {"--resume", "--model", text.model, "--epochs", "3"}).status ==
          0);
}

TEST_CASE("train: a model that is gone, or another's, is there again after --resume", "[app]") {
    const SmallText text;
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "3"}).status == 0);
    const std::string model = read_whole_file(text.model);
    const auto resume = [&] {  // all its steps are done
        const ToolRun run =
            run_in_process(train_main, {"--resume", "--model", text.model, "--epochs", "3"});
        INFO(run.err);
        REQUIRE(run.status == 0);
        CHECK(run.out.find("written to  " + text.model) != std::string::npos);
        CHECK(read_whole_file(text.model) == model);
        return run;
    };
    CHECK(resume().err.empty());
    std::filesystem::remove(text.model);
    CHECK(resume().err.empty());
    std::ofstream(text.model) << "another's";
    CHECK(resume().err.find(text.model + ".before") != std::string::npos);
    CHECK(read_whole_file(text.model + ".before") == "another's");

    // Ours, and damaged: whoever reads it would be told, but nobody has to.
    std::string damaged = model;
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    std::ofstream(text.model, std::ios::binary) << damaged;
    resume();
    CHECK_FALSE(std::filesystem::exists(text.model + ".lock"));
}

TEST_CASE("train: options that are given with --resume hold from then on", "[app]") {
    const SmallText text;
    const auto resume = [&](const Words& more) {
        Words words{"--resume", "--model", text.model, "--json"};
        words.insert(words.end(), more.begin(), more.end());
        const ToolRun run = run_in_process(train_main, words);
        INFO(run.err);
        REQUIRE(run.status == 0);
        return parse_json(run.out)["epochs"].get<int>();
    };
    const std::string curve = text.folder.path("curve");
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "2", "--curve", curve}).status == 0);
    CHECK(resume({"--epochs=6", "--steps", "7"}) < 6);  // --steps is of that run alone
    CHECK(resume({}) == 6);
    CHECK(resume({"--epochs", "8"}) == 8);
    CHECK(resume({}) == 8);
    const std::string lines = read_whole_file(curve);
    CHECK(std::count(lines.begin(), lines.end(), '\n') == 1 + 8 + 1);  // and after step 7
}

TEST_CASE("train: --resume finds its files again, whatever their names", "[app]") {
    const SmallText text;
    const auto resume = [&](const Words& more) {
        Words words{"--resume", "--model", text.model};
        words.insert(words.end(), more.begin(), more.end());
        const ToolRun run = run_in_process(train_main, words);
        INFO(run.err);
        CHECK(run.status == 0);
    };
    for (const char* name : {"caf\xe9", "one\x1ftwo", "one\x1etwo", "--x", "caf\u00e9 au lait"}) {
        const std::string pairs = text.folder.write(name, read_whole_file(text.pairs));
        INFO(name);
        REQUIRE(text.train({"--pairs", pairs, "--epochs", "1", "--swap"}).status == 0);
        resume({"--epochs", "2"});
        resume({"--epochs=3"});
        resume({});
    }
    Words words = text.training({"--pairs", text.pairs, "--epochs", "1"});
    words.push_back("--");
    REQUIRE(run_in_process(train_main, words).status == 0);
    resume({"--epochs", "2"});
    resume({"--epochs", "3"});
    CHECK(text.train({"--pairs", "--x.tsv"}).complains_of("--x.tsv: cannot be opened"));
}

TEST_CASE("train: pieces that cannot change any more are not asked for in vain", "[app]") {
    const SmallText text;
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "1"}).status == 0);
    const auto resume = [&](const char* merges) {
        return run_in_process(
            train_main, {"--resume", "--model", text.model, "--epochs", "2", "--merges", merges});
    };
    CHECK(resume("5").complains_of("began with --merges 60, not 5"));
    CHECK(resume("60").status == 0);
}

TEST_CASE("train: one file is not asked to hold two things", "[app]") {
    const SmallText text;
    const auto before = text.folder.files();
    for (const char* part : {"", ".resume", ".lock", ".before", ".resume.before"}) {
        const std::string file = text.model + part;
        CHECK(text.train({"--pairs", text.pairs, "--curve", file}).complains_of("--curve "));
        const std::string spelt = std::filesystem::relative(file).string();
        CHECK(text.train({"--pairs", text.pairs, "--curve", spelt}).complains_of("--curve "));
    }
    CHECK(text.train({"--pairs", text.pairs, "--curve", text.pairs}).complains_of("to be read"));
    CHECK(text.train({"--pairs", text.pairs, "--model", text.pairs}).complains_of("to be read"));
    CHECK(text.folder.files() == before);
}

TEST_CASE("train: a training that is done keeps its best model when it is resumed", "[app]") {
    const SmallText text;
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "6", "--validate-every", "5",
                        "--best-by", "loss", "--steps", "13"})
                .status == 0);
    const std::string model = read_whole_file(text.model);
    REQUIRE(SafeTensors(text.model).metadata().text("training.step") == "13");
    REQUIRE(
        run_in_process(train_main, {"--resume", "--model", text.model, "--steps", "13"}).status ==
        0);
    CHECK(read_whole_file(text.model) == model);
}

TEST_CASE("train, translate: a state is not taken for a model", "[app]") {
    const SmallText text;
    const std::string spaced = text.folder.path("a model");
    const ToolRun run = text.train({"--pairs", text.pairs, "--epochs", "1", "--model", spaced});
    REQUIRE(run.status == 0);
    CHECK(run.out.find("--model '" + spaced + "'\n") != std::string::npos);
    CHECK(run_in_process(translate_main, {"--model", spaced + ".resume"}, "le chien\n")
              .complains_of("the state of a training"));
    CHECK(run_in_process(train_main, {"--resume", "--model", spaced + ".resume"})
              .complains_of("leave out .resume"));
}

TEST_CASE("train: a training owns its files from its first moment", "[app]") {
    const SmallText text;
    const std::string state = text.model + ".resume";
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "3"}).status == 0);
    const std::string model = read_whole_file(text.model), old = read_whole_file(state);
    {
        // Another one begins, and ends before its first examination.
        const FullDisk full(old.size() + 1000);
        const ToolRun run = text.train({"--pairs", text.pairs, "--epochs", "9", "--width", "32"});
        INFO(run.err);
        CHECK(run.status == 2);
    }
    CHECK(read_whole_file(state) == old);  // it never began
    std::filesystem::remove(text.model + ".before");
    std::filesystem::remove(state + ".before");

    std::atomic<bool> ended{false};
    std::thread reader([&] {
        while (read_whole_file(state) == old && !ended)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        // While it is at work, no other may be.
        const std::string lock = text.model + ".lock";
        CHECK((ended || std::filesystem::exists(lock)));
        if (!ended) kill(getpid(), SIGTERM);
    });
    const ToolRun run = text.train({"--pairs", text.pairs, "--epochs", "100000000", "--seed", "2",
                                    "--validate-every", "100000000"});
    ended = true;
    reader.join();
    INFO(run.err);
    CHECK(run.status == 2);
    CHECK(run.err.find("is kept as " + text.model + ".before\n") != std::string::npos);
    CHECK(run.err.find("is kept as " + state + ".before\n") != std::string::npos);
    CHECK(read_whole_file(text.model) == model);  // it had none of its own
    CHECK(read_whole_file(text.model + ".before") == model);
    CHECK(read_whole_file(state + ".before") == old);
    CHECK(run_in_process(train_main, {"--resume", "--model", text.model, "--seed", "1"})
              .complains_of("option.seed = 2, not 1"));
}

TEST_CASE("train: a second training of one model is refused while the first is at work", "[app]") {
    const SmallText text;
    {
        const SoleOwner first(text.model + ".lock");
        CHECK(text.train({"--pairs", text.pairs}).complains_of("another training is at work"));
        std::filesystem::create_symlink(text.model, text.folder.path("link"));
        CHECK(run_in_process(train_main, {"--model", text.folder.path("link"), "--resume"})
                  .complains_of("another training is at work"));
    }
    CHECK(text.train({"--pairs", text.pairs, "--epochs", "1"}).status == 0);
    CHECK_FALSE(std::filesystem::exists(text.model + ".lock"));
}

TEST_CASE("train, evaluate: what a reader named and had is kept as FILE.before", "[app]") {
    const SmallText text;
    const std::string out = text.folder.write("out", "a reader's"),
                      curve = text.folder.write("curve", "a reader's");
    const ToolRun run = text.train({"--pairs", text.pairs, "--epochs", "1", "--curve", curve});
    REQUIRE(run.status == 0);
    CHECK(run.err.find(curve + ".before") != std::string::npos);
    CHECK(read_whole_file(curve + ".before") == "a reader's");
    const Words evaluation{"--model",     text.model,  "--source", text.source,
                           "--reference", text.target, "--out",    out};
    const ToolRun evaluated = run_in_process(evaluate_main, evaluation);
    REQUIRE(evaluated.status == 0);
    CHECK(evaluated.err.find(out + ".before") != std::string::npos);
    CHECK(read_whole_file(out + ".before") == "a reader's");
    CHECK(run_in_process(evaluate_main, evaluation).err.empty());  // the same again
    CHECK(read_whole_file(out + ".before") == "a reader's");
}

TEST_CASE("train: few pairs give as many for validation as was said", "[app]") {
    const SmallText text;
    const std::string all = read_whole_file(text.pairs);
    for (const auto& [pairs, validation] : {std::pair{1, 0}, {2, 1}, {4, 1}, {20, 1}, {24, 1}}) {
        std::size_t end = 0;
        for (int i = 0; i < pairs; ++i) end = all.find('\n', end) + 1;
        for (const char* seed : {"1", "2", "3"}) {
            const ToolRun run = text.train({"--pairs", text.folder.write("few", all.substr(0, end)),
                                            "--epochs", "1", "--seed", seed, "--json"});
            INFO(run.err);
            REQUIRE(run.status == 0);
            CHECK(parse_json(run.out)["validation_pairs"] == validation);
            CHECK(parse_json(run.out)["pairs"] == pairs - validation);
        }
    }
    const ToolRun half =
        text.train({"--pairs", text.pairs, "--epochs", "1", "--json", "--validation-share", "0.5"});
    CHECK(parse_json(half.out)["validation_pairs"] == 12);
    const ToolRun none =
        text.train({"--pairs", text.pairs, "--epochs", "1", "--json", "--validation-share", "0"});
    CHECK(parse_json(none.out)["validation_pairs"] == 0);
    const std::string copies = "a\tb\na\tb\na\tb\n";
    const ToolRun same =
        text.train({"--pairs", text.folder.write("few", copies), "--epochs", "1", "--json"});
    CHECK(parse_json(same.out)["pairs"] == 3);
}

TEST_CASE("train: the words of a damaged state are refused, and no place is looked for", "[app]") {
    const SmallText text;
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "1"}).status == 0);
    const std::string path = text.model + ".resume";
    for (const std::string words :
         {"--%canonical_option%", "--epochs=%value%", "--help", "stray", "--model",
          "--epochs\x1f"
          "0"}) {
        const SafeTensors state(path);
        Metadata metadata = state.metadata();
        metadata.set("about.words", words);
        const std::string bad = text.folder.path("bad.resume");
        std::vector<real> numbers(state.total_numbers());
        std::vector<NamedMatrix> matrices;
        std::size_t begin = 0;
        for (const std::string& name : state.names()) {
            const std::size_t n = numbers_of(path, name).size();
            matrices.push_back(
                {name, {1, static_cast<int>(n)}, std::span(numbers).subspan(begin, n)});
            begin += n;
        }
        write_safetensors(bad, metadata, matrices);
        const ToolRun run =
            run_in_process(train_main, {"--resume", "--model", text.folder.path("bad")});
        INFO(words << ": " << run.err);
        CHECK(run.complains_of("bad.resume: damaged: "));
    }
}

TEST_CASE("translate, explain: what was never read in training is named, and no loop is passed on",
          "[app]") {
    const SmallText text;
    REQUIRE(text.train({"--pairs", text.pairs, "--epochs", "60", "--dropout", "0"}).status == 0);
    const auto translate = [&](const std::string& model, const std::string& input) {
        return run_in_process(translate_main, {"--model", model}, input);
    };
    CHECK(translate(text.model, "le chien mange le pain\n").err.empty());
    const ToolRun odd = translate(text.model, "le chien\nle zèbre mange le pain\n");
    INFO(odd.err);
    CHECK(odd.status == 0);
    CHECK(odd.err.find("note: \"le zèbre mange le pain\": the model never read ") == 0);
    CHECK(std::count(odd.out.begin(), odd.out.end(), '\n') == 2);
    const ToolRun explained =
        run_in_process(explain_main, {"--model", text.model, "le zèbre mange le pain"});
    CHECK(explained.status == 0);
    CHECK(explained.err.find("the model never read ") != std::string::npos);

    // A model that can say but one thing: its last norm leaves nothing else.
    const Translator translator = Translator::load(text.model);
    Translator stubborn = Translator::load(text.model);
    const int word = translator.encode("the dog").at(1);
    Parameters& p = stubborn.model().parameters();
    const std::string norm = "decoder.0.feed_forward_norm.";
    const auto row = p.find("embedding").value().row(word);
    const auto bias = p.find(norm + "bias").value().row(0);
    const auto gain = p.find(norm + "gain").value().row(0);
    for (std::size_t i = 0; i < bias.size(); ++i) {
        gain[i] = 0;
        bias[i] = 1000 * row[i];
    }
    const std::string path = text.folder.path("stubborn");
    stubborn.save(path);
    const ToolRun loop = translate(path, "le chien mange le pain\n");
    INFO(loop.out << loop.err);
    CHECK(loop.err.find(" times in a row; the translation ends there") != std::string::npos);
    CHECK(loop.out.size() < 12);

    // Whoever reads or scores a translation sees the same text, and as many steps as pieces.
    const std::string source = text.folder.write("one", "le chien mange le pain\n"),
                      said = text.folder.path("said");
    REQUIRE(run_in_process(evaluate_main, {"--model", path, "--source", source, "--reference",
                                           source, "--out", said})
                .status == 0);
    CHECK(read_whole_file(said) == loop.out);
    CHECK(run_in_process(explain_main, {"--model", path, "le chien mange le pain"}).status == 0);
    const ToolRun all =
        run_in_process(explain_main, {"--model", path, "--json", "le chien mange le pain"});
    CHECK(parse_json(all.out)["steps"].size() == parse_json(all.out)["pieces.target"].size());
}

TEST_CASE("train: --minutes ends in time, with a model", "[app]") {
    const SmallText text;
    const Stopwatch clock;
    const ToolRun run =
        text.train({"--pairs", text.pairs, "--epochs", "100000000", "--minutes", "0.01", "--json"});
    CHECK(clock.seconds() < 1.2);
    REQUIRE(run.status == 0);
    CHECK(parse_json(run.out)["end"] == "the time was up");
    CHECK(run_in_process(translate_main, {"--model", text.model}, "le chien\n").status == 0);
}

TEST_CASE("train: --swap and --lowercase reach the model", "[app]") {
    const SmallText text;
    REQUIRE(text.train({"--pairs", text.pairs, "--swap", "--lowercase", "--epochs", "60",
                        "--dropout", "0"})
                .status == 0);
    const ToolRun run =
        run_in_process(translate_main, {"--model", text.model}, "THE DOG EATS THE BREAD\n");
    CHECK(run.out == "le chien mange le pain\n");
}

TEST_CASE("train: a run that nobody watches still says what came out, and where it lies", "[app]") {
    const SmallText text;
    const Words more{"--pairs", text.pairs, "--epochs", "3"};
    const ToolRun quiet = text.train(more);
    REQUIRE(quiet.status == 0);
    CHECK(quiet.err.empty());
    for (const std::string part : {"training    ", "validation  ", "written to  ", "to use it   "})
        CHECK(quiet.out.find("\n" + part) != std::string::npos);
    CHECK(quiet.out.find(text.model + "\n") != std::string::npos);
    CHECK(quiet.out.find("./book translate --model " + text.model + "\n") != std::string::npos);
    const ToolRun verbose = text.train({"--pairs", text.pairs, "--epochs", "3", "--verbose"});
    REQUIRE(verbose.status == 0);
    // Two files are kept, and a line before the first examination.
    CHECK(std::count(verbose.err.begin(), verbose.err.end(), '\n') == 2 + 1 + 3);
    CHECK(verbose.err.find("\nepoch 3.00") != std::string::npos);
}

TEST_CASE("train: without --model it leaves the book's own model alone", "[app]") {
    const SmallText text;
    const TemporaryFolder data;
    const EnvironmentVariable home("XDG_DATA_HOME", data.path(""));
    const std::string book = make_default_model_path();
    CHECK(std::filesystem::path(book).filename() == "book.safetensors");
    const std::string mine = book.substr(0, book.rfind('/')) + "/trained.safetensors";
    const auto translate = [] { return run_in_process(translate_main, {}, "le chien\n"); };
    CHECK(
        translate().complains_of("there is no model yet: ./book run 10 or ./book train makes one, "
                                 "or name yours with --model"));

    Words words = text.training({"--pairs", text.pairs, "--epochs", "1"});
    words.erase(std::find(words.begin(), words.end(), "--model"),  // and its value
                std::find(words.begin(), words.end(), text.model) + 1);
    const ToolRun first = run_in_process(train_main, words);
    REQUIRE(first.status == 0);
    CHECK(first.out.find("./book translate\n") != std::string::npos);
    CHECK(std::filesystem::exists(mine));
    CHECK_FALSE(std::filesystem::exists(book));
    CHECK(translate().status == 0);  // there is no other

    std::ofstream(book) << "the book's";
    const ToolRun second = run_in_process(train_main, words);
    REQUIRE(second.status == 0);
    CHECK(second.out.find("./book translate --model " + mine + "\n") != std::string::npos);
    CHECK(read_whole_file(book) == "the book's");
    CHECK(translate().complains_of("book.safetensors"));  // the one that is meant by default
    CHECK(run_in_process(translate_main, {"--model", mine}, "le chien\n").status == 0);
}

TEST_CASE("tools: an escape sequence in a file or its name does not reach the terminal", "[app]") {
    const SmallText text;
    const std::string file = text.folder.path("m"), name = text.folder.path("\x1b[31mpairs");
    Metadata metadata;
    metadata.set("format", "\x1b[31mred");
    write_safetensors(file, metadata, {});
    const ToolRun run = run_in_process(translate_main, {"--model", file}, "x");
    INFO(run.err);
    CHECK(run.complains_of("version \"␛[31mred\""));
    CHECK(run.err.find('\x1b') == std::string::npos);
    std::filesystem::copy(text.pairs, name);
    const ToolRun trained = text.train({"--pairs", name, "--epochs", "1", "--verbose"});
    REQUIRE(trained.status == 0);
    CHECK((trained.out + trained.err).find('\x1b') == std::string::npos);
}
