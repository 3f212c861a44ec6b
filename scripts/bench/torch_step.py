"""PyTorch's eager step beside the compiled one: for each line `workload` on stdin, one step and its milliseconds."""
import json
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

BATCH = 128


def dense(hidden):
    widths = [784, *hidden, 10]
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def convolutional():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 32, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(7 * 7 * 64, 128), nn.ReLU(), nn.Linear(128, 10),
    )


class Step:
    def __init__(self, model, optimizer, cached):
        self.student = dense([800, 800]) if model == "mlp" else convolutional()
        self.teacher = None if cached else (dense([1200, 1200]) if model == "mlp" else convolutional())
        rules = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
        self.optimizer = rules[optimizer](self.student.parameters(), lr=0.001)
        self.images = torch.rand(BATCH, 784)
        self.labels = torch.arange(BATCH) % 10
        self.cached = torch.randn(BATCH, 10)

    def run(self):
        logits = self.student(self.images)
        with torch.no_grad():
            taught = self.cached if self.teacher is None else self.teacher(self.images)
            taught = F.log_softmax(taught / 4, 1)
        hard = F.cross_entropy(logits, self.labels)
        soft = F.kl_div(F.log_softmax(logits / 4, 1), taught, reduction="batchmean", log_target=True)
        loss = 0.3 * hard + 0.7 * 16 * soft
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


def blas():
    """The matrix library that is loaded, by its file's real name."""
    with open("/proc/self/maps", encoding="utf8") as maps:
        files = {line.split()[-1] for line in maps if "blas" in line or "libmkl" in line}
    return ", ".join(sorted({os.path.basename(os.path.realpath(file)) for file in files})) or "unknown"


def main():
    torch.set_num_threads(int(sys.argv[1]))
    steps = {}
    torch.rand(8, 8) @ torch.rand(8, 8)
    print(json.dumps({"version": torch.__version__, "blas": blas()}), flush=True)
    for line in sys.stdin:
        model, optimizer, cached = line.split()
        key = (model, optimizer, cached)
        if key not in steps:
            steps[key] = Step(model, optimizer, cached == "cached")
        start = time.perf_counter()
        steps[key].run()
        print(json.dumps({"ms": (time.perf_counter() - start) * 1000}), flush=True)


main()
