"""A loop of one's own: the three lines are `init`, `log` and `finish`.

The student learns two spirals from a wider network, which is trained first.
"""

from __future__ import annotations

import math
from pathlib import Path

import distillery
import torch
from objective import Objective
from torch import Tensor, nn

HERE = Path(__file__).parent


def make_spirals(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Points of two arms, [count, 2], and the arm of each."""
    draw = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 2, (count,), generator=draw)
    radius = torch.rand(count, generator=draw)
    angle = 3 * math.pi * radius + math.pi * labels
    noise = 0.03 * torch.randn(count, 2, generator=draw)
    points = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    return points + noise, labels


def make_network(width: int) -> nn.Module:
    return nn.Sequential(
        *(nn.Linear(2, width), nn.ReLU()),
        *(nn.Linear(width, width), nn.ReLU()),
        nn.Linear(width, 2),
    )


def train_teacher(points: Tensor, labels: Tensor, steps: int) -> nn.Module:
    teacher = make_network(64)
    optimizer = torch.optim.Adam(teacher.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(teacher(points), labels).backward()
        optimizer.step()
    return teacher.eval()


def main(steps: int = 2000) -> float:
    """Trains, and gives the student's accuracy on the test points."""
    torch.manual_seed(1)
    points, labels = make_spirals(1000, seed=1)
    test_points, test_labels = make_spirals(500, seed=2)
    teacher = train_teacher(points, labels, steps)
    student, objective = make_network(12), Objective()
    optimizer = torch.optim.Adam(student.parameters(), lr=0.01)

    run = distillery.init(HERE / "own-loop.distill.yaml", steps=steps, epochs=1)
    start = run.load(student, optimizer)
    for step in range(start + 1, steps + 1):
        chosen = torch.randint(0, len(points), (128,))
        with torch.no_grad():
            answers = teacher(points[chosen])
        terms = objective(student(points[chosen]), answers, labels[chosen])
        optimizer.zero_grad()
        terms.loss.backward()
        optimizer.step()
        numbers = {"loss": terms.loss, "hard": terms.hard, "soft": terms.soft}
        run.log({**numbers, "temperature": terms.temperature.mean}, step=step)
        if run.should_stop:
            run.save(student, optimizer)
            break
    with torch.no_grad():
        figures = run.evaluate(
            "test",
            student(test_points),
            test_labels,
            teacher=teacher(test_points),
        )
    run.finish()
    return float(figures["accuracy"])


if __name__ == "__main__":
    print(f"accuracy {main():.3f}")
