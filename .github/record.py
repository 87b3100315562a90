"""Makes recording.svg: a terminal, 80 x 24, in which the book is read, tried and used.

Everything in the picture comes from a real run, in a fresh clone with a build folder and data of its
own; only waiting is shortened. Run .github/record, which brings what this needs (pexpect and termtosvg,
from PyPI).
"""

import json
import os
import subprocess
import sys
import time

import pexpect

COLUMNS, ROWS = 80, 24
PROMPT = "$ "
WRONG_ANSWER = """\
    Matrix weights(scores.shape());
    for (int r = 0; r < scores.rows(); ++r) {
        const real top = *std::ranges::max_element(scores.row(r));
        for (int c = 0; c < scores.cols(); ++c) weights(r, c) = std::exp(scores(r, c) - top);
        const real largest = *std::ranges::max_element(weights.row(r));
        for (real& weight : weights.row(r)) weight /= largest;
    }
    return weights;
"""


class Recording:
    """A shell in a pseudo-terminal, and what it showed when."""

    def __init__(self, folder, environment):
        self.events = []
        self.now = 0.0  # in the picture, where nobody waits for a build
        self.shell = pexpect.spawn(
            "bash", ["--norc", "--noprofile"], cwd=folder, dimensions=(ROWS, COLUMNS),
            encoding="utf-8", codec_errors="replace", timeout=300, env=environment)
        self.shell.sendline("PS1='" + PROMPT + "'; clear")
        self._read_until_quiet(1.5)
        self.events.clear()

    def _read_until_quiet(self, quiet):
        last = time.monotonic()
        while time.monotonic() - last < quiet:
            try:
                text = self.shell.read_nonblocking(4096, timeout=0.05)
            except pexpect.TIMEOUT:
                continue
            last = time.monotonic()
            self.events.append((self.now, text))

    def pause(self, seconds):
        self.now += seconds

    def keys(self, text, quiet=0.4, then=0.0):
        self.shell.send(text)
        self._read_until_quiet(quiet)
        self.pause(then)

    def command(self, words, quiet=1.0, then=2.0):
        for letter in words:
            self.keys(letter, quiet=0.06)
            self.pause(0.045)
        self.pause(0.5)
        self.keys("\n", quiet=quiet)
        self.pause(then)

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            head = {"version": 2, "width": COLUMNS, "height": ROWS}
            file.write(json.dumps(head) + "\n")
            for when, text in self.events:
                file.write(json.dumps([round(when, 3), "o", text]) + "\n")
            # The last picture stays for a while before everything begins again.
            file.write(json.dumps([round(self.now, 3), "o", ""]) + "\n")


def put_wrong_answer(folder):
    """Divides each row by its largest number, not by its sum, where the exercise has its hole."""
    path = os.path.join(folder, "exercises/05_softmax/1_softmax.cpp")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines(keepends=True)
    hole = next(i for i, line in enumerate(lines) if "not_written_yet(" in line)
    lines[hole] = WRONG_ANSWER
    text = "".join(lines).replace("#include", "#include <algorithm>\n#include <cmath>\n#include", 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main(folder, data, result):
    environment = dict(os.environ, XDG_DATA_HOME=data, TERM="xterm-256color", LANG="C.UTF-8",
                       LESS="-R", LESSHISTFILE="-", CLICOLOR_FORCE="1", BOOK_SEED="3")
    environment.pop("NO_COLOR", None)
    for command in ("run", "exercise 5.2"):  # builds, trains the translator, warms the compiler
        subprocess.run(["./book", *command.split()], cwd=folder, env=environment,
                       stdout=subprocess.DEVNULL, check=False)
    put_wrong_answer(folder)

    recording = Recording(folder, environment)
    recording.pause(0.8)
    recording.command("./book run softmax | less", then=3.5)
    for words in ("Softmax, on paper", "A cold softmax chooses"):  # what less looks for
        recording.keys(f"/{words}\n", then=5.0)
    recording.keys("q", then=0.8)
    recording.keys("clear\n", then=0.3)
    recording.command("./book exercise 5.1", quiet=12.0, then=7.0)
    recording.keys("clear\n", then=0.3)
    recording.command("echo \"J'aime les beignets.\" | ./book translate", quiet=4.0, then=4.0)
    recording.write(result)


if __name__ == "__main__":
    main(*sys.argv[1:])
