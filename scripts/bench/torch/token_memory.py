"""Memory of an objective on 2,048 tokens of a vocabulary of 50,000, on Linux.

Usage: token_memory.py OBJECTIVE TOKENS, an emitted file and the tokens with a label.
Prints what a step takes beside the logits and their gradient, as a share of the logits.
"""

import resource
import sys

import torch
from distillery.tokens import TokenObjective

LENGTH, VOCABULARY = 2048, 50_000


def logits(length: int, vocabulary: int, draw: torch.Generator) -> torch.Tensor:
    part = torch.randn(1, 64, vocabulary, generator=draw)
    return part.repeat(1, length // 64, 1)


def step(length: int, vocabulary: int, labelled: int) -> tuple[int, int]:
    """Bytes that are in use before a step, and those of its logits."""
    draw = torch.Generator().manual_seed(1)
    student, teacher = (logits(length, vocabulary, draw) for _ in range(2))
    labels = torch.randint(0, vocabulary, (1, length), generator=draw)
    labels[:, labelled:] = -100
    student.requires_grad_()
    # `student` and `teacher` are there, and the gradient will be.
    with open("/proc/self/statm") as file:
        before = int(file.read().split()[1]) * resource.getpagesize()
    objective(student, teacher, labels).loss.backward()
    assert student.grad is not None
    return before, student.numel() * 4


torch.set_num_threads(1)
objective = TokenObjective(sys.argv[1])
# What PyTorch loads at its first step is no part of it.
step(64, 2000, 64)
before, size = step(LENGTH, VOCABULARY, int(sys.argv[2]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print((peak - before - size) / size)
