"""Data sets with transforms of one's own, as any PyTorch project has them."""

from __future__ import annotations

from pathlib import Path

import torch
from torch.utils.data import Dataset, Subset
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

HERE = Path(__file__).parent


def make_datasets(side: int = 32, degrees: float = 10.0) -> dict[str, Dataset]:
    """Two of five pictures of each class are held back; the others turn a little."""
    plain = [
        v2.ToImage(),
        v2.Resize((side, side)),
        v2.ToDtype(torch.float32, scale=True),
    ]
    changed = v2.Compose([*plain, v2.RandomRotation(degrees)])
    seen = ImageFolder(str(HERE / "shapes"), transform=changed)
    held = ImageFolder(str(HERE / "shapes"), transform=v2.Compose(plain))
    places = range(len(held))
    return {
        "train": Subset(seen, [one for one in places if one % 5 > 1]),
        "validation": Subset(held, [one for one in places if one % 5 == 0]),
        "test": Subset(held, [one for one in places if one % 5 == 1]),
    }
