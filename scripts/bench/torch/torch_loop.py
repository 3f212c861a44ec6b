"""A distillation loop in PyTorch as one writes it by hand, with a log of its steps.

Usage: torch_loop.py SETTINGS, a JSON with data, log, hidden, batchSize, epochs, examples.
"""

import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

settings = json.loads(sys.argv[1])
torch.set_num_threads(1)
torch.manual_seed(1)
count, batch = settings["examples"], settings["batchSize"]


def read(name, offset, width):
    data = numpy.fromfile(f"{settings['data']}/{name}", dtype=numpy.uint8)[offset:]
    return torch.from_numpy(data[: count * width].reshape(count, width))


images = read("train-images-idx3-ubyte", 16, 784).float() / 255
labels = read("train-labels-idx1-ubyte", 8, 1).view(-1).long()
taught = torch.randn(count, 10)
sizes = [784, *settings["hidden"]]
layers = [
    part
    for ins, outs in zip(sizes, sizes[1:])
    for part in (nn.Linear(ins, outs), nn.ReLU())
]
model = nn.Sequential(*layers, nn.Linear(sizes[-1], 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
step = 0
with open(settings["log"], "w", encoding="utf8") as log:
    for epoch in range(settings["epochs"]):
        order = torch.randperm(count)
        for start in range(0, count, batch):
            places = order[start : start + batch]
            logits = model(images[places])
            hard = F.cross_entropy(logits, labels[places])
            soft = F.kl_div(
                F.log_softmax(logits / 4, 1),
                F.log_softmax(taught[places] / 4, 1),
                reduction="batchmean",
                log_target=True,
            )
            loss = 0.1 * hard + 0.9 * 16 * soft
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            line = {
                "type": "step",
                "step": step,
                "epoch": epoch,
                "loss": loss.item(),
                "hard": hard.item(),
                "soft": soft.item(),
                "time": time.time(),
                "processor": time.process_time(),
            }
            log.write(json.dumps(line) + "\n")
        # The bench reads the log while it grows.
        log.flush()
