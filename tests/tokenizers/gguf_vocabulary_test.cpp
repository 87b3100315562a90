#include "tokenizers/gguf_vocabulary.h"

#include <functional>

#include "catch.h"
#include "core/require.h"

using namespace book;

namespace {

using Ids = std::vector<int>;

GgufVocabulary small() {
    GgufVocabulary vocabulary;
    vocabulary.name = "small.gguf";
    vocabulary.pre = "smollm";
    vocabulary.tokens = {"<|im_start|>", "<|im_end|>", "愛", "a", "b", "Ġ", "1", "2", "ĠĠ", "ab"};
    vocabulary.token_type = {3, 3, 4, 1, 1, 1, 1, 1, 5, 1};
    vocabulary.merges = {"a b", "Ġ Ġ"};
    return vocabulary;
}

std::string error(const std::function<void(GgufVocabulary&)>& change) {
    GgufVocabulary vocabulary = small();
    change(vocabulary);
    try {
        tokenizer_of(vocabulary);
    } catch (const InputError& e) {
        return e.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("tokenizer_of: what ends a turn is an end, too", "[tokenizers]") {
    GgufVocabulary vocabulary = small();
    vocabulary.eos_token_id = 0;
    vocabulary.eot_token_id = 1;
    vocabulary.eom_token_id = 2;
    CHECK(tokenizer_of(vocabulary).end() == 0);
    CHECK(tokenizer_of(vocabulary).more_ends() == Ids{1, 2});
    CHECK(error([](auto& v) { v.eot_token_id = 10; }) != "no error");
}

TEST_CASE("tokenizer_of: a GGUF file's tables", "[tokenizers]") {
    GgufVocabulary vocabulary = small();
    CHECK(tokenizer_of(vocabulary).encode("<|im_end|>ab  12愛") == Ids{1, 9, 8, 6, 7, 2});
    CHECK(tokenizer_of(vocabulary).encode("愛<|im_end|>", SpecialTokens::as_text) == Ids{2});
    vocabulary.pre = "gpt-2";
    CHECK(tokenizer_of(vocabulary).encode("  12") == Ids{5, 5, 6, 7});
    vocabulary.bos_token_id = 0;
    vocabulary.eos_token_id = 1;
    vocabulary.chat_template = "x";
    CHECK(tokenizer_of(vocabulary).encode("a") == Ids{3});
    vocabulary.add_bos_token = vocabulary.add_eos_token = true;
    const Tokenizer tokenizer = tokenizer_of(vocabulary);
    CHECK(tokenizer.encode("a") == Ids{0, 3, 1});
    CHECK(tokenizer.begin() == 0);
    CHECK(tokenizer.end() == 1);
    CHECK(tokenizer.chat_template() == "x");
    CHECK(tokenizer.decode(Ids{0, 2, 9, 8}) == "<|im_start|>愛ab  ");
}

TEST_CASE("tokenizer_of: what is not known is refused, in one line", "[tokenizers]") {
    CHECK(error([](auto&) {}) == "no error");
    CHECK(error([](auto& v) {
              v.token_type.clear();
              v.tokens[2] = "c";
          }) == "no error");
    CHECK_THAT(error([](auto& v) { v.model = "llama"; }),
               ContainsText("small.gguf: tokenizer.ggml.model is \"llama\""));
    CHECK_THAT(error([](auto& v) { v.pre = "llama-bpe"; }),
               ContainsText("tokenizer.ggml.pre is \"llama-bpe\""));
    CHECK_THAT(error([](auto& v) { v.add_space_prefix = true; }),
               ContainsText("add_space_prefix is true"));
    CHECK_THAT(error([](auto& v) { v.token_type.pop_back(); }),
               ContainsText("9 types of 10 tokens"));
    CHECK_THAT(error([](auto& v) { v.token_type[3] = 6; }), ContainsText("token 3 is of type 6"));
    CHECK_THAT(error([](auto& v) { v.add_bos_token = true; }),
               ContainsText("bos_token_id is missing"));
    CHECK_THAT(error([](auto& v) { v.add_eos_token = true; }),
               ContainsText("eos_token_id is missing"));
    CHECK_THAT(error([](auto& v) { v.eos_token_id = 10; }), ContainsText("10 is no token of"));
    CHECK_THAT(error([](auto& v) { v.tokens[4] = "a"; }),
               ContainsText("\"a\" is token 3 and token 4"));
    CHECK_THAT(error([](auto& v) { v.merges.emplace_back("a"); }),
               ContainsText("merge 3: not two tokens"));
}
