"""Runs of a sweep as a plain PyTorch loop takes them, one after the other: `torch_runs.py FOLDER RUNS EPOCHS THREADS`.

Data in memory, the teacher's logits at hand, a line of log for each step, an evaluation for each epoch and on the test split at
the end. Prints the seconds of all runs.
"""
import json
import os
import sys
import tempfile
import time

import torch
import torch.nn.functional as F
from torch import nn

folder, runs, epochs, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
BATCH, HELD = 128, 5000


def idx(name, offset):
    with open(os.path.join(folder, name), "rb") as file:
        return torch.frombuffer(bytearray(file.read()[offset:]), dtype=torch.uint8)


def split(prefix):
    images = idx(f"{prefix}-images-idx3-ubyte", 16).reshape(-1, 784).float() / 255
    return images, idx(f"{prefix}-labels-idx1-ubyte", 8).long()


images, labels = split("train")
test_images, test_labels = split("t10k")
held, held_labels, images, labels = images[:HELD], labels[:HELD], images[HELD:], labels[HELD:]
answers = torch.randn(len(images), 10)


def right(student, x, y):
    with torch.no_grad():
        logits = student(x)
        return (logits.argmax(1) == y).float().mean().item(), F.cross_entropy(logits, y).item()


def train(seed, temperature, log):
    torch.manual_seed(seed)
    student = nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 30), nn.ReLU(), nn.Linear(30, 10))
    optimizer = torch.optim.Adam(student.parameters(), 1e-3)
    step = 0
    for epoch in range(epochs):
        order = torch.randperm(len(images))
        for place in range(0, len(images), BATCH):
            rows = order[place:place + BATCH]
            logits = student(images[rows])
            hard = F.cross_entropy(logits, labels[rows])
            soft = F.kl_div(
                F.log_softmax(logits / temperature, 1),
                F.log_softmax(answers[rows] / temperature, 1),
                reduction="batchmean",
                log_target=True,
            )
            loss = 0.3 * hard + 0.7 * temperature**2 * soft
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            log.write(json.dumps({"step": step, "loss": loss.item(), "hard": hard.item(), "soft": soft.item()}) + "\n")
        log.write(json.dumps({"epoch": epoch, "validation": right(student, held, held_labels)}) + "\n")
        torch.save((student.state_dict(), optimizer.state_dict()), log.name + ".pt")
    log.write(json.dumps({"test": right(student, test_images, test_labels)}) + "\n")


start = time.perf_counter()
with tempfile.TemporaryDirectory() as place:
    for run in range(runs):
        with open(os.path.join(place, f"{run}.jsonl"), "w", encoding="utf8") as log:
            train(run, 1 + run % 20, log)
print(json.dumps({"seconds": time.perf_counter() - start}))
