#!/usr/bin/env python3
"""Writes tests/text/bleu_fixture.json: sentences of our own with sacreBLEU's scores.

Run by hand, never by a test. It needs `pip install sacrebleu` (made with version 2.6.0):

    python3 tests/text/make_bleu_fixture.py > tests/text/bleu_fixture.json
"""
import json

import sacrebleu
from sacrebleu.metrics import BLEU
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

REFS = ["I love doughnuts.", "The dog bites the man.", "My aunt does not pay the tax on sugar.",
        "Where do the seven bakers live?"]
LONG = "The old baker sells twelve warm doughnuts to the children every morning."

# name, hypotheses, references: one list for each reference of the corpus
CASES = [
    ("a perfect translation", REFS, [REFS]),
    ("one word wrong in each line", ["I love tarts.", "The cat bites the man.",
     "My aunt does not pay the tax on salt.", "Where do the seven bakers work?"], [REFS]),
    ("word order", ["doughnuts love I.", "man the bites dog The.", "sugar on tax the pay not does aunt My.",
     "live bakers seven the do Where?"], [REFS]),
    ("one sentence", ["The old baker sells ten warm doughnuts to the children every day."], [[LONG]]),
    ("nothing in common", ["xyz"], [["I love doughnuts."]]),
    ("nothing in common, long", ["one two three four five six"], [["a b c d e f"]]),
    ("an empty hypothesis", [""], [["I love doughnuts."]]),
    ("an empty reference", ["I love doughnuts."], [[""]]),
    ("both empty", [""], [[""]]),
    ("white space only", [" \t ", "a b c d"], [["a b c d", "a b c d"]]),
    ("an empty hypothesis among others", ["I love doughnuts .", "", "My aunt does not pay."],
     [["I love doughnuts .", "Yes.", "My aunt does not pay ."]]),
    ("no 4-gram in the corpus", ["I love", "two words"], [["I love", "two words"]]),
    ("three words, perfect", ["I love doughnuts"], [["I love doughnuts"]]),
    ("four words, perfect", ["I love warm doughnuts"], [["I love warm doughnuts"]]),
    ("four words, no 4-gram match", ["I love warm doughnuts"], [["I love cold doughnuts"]]),
    ("four words, no 3-gram and no 4-gram match", ["I love a b"], [["I love c d"]]),
    ("single words match only", ["a x b y c"], [["a b c d e"]]),
    ("one word in common", ["doughnuts are a man's best friend"], [["I eat doughnuts"]]),
    ("half a match in a long corpus", ["a b c d e f"] * 3 + ["u v w x y z"] * 3, [["a b c d e f"] * 6]),
    ("too short", ["The old baker sells"], [[LONG]]),
    ("far too short", ["The"], [[LONG]]),
    ("one word too short", ["The old baker sells twelve warm doughnuts to the children every."], [[LONG]]),
    ("too long", [LONG + " " + LONG], [[LONG]]),
    ("lengths even out over the corpus", ["a b c d e f g h", "a b"], [["a b c d", "a b c d e f"]]),
    ("a repeated word is clipped", ["the the the the the the the"], [["the cat is on the mat"]]),
    ("a repeated phrase is clipped", ["I love I love I love I love"], [["I love you and I love it"]]),
    ("two references, the best of both", ["I love doughnuts and dogs bite men."],
     [["I love doughnuts and dogs bite people."], ["I like doughnuts and dogs bite men."]]),
    ("two references, the closest length", ["a b c d e"], [["a b c d e f g h"], ["a b c d e f"]]),
    ("two references, as close: the shorter", ["a b c d e"], [["a b c d e f g"], ["a b c"]]),
    ("two references, as close, the other way", ["a b c d e"], [["a b c"], ["a b c d e f g"]]),
    ("three references, one empty", ["a b c d", "x y z w"],
     [["a b c d e", "x y"], ["", ""], ["a b", "x y z w v"]]),
    ("two references, counts are not added", ["a a a a"], [["a a b"], ["a a c"]]),
    ("two references, lines apart", ["I love tea now", "the dog bites me"],
     [["I love tea today", "a dog bit me"], ["I like tea now", "the dog bites him"]]),
    ("case counts", ["i LOVE Doughnuts and TEA."], [["I love doughnuts and tea."]]),
    ("case, French", ["J'AI GOÛTÉ L'ŒUF À NOËL, ÇA VA."], [["J'ai goûté l'œuf à Noël, ça va."]]),
    ("case, German", ["GROẞE STRASSE DER BÄCKER"], [["große Strasse der Bäcker"]]),
    ("case, Greek", ["Ο ΣΚΥΛΟΣ ΔΑΓΚΩΝΕΙ ΤΟΝ ΑΝΔΡΑ. ΟΔΟΣ"], [["ο σκυλος δαγκωνει τον ανδρα. οδοσ"]]),
    ("case, Cyrillic", ["СОБАКА КУСАЕТ ЧЕЛОВЕКА, ЁЖ"], [["собака кусает человека, ёж"]]),
    ("case, Turkish", ["İSTANBUL IŞIK VE ÇAY"], [["istanbul ışık ve çay"]]),
    ("case, wide letters and numerals", ["ＡＢＣ Ⅻ Ⓐ 𐐀 x"], [["ａｂｃ ⅻ ⓐ 𐐨 x"]]),
    ("points and commas", ["Yes, no, perhaps.", "Well... he said, \"no\"."],
     [["Yes , no , perhaps .", "Well . . . he said , \" no \" ."]]),
    ("digits with commas and points", ["It costs 1,000.50 euros, or 3.14, or 12."],
     [["It costs 1,000.50 euros , or 3.14 , or 12 ."]]),
    ("a comma after a digit", ["in 1999, he ate 12,and 3,4 and 5 , 6"], [["in 1999 , he ate 12 ,and 3,4 and 5,6"]]),
    ("points one upon another", ["x.,1 a..b ,.5 5., ...", ".,.,.,1"], [["x . ,1 a . . b , .5 5 . , . . .", ". , . , . ,1"]]),
    ("a point at the start", [".5 is a half", ",and so on"], [[". 5 is a half", ", and so on"]]),
    ("abbreviations", ["The U.S. pays e.g. 5% of a.m. taxes."], [["The U.S . pays e.g . 5 % of a.m . taxes ."]]),
    ("hyphens in words stay", ["a well-known, half-eaten dough-nut"], [["a well-known , half-eaten dough - nut"]]),
    ("hyphens after digits split", ["from 1-2 to 10-year-old 3 -4 5- 6-a"], [["from 1 - 2 to 10 - year-old 3 -4 5 - 6 - a"]]),
    ("double hyphens", ["yes--no 5--6 -- -"], [["yes--no 5 --6 -- -"]]),
    ("long dashes are no ASCII", ["1–2 yes—no, 5−3"], [["1 – 2 yes — no , 5 − 3"]]),
    ("apostrophes stay", ["I don't love the man's 'best' dogs'"], [["I don't love the man 's ' best ' dogs '"]]),
    ("typographic quotes stay", ["“I love” «beignets» ‘tea’ l’école"], [["\" I love \" « beignets » ' tea ' l'école"]]),
    ("straight quotes split", ["\"I love\" \"\"tea\"\""], [["\" I love \" \" \" tea \" \""]]),
    ("every ASCII sign", ["a!b\"c#d$e%f&g'h(i)j*k+l,m-n.o/p:q;r<s=t>u?v@w[x\\y]z^A_B`C{D|E}F~G"],
     [["a ! b \" c # d $ e % f & g'h ( i ) j * k + l , m-n . o / p : q ; r < s = t > u ? v @ w [ x \\ y ] z ^ A _ B ` C { D | E } F ~ G"]]),
    ("entities", ["&quot;I&quot; &lt;3 doughnuts &amp; tea &gt; taxes"], [["\"I\" <3 doughnuts & tea > taxes"]]),
    ("entities in entities", ["&amp;quot; &amp;amp; &amp;lt;b&amp;gt; x"], [["&quot; &amp; <b> x"]]),
    ("entities that are none", ["&eacute; &QUOT; &quot &#39; & ; x y"], [["é \" \" ' & ; x y"]]),
    ("skipped", ["<skipped>I love <skipped> warm tea", "a <skip<skipped>ped> b c d"],
     [["I love warm tea", "a b c d"]]),
    ("a hyphen at a line end joins", ["dough-\nnuts are good food"], [["doughnuts are good food"]]),
    ("a hyphen at the very end stays", ["a b c d-\n", "e f g h- \n"], [["a b c d-", "e f g h-"]]),
    ("line feeds are spaces", ["I love\nwarm\n\ntea\n"], [["I love warm tea"]]),
    ("carriage returns and tabs", ["I love\r\nwarm\ttea\r", "a\vb\fc d e"], [["I love warm tea", "a b c d e"]]),
    ("trailing and leading spaces", ["   I love   warm tea   "], [["I love warm tea"]]),
    ("no-break spaces", ["Où est-il\u00a0? Il coûte 1\u00a0000\u202f€\u00a0!"], [["Où est-il ? Il coûte 1 000 € !"]]),
    ("all Unicode spaces", ["a\u1680b\u2000c\u2003d\u2009e\u200af\u2028g\u2029h\u205fi\u3000j\x85k\x1cl\x1fm"],
     [["a b c d e f g h i j k l m"]]),
    ("spaces that are none", ["a\u200bb c\u2060d e\ufefff g\u180eh i"], [["a b c d e f g h i"]]),
    ("a point before a wide space", ["fin.\u3000Oui,\u00a0non 5.\u20036"], [["fin . Oui , non 5 . 6"]]),
    ("Chinese and Japanese", ["我爱甜甜圈。 犬が 人を 噛む。 x"], [["我爱甜甜圈。 犬が 男を 噛む。 x"]]),
    ("points beside wide letters", ["爱.愛,1 é.è,é 1.é é.1"], [["爱 . 愛 ,1 é . è , é 1 . é é .1"]]),
    ("emoji", ["I 🍩 you, 👩‍🍳🍩 and 🇫🇷!"], [["I 🍩 you , 👩‍🍳🍩 and 🇫🇷 !"]]),
    ("combining accents are not composed", ["cafe\u0301 noir a\u0300 l'e\u0301cole d"], [["café noir à l'école d"]]),
    ("digits of other scripts", ["٣,٤ costs 五.五 and ²,³ x"], [["٣ , ٤ costs 五 . 五 and ² , ³ x"]]),
    ("control characters", ["a\x00b c\x7fd e\x1bf g h"], [["a\x00b c\x7fd e\x1bf g i"]]),
    ("addresses", ["see http://a.b/c?d=1&e=2, or x@y.org"], [["see http : / / a . b / c ? d = 1 & e = 2 , or x @ y.org"]]),
    ("money and percent", ["$1,000.00 is 5.5% of £20k; (net)"], [["$ 1,000.00 is 5.5 % of £20k ; ( net )"]]),
    ("French", ["J'aime les beignets.", "Le chien ne mord pas l'homme.", "Combien d'impôts payez-vous ?",
     "Il y a dix-sept beignets, n'est-ce pas ?"], [["J'aime bien les beignets.", "Le chien ne mord pas cet homme.",
     "Combien d'impôts payez-vous ?", "Il y a dix-huit beignets, n'est-ce pas ?"]]),
    ("a hundred lines", [f"line {i} of the {i % 7} dogs and {i % 5} men" for i in range(100)],
     [[f"line {i} of the {i % 6} dogs or {i % 5} men" for i in range(100)]]),
]


