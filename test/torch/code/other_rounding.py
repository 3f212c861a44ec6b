"""The process that computes for a trainer, from first weights one rounding apart.

A measure of how far a training is from itself where nothing but the last bit of its
first weights is another: `DISTILLERY_ROUNDING` is the seed of which ones go up.
"""

import os
import sys

import torch
from distillery.training.session import Session
from distillery.training.worker import main

write = Session.write
draw = torch.Generator().manual_seed(int(os.environ["DISTILLERY_ROUNDING"]))
#: The greatest difference of 1 and the next number of float32, halved.
ROUNDING = 2.0**-24


@torch.no_grad()
def write_rounded(self: Session, file: str) -> None:
    write(self, file)
    for weight in self.trained():
        up = torch.randint(0, 2, weight.tensor.shape, generator=draw)
        weight.tensor.mul_(1 + ROUNDING * (4 * up - 2))


Session.write = write_rounded
sys.exit(main(sys.argv[1:]))
