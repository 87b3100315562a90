# What breaks chapter 1: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(every_word_was_read 01_tokens chapters/01_tokens/chapter.cpp
  "lists[i].read(text.read);" "lists[i].read(text.read), lists[i].read(text.unread);"
  "unread sentences hold words that the list lacks")
mutant(not_once_more 01_tokens chapters/01_tokens/chapter.cpp
  "more[2].count = 2;" "more[2].count = 1;"
  "doughnuts once more, and it survives intact")
mutant(stops_too_early 01_tokens chapters/01_tokens/chapter.cpp
  "const std::vector<Round> rounds = learn(words, 100);"
  "const std::vector<Round> rounds = learn(words, 4);"
  "after the last round no pair occurs twice")
mutant(learns_from_other_text 01_tokens chapters/01_tokens/chapter.cpp
  "Bpe::train(text.read, kMostMerges" "Bpe::train(text.unread, kMostMerges"
  "our merges are the library's, with the same counts")
mutant(reads_backwards 01_tokens chapters/01_tokens/chapter.cpp
  "ours[piece] = encode(piece, merges);"
  "ours[piece] = encode(piece, {merges.rbegin(), merges.rend()});"
  "our lines and the library cut every new sentence alike")
mutant(glues_what_occurs_once 01_tokens common/text/bpe.cpp
  "if (merge.count < 2) break;" "if (merge.count < 1) break;"
  "the library glues the same, and stops where we stop")
mutant(ties_the_other_way 01_tokens common/text/bpe.cpp
  "key > other.key" "key < other.key"
  "our merges are the library's, with the same counts")
mutant(counts_each_word_once 01_tokens common/text/bpe.cpp
  "pair.count += sign * word.count;" "pair.count += sign;"
  "our merges are the library's, with the same counts")
mutant(newest_merge_first 01_tokens common/text/bpe.cpp
  "if (glued[i] < glued[first]) first = i;"
  "if (glued[i] != kNoMerge && (glued[first] == kNoMerge || glued[i] > glued[first])) first = i;"
  "our lines and the library cut every new sentence alike")
mutant(half_of_the_bytes_are_lost 01_tokens common/text/bpe.cpp
  "for (int id : ids) text += bytes(id);" "for (int id : ids) if (id < kFirstByte + 128 || id >= kFirstMerge) text += bytes(id);"
  "random bytes come back")
mutant(bytes_are_special 01_tokens common/text/bpe.cpp
  "return kFirstByte + static_cast<unsigned char>(c);" "return static_cast<unsigned char>(c);"
  "no text becomes <begin> or <end>")
mutant(spaces_are_lost 01_tokens common/text/words.cpp
  "pieces.push_back(text.substr(begin, c.at - begin));"
  "pieces.push_back(text.substr(begin + (text[begin] == ' '), c.at - begin - (text[begin] == ' ')));"
  "the cut words are the text again")
mutant(open_door 01_tokens common/text/utf8.cpp
  "if (replaced && at == begin + 1) return begin;" "(void)replaced, (void)begin;"
  "broken UTF-8 is stopped at the door")
