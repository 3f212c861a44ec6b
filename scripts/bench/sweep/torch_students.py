"""PyTorch's step of many students: for each line `way count units` on stdin, one step of all of them and its milliseconds.

With `processor` as the second word milliseconds are those of the processor, which other processes do not slow.
`loop` trains them one after the other, as a sweep does; `vmap` by torch.func over stacked parameters, with Adam on those.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap

BATCH = 128


def student(units):
    return nn.Sequential(nn.Linear(784, units), nn.ReLU(), nn.Linear(units, units), nn.ReLU(), nn.Linear(units, 10))


def objective(logits, labels, taught, temperature):
    hard = F.cross_entropy(logits, labels)
    soft = F.kl_div(
        F.log_softmax(logits / temperature, 1),
        F.log_softmax(taught / temperature, 1),
        reduction="batchmean",
        log_target=True,
    )
    return 0.3 * hard + 0.7 * temperature**2 * soft


class Batch:
    def __init__(self, count):
        self.images = torch.rand(BATCH, 784)
        self.labels = torch.arange(BATCH) % 10
        self.taught = torch.randn(BATCH, 10)
        self.temperatures = torch.linspace(1, 20, count)


class Loop:
    def __init__(self, count, units):
        self.batch = Batch(count)
        self.students = [student(units) for _ in range(count)]
        self.optimizers = [torch.optim.Adam(one.parameters(), lr=0.001) for one in self.students]

    def run(self):
        batch = self.batch
        for one, optimizer, temperature in zip(self.students, self.optimizers, batch.temperatures):
            loss = objective(one(batch.images), batch.labels, batch.taught, temperature)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return loss.item()


class Vmap:
    def __init__(self, count, units):
        self.batch = Batch(count)
        students = [student(units) for _ in range(count)]
        self.parameters, self.buffers = stack_module_state(students)
        base = student(units).to("meta")

        def loss(parameters, buffers, temperature):
            logits = functional_call(base, (parameters, buffers), (self.batch.images,))
            return objective(logits, self.batch.labels, self.batch.taught, temperature)

        self.gradients = vmap(grad(loss), in_dims=(0, 0, 0))
        self.optimizer = torch.optim.Adam(self.parameters.values(), lr=0.001)

    def run(self):
        given = {name: value.detach() for name, value in self.parameters.items()}
        gradients = self.gradients(given, self.buffers, self.batch.temperatures)
        for name, value in self.parameters.items():
            value.grad = gradients[name]
        self.optimizer.step()


def main():
    torch.set_num_threads(int(sys.argv[1]))
    clock = time.process_time if sys.argv[2:] == ["processor"] else time.perf_counter
    ways = {"loop": Loop, "vmap": Vmap}
    steps = {}
    torch.rand(8, 8) @ torch.rand(8, 8)
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        way, count, units = line.split()
        if line not in steps:
            steps[line] = ways[way](int(count), int(units))
        start = clock()
        steps[line].run()
        print(json.dumps({"ms": (clock() - start) * 1000}), flush=True)


main()
