"""Two models of timm on drawn pictures: a ResNet-18 teaches a MobileNetV3.

The pictures are those of examples/pictures: bars, crosses and rings. They are few, so
this shows the way and no gain.
"""

from __future__ import annotations

from pathlib import Path

import distillery
import timm
import torch
from objective import Objective
from torch import Tensor, nn
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

HERE = Path(__file__).parent
PICTURES = HERE.parent / "pictures" / "shapes"


def read_pictures(path: Path, size: int) -> tuple[Tensor, Tensor, list[str]]:
    """All pictures, [count, 3, size, size], their classes and the classes' names."""
    change = v2.Compose(
        [v2.ToImage(), v2.Resize((size, size)), v2.ToDtype(torch.float32, scale=True)]
    )
    folder = ImageFolder(str(path), transform=change)
    pictures, labels = zip(*folder)
    return torch.stack(pictures), torch.tensor(labels), folder.classes


def make_model(name: str, classes: int) -> nn.Module:
    model: nn.Module = timm.create_model(name, pretrained=False, num_classes=classes)
    return model


def main(path: Path = PICTURES, steps: int = 60, size: int = 64) -> float:
    """Trains both, and gives the student's accuracy on pictures that it never saw."""
    torch.manual_seed(1)
    pictures, labels, names = read_pictures(path, size)
    order = torch.randperm(len(labels))
    test, training = order[: len(order) // 5], order[len(order) // 5 :]
    teacher = make_model("resnet18", len(names))
    student = make_model("mobilenetv3_small_050", len(names))
    run = distillery.init(HERE / "timm-pair.distill.yaml", steps=steps)
    objective = Objective()
    for model, is_student in ((teacher, False), (student, True)):
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
        for step in range(1, steps + 1):
            chosen = training[torch.randint(0, len(training), (16,))]
            logits = model(pictures[chosen])
            if not is_student:
                loss = nn.functional.cross_entropy(logits, labels[chosen])
            else:
                with torch.no_grad():
                    answers = teacher(pictures[chosen])
                terms = objective(logits, answers, labels[chosen])
                loss = terms.loss
                numbers = {"hard": terms.hard, "soft": terms.soft}
                run.log({"loss": loss, **numbers}, step=step)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
    with torch.no_grad():
        figures = run.evaluate(
            "test",
            student(pictures[test]),
            labels[test],
            teacher=teacher(pictures[test]),
        )
    run.finish()
    return float(figures["accuracy"])


if __name__ == "__main__":
    print(f"accuracy {main():.3f}")
