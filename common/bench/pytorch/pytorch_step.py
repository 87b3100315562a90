#!/usr/bin/env python3
"""One training step of ./book bench, done by PyTorch: forward, backward, clipping, Adam.

Usage: pytorch_step.py WIDTH LAYERS HEADS FEED_FORWARD VOCABULARY SENTENCES SHORTEST LONGEST
                       THREADS SECONDS
THREADS 0: as PyTorch comes. Prints {"milliseconds": ...}, the middle one of the steps that fit into
so many seconds, as one JSON object. The same shapes as common/bench/training.cpp: sentences of
SHORTEST to LONGEST tokens on either side, padded; one table for both sides and the output.
"""
import math
import sys

import torch
from torch import nn

from timing import print_milliseconds

PAD = 0


class Translator(nn.Module):
    def __init__(self, width, layers, heads, feed_forward, vocabulary, longest):
        super().__init__()
        self.width = width
        self.table = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.table.weight, std=width**-0.5)
        self.transformer = nn.Transformer(
            width, heads, layers, layers, feed_forward, dropout=0.0, batch_first=True)
        position = torch.arange(longest).unsqueeze(1)
        speed = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
        signal = torch.zeros(longest, width)
        signal[:, 0::2] = torch.sin(position * speed)
        signal[:, 1::2] = torch.cos(position * speed)
        self.register_buffer("signal", signal)

    def read(self, ids):
        return self.table(ids) * math.sqrt(self.width) + self.signal[: ids.shape[1]]

    def forward(self, source, target):
        causal = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        hidden = self.transformer(
            self.read(source), self.read(target), tgt_mask=causal,
            src_key_padding_mask=source == PAD, tgt_key_padding_mask=target == PAD,
            memory_key_padding_mask=source == PAD)
        return hidden @ self.table.weight.T


def batch(vocabulary, sentences, shortest, longest):
    """Random ids, (sentences x longest), padded."""
    ids = torch.full((sentences, longest), PAD)
    for row in ids:
        n = int(torch.randint(shortest, longest + 1, ()))
        row[:n] = torch.randint(1, vocabulary, (n,))
    return ids


def main():
    width, layers, heads, feed_forward, vocabulary, sentences, shortest, longest, threads = map(
        int, sys.argv[1:10])
    seconds = float(sys.argv[10])
    if threads > 0:
        torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = Translator(width, layers, heads, feed_forward, vocabulary, longest)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-9)
    loss_of = nn.CrossEntropyLoss(ignore_index=PAD, label_smoothing=0.1)
    source = batch(vocabulary, sentences, shortest, longest)
    target = batch(vocabulary, sentences, shortest, longest)
    read = torch.roll(target, 1, dims=1)
    read[:, 0] = 1

    def step():
        optimizer.zero_grad()
        logits = model(source, read)
        loss_of(logits.flatten(0, 1), target.flatten()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    print_milliseconds(step, seconds)


if __name__ == "__main__":
    main()