def result(hypotheses, references, lowercase):
    metric = BLEU(lowercase=lowercase)
    s = metric.corpus_score(hypotheses, references)
    return {"score": s.score, "precisions": s.precisions, "counts": s.counts, "totals": s.totals,
            "brevity_penalty": s.bp, "hypothesis_length": s.sys_len, "reference_length": s.ref_len,
            "signature": str(metric.get_signature())}


def readable(value):
    """JSON in which letters are letters, but whatever cannot be seen is an escape."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def main():
    assert len({name for name, _, _ in CASES}) == len(CASES) >= 60
    tokenize = Tokenizer13a()
    print('{\n"made_with": "sacrebleu %s",\n"cases": [' % sacrebleu.__version__)
    for i, (name, hypotheses, references) in enumerate(CASES):
        assert all(len(r) == len(hypotheses) for r in references)
        fields = {"name": name, "hypotheses": hypotheses, "references": references,
                  "tokens": [tokenize(h.rstrip()) for h in hypotheses],
                  "mixed": result(hypotheses, references, False),
                  "lowercase": result(hypotheses, references, True)}
        lines = [f' "{k}": {readable(v)}' for k, v in fields.items()]
        print("{" + ",\n".join(lines)[1:] + "}" + ("," if i + 1 < len(CASES) else ""))
    print("]\n}")


main()
