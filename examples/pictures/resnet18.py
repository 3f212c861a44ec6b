"""Trains torchvision's ResNet-18 on the pictures: `resnet18.pt` teaches in the config.

Nothing is fetched. A teacher that was trained elsewhere needs none of this.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch import nn
from torchvision.datasets import ImageFolder
from torchvision.models import resnet18
from torchvision.transforms import v2

HERE = Path(__file__).parent


def main(steps: int = 60) -> float:
    """Trains the network, keeps it, and gives its accuracy on all pictures."""
    torch.manual_seed(1)
    change = v2.Compose(
        [
            v2.ToImage(),
            v2.Resize((32, 32)),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    pictures, labels = zip(*ImageFolder(str(HERE / "shapes"), transform=change))
    images, wanted = torch.stack(pictures), torch.tensor(labels)
    model = resnet18(num_classes=3)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for _ in range(steps):
        chosen = torch.randint(0, len(wanted), (16,))
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[chosen]), wanted[chosen]).backward()
        optimizer.step()
    torch.save(model.state_dict(), HERE / "resnet18.pt")
    with torch.no_grad():
        right = model.eval()(images).argmax(dim=1) == wanted
    return float(right.float().mean())


if __name__ == "__main__":
    print(f"accuracy {main(*map(int, sys.argv[1:])):.3f}")
