"""Data sets of a user: three bars on noise, with transforms of the user's own."""

import random

import torch
from torch.utils.data import Dataset

SIDE = 8


class Bars(Dataset):
    """Pictures of a bar at one of three heights, which are the classes."""

    classes = ["top", "middle", "bottom"]

    def __init__(self, count: int, first: int = 0, transform: object = None) -> None:
        self.count, self.first, self.transform = count, first, transform

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        noise = torch.Generator().manual_seed(self.first + index)
        label = index % 3
        picture = 0.3 * torch.rand(1, SIDE, SIDE, generator=noise)
        picture[0, 3 * label : 3 * label + 2] += 1
        return (self.transform(picture) if callable(self.transform) else picture), label


def mirror(picture: torch.Tensor) -> torch.Tensor:
    """Mirrors half of the pictures, and shifts brightness."""
    turned = picture.flip(2) if random.random() < 0.5 else picture
    return turned + 0.1 * torch.rand(1)


def fail(picture: torch.Tensor) -> torch.Tensor:
    raise ValueError("no such picture")


def make_datasets(transform: str = "", count: int = 300) -> dict[str, Dataset]:
    change = {"mirror": mirror, "fail": fail}.get(transform)
    return {
        "train": Bars(count, transform=change),
        "val": Bars(45, 1000),
        "test": Bars(45, 2000),
    }
