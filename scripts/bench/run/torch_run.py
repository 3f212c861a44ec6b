"""A run of distillation as a plain PyTorch loop: `torch_run.py FOLDER NETWORK OPTIMIZER EPOCHS THREADS HELD`.

Data in memory, logits of the teacher at hand, T from 8 to 2, a cosine rate, a look at the loss each tenth step, a validation each
epoch on the first HELD rows. NETWORK is `cnn`, or the units of two dense layers. Prints the seconds of training and of each epoch, and the
milliseconds of a step alone, as JSON.
"""
import json
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

folder, network, optimizer_name, epochs, threads, held_rows = sys.argv[1:]
epochs = int(epochs)
torch.set_num_threads(int(threads))
torch.manual_seed(1)
BATCH, HELD = 128, int(held_rows)


def idx(name, offset):
    with open(os.path.join(folder, name), "rb") as file:
        return torch.frombuffer(bytearray(file.read()[offset:]), dtype=torch.uint8)


images = idx("train-images-idx3-ubyte", 16).reshape(-1, 784).float() / 255
labels = idx("train-labels-idx1-ubyte", 8).long()
held, held_labels, images, labels = images[:HELD], labels[:HELD], images[HELD:], labels[HELD:]
logits = torch.randn(len(images), 10)


def build():
    if network == "cnn":
        return nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)),
            nn.Conv2d(1, 32, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(7 * 7 * 64, 128), nn.ReLU(), nn.Linear(128, 10),
        )
    units = int(network)
    return nn.Sequential(
        nn.Linear(784, units), nn.ReLU(), nn.Linear(units, units), nn.ReLU(), nn.Linear(units, 10)
    )


student = build()
rules = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
optimizer = rules[optimizer_name](student.parameters(), lr=1e-3)
steps = epochs * ((len(images) + BATCH - 1) // BATCH)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)


def learn(x, y, taught, temperature):
    z = student(x)
    taught = F.log_softmax(taught / temperature, 1)
    soft = F.kl_div(F.log_softmax(z / temperature, 1), taught, reduction="batchmean", log_target=True)
    loss = 0.1 * F.cross_entropy(z, y) + 0.9 * temperature**2 * soft
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    schedule.step()
    return loss


def validate():
    with torch.no_grad():
        z = student(held)
        return (z.argmax(1) == held_labels).float().mean().item(), F.cross_entropy(z, held_labels).item()


step, times, ends = 0, [], []
start = time.perf_counter()
for epoch in range(epochs):
    order = torch.randperm(len(images))
    for place in range(0, len(images), BATCH):
        begun = time.perf_counter()
        rows = order[place : place + BATCH]
        loss = learn(images[rows], labels[rows], logits[rows], 8 - 6 * step / steps)
        step += 1
        if step % 10 == 0:
            loss.item()
        times.append(time.perf_counter() - begun)
    validate()
    ends.append(time.perf_counter())
seconds = time.perf_counter() - start
each = [end - before for before, end in zip([start, *ends], ends)]
print(json.dumps({"seconds": seconds, "epochs": each, "stepMs": 1000 * statistics.median(times), "version": torch.__version__}))
