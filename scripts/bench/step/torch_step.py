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


class Residual(nn.Module):
    """Two 3x3 convolutions with batch normalisation and what goes around them."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.inside = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
        )
        is_same = inputs == outputs and stride == 1
        self.around = nn.Identity() if is_same else nn.Conv2d(inputs, outputs, 1, stride)

    def forward(self, x):
        return F.relu(self.inside(x) + self.around(x))


def resnet():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    )


def depthwise():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(32, 32, 3, 1, 1, groups=32), nn.ReLU(), nn.Conv2d(32, 64, 1), nn.ReLU(),
        nn.Conv2d(64, 64, 3, 2, 1, groups=64), nn.ReLU(), nn.Conv2d(64, 64, 1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    )


def lenet():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 6, 5, 1, 2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )


def build(model, hidden):
    if model == "mlp":
        return dense(hidden)
    return {"cnn": convolutional, "resnet": resnet, "lenet": lenet, "depthwise": depthwise}[model]()


class Step:
    def __init__(self, model, optimizer, cached):
        self.student = build(model, [800, 800])
        self.teacher = None if cached else build(model, [1200, 1200])
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
