"""Models of a user, right and wrong ones."""

import os
import pickle
from types import SimpleNamespace

import torch
from torch import nn


def make_mlp(hidden: int = 16, dropout: float = 0.0, inputs: int = 784) -> nn.Module:
    """Pixels → ten logits."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(inputs, hidden),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(hidden, 10),
    )


class Normed(nn.Module):
    """With a moving average, a lazy layer, and logits in an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(1, 4, 3, stride=2)
        self.norm = nn.BatchNorm2d(4)
        self.head = nn.LazyLinear(10)
        self.dropout = nn.Dropout(0.2)

    def forward(self, images: torch.Tensor) -> SimpleNamespace:
        values = torch.relu(self.norm(self.convolution(images)))
        return SimpleNamespace(logits=self.head(self.dropout(values.flatten(1))))


class Columns(nn.Module):
    """A teacher without weights: the sums of ten pairs of columns of 20×20 pixels."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return images.view(-1, 20, 10, 2).sum((1, 3))


class Broken(nn.Module):
    """Answers wrongly, in one of some ways."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.how = how
        self.layer = nn.Linear(784, 10)

    def forward(self, images: torch.Tensor) -> object:
        logits = self.layer(images.flatten(1))
        if self.how == "raise":
            raise ValueError("no such thing")
        if self.how == "late" and self.training:
            raise RuntimeError("only in training")
        if self.how == "second" and self.training and os.environ["RANK"] == "1":
            raise RuntimeError("in the second process alone")
        if self.how == "random" and torch.are_deterministic_algorithms_enabled():
            raise RuntimeError("deterministic algorithms are asked for")
        answers = {
            "tuple": (logits, logits),
            "none": None,
            "wide": torch.cat([logits, logits], 1),
            "nan": logits * float("nan"),
            "softmax": logits.softmax(1),
        }
        return answers.get(self.how, logits)


class Tight(nn.Module):
    """Needs more memory than there is for more than some rows at a time."""

    def __init__(self, rows: int, of: str = "card", norm: bool = False) -> None:
        super().__init__()
        self.rows, self.of = rows, of
        first = [nn.BatchNorm1d(784)] if norm else []
        self.layers = nn.Sequential(nn.Flatten(), *first, nn.Linear(784, 10))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.layers(images)
        if images.shape[0] > self.rows and self.of == "card":
            # PyTorch's own class, by the name that all of its versions have.
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate")
        if images.shape[0] > self.rows:
            torch.empty(1 << 50)
        return logits


def make_nothing() -> str:
    return "no model"


def make_half() -> nn.Module:
    return make_mlp().half()


def make_frozen() -> nn.Module:
    return make_mlp().requires_grad_(False)


class _Harmful:
    def __reduce__(self) -> object:
        return (print, ("executed",))


def make_and_save(folder: str) -> nn.Module:
    """Writes files of weights, good and bad ones."""
    torch.manual_seed(7)
    model = make_mlp(8)
    good = model.state_dict()
    torch.save(good, f"{folder}/good.pt")
    torch.save(
        {"state_dict": {f"module.{k}": v for k, v in good.items()}},
        f"{folder}/wrapped.pt",
    )
    torch.save(
        {
            **{k: v for k, v in good.items() if k != "4.bias"},
            "head.bias": good["4.bias"],
        },
        f"{folder}/keys.pt",
    )
    torch.save(make_mlp(9).state_dict(), f"{folder}/other.pt")
    torch.save([1, 2], f"{folder}/list.pt")
    with open(f"{folder}/harmful.pt", "wb") as file:
        pickle.dump(_Harmful(), file, protocol=2)
    with open(f"{folder}/text.pt", "w") as file:
        file.write("no weights")
    return model
