#!/usr/bin/env python3
"""The recurrent layers of ./book bench, done by PyTorch: forward and backward.

Usage: pytorch_recurrent.py CELL WIDTH SEQUENCES LENGTH THREADS SECONDS
CELL: elman, lstm or gru. THREADS 0: as PyTorch comes. Prints {"milliseconds": ...}, the middle one of
the passes that fit into so many seconds, as one JSON object. The same as common/bench/recurrent.cpp:
words as wide as the state, differentiated by the words and by all weights, from a gradient of every h.
"""
import sys

import torch
from torch import nn

from timing import print_milliseconds


def main():
    cell = {"elman": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[sys.argv[1]]
    width, sequences, length, threads = map(int, sys.argv[2:6])
    seconds = float(sys.argv[6])
    if threads > 0:
        torch.set_num_threads(threads)
    torch.manual_seed(1)
    layer = cell(width, width)
    x = torch.randn(length, sequences, width, requires_grad=True)
    dy = torch.randn(length, sequences, width)

    def step():
        layer.zero_grad(set_to_none=True)
        x.grad = None
        layer(x)[0].backward(dy)

    print_milliseconds(step, seconds)


if __name__ == "__main__":
    main()
