"""PyTorch's steps beside the compiled one. Usage: torch_step.py THREADS.

Each line on stdin is a request as JSON, each line on stdout its answer:
  {"workload": …, "form": "eager" | "fused" | "compiled", "seconds": S}   steps for so long; `ms` of each, `parameters`
  {"workload": …, "form": "forward", "seconds": S}                        the student's logits of a batch, as in an evaluation
  {…, "clock": "processor"}                                              milliseconds of this process's processors, not of a clock
  {"machine": true}                                                      `gflops` of a product, `gbs` by bytes that a sum moves
"""
import json
import math
import os
import sys
import time

import torch
import torch.nn.functional as F

from networks import build


class Step:
    """One distillation step of a workload: eager, with Adam's one kernel for all weights, or by `torch.compile`."""

    def __init__(self, workload, form):
        torch.manual_seed(1)
        self.student = build(workload, workload.get("hidden"))
        self.teacher = None if workload["isCached"] else build(workload, workload.get("teacher")).eval()
        rules = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
        settings = {"fused": True} if form == "fused" else {}
        self.optimizer = rules[workload["optimizer"]](self.student.parameters(), lr=0.001, **settings)
        batch, classes = workload["batch"], workload["classes"]
        self.images = torch.rand(batch, math.prod(workload["shape"]))
        self.labels = torch.arange(batch) % classes
        self.cached = torch.randn(batch, classes)
        self.objective = torch.compile(self.loss) if form == "compiled" else self.loss
        self.is_forward = form == "forward"
        if self.is_forward:
            self.student.eval()

    def loss(self, images, labels, cached):
        logits = self.student(images)
        with torch.no_grad():
            taught = cached if self.teacher is None else self.teacher(images)
            taught = F.log_softmax(taught / 4, 1)
        hard = F.cross_entropy(logits, labels)
        soft = F.kl_div(F.log_softmax(logits / 4, 1), taught, reduction="batchmean", log_target=True)
        return 0.3 * hard + 0.7 * 16 * soft

    def run(self):
        if self.is_forward:
            with torch.inference_mode():
                return self.student(self.images)[0, 0].item()
        loss = self.objective(self.images, self.labels, self.cached)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def turn(self, seconds, now):
        """Milliseconds of steps for a time, at least one; the first finds the caches cold and is left out of many."""
        times, end = [], time.perf_counter() + seconds
        while len(times) < 2 or time.perf_counter() < end:
            start = now()
            self.run()
            times.append((now() - start) * 1000)
            if time.perf_counter() > end:
                break
        return times[1:] or times


def least(run, tries):
    times = []
    for _ in range(tries):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def machine():
    """Peak of float32 products, and bytes a second by the size of what a sum reads and writes."""
    a, b = torch.rand(1024, 1024), torch.rand(1024, 1024)
    gflops = 2 * 1024**3 / least(lambda: a @ b, 30) / 1e9
    gbs = {}
    for megabytes in [1, 4, 16, 64, 256]:
        x, y = (torch.rand(megabytes << 18) for _ in range(2))
        x, y = x[: len(x) // 3], y[: len(y) // 3]
        out = torch.empty_like(x)
        gbs[megabytes] = 12 * len(x) / least(lambda: torch.add(x, y, out=out), 12) / 1e9
    return {"gflops": gflops, "gbs": gbs}


def blas():
    """The matrix library that is loaded, by its file's real name; MKL lies inside of PyTorch's own."""
    with open("/proc/self/maps", encoding="utf8") as maps:
        files = {line.split()[-1] for line in maps if "blas" in line or "libmkl" in line}
    inside = ["MKL"] if torch.backends.mkl.is_available() else []
    return ", ".join(inside + sorted({os.path.basename(os.path.realpath(file)) for file in files})) or "unknown"


def main():
    torch.set_num_threads(int(sys.argv[1]))
    steps = {}
    torch.rand(8, 8) @ torch.rand(8, 8)
    print(json.dumps({"version": torch.__version__, "blas": blas()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "machine" in request:
            print(json.dumps(machine()), flush=True)
            continue
        key = json.dumps([request["workload"], request["form"]])
        if key not in steps:
            # One network at a time, as a person trains it.
            steps = {old: step for old, step in steps.items() if json.loads(old)[0] == request["workload"]}
            steps[key] = Step(request["workload"], request["form"])
        step = steps[key]
        parameters = sum(weight.numel() for weight in step.student.parameters())
        now = time.process_time if request.get("clock") == "processor" else time.perf_counter
        print(json.dumps({"ms": step.turn(request["seconds"], now), "parameters": parameters}), flush=True)


main()
