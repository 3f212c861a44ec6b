"""The recorded cases of test/fixtures/objective, as a training loop has them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parent.parent / "fixtures" / "objective"
INDEX = json.loads((FOLDER / "objective.json").read_text(encoding="utf8"))
NUMBERS = np.load(FOLDER / "objective.npy")
CASES: int = INDEX["cases"]
RANDOM: int = INDEX["random"]


@dataclass(frozen=True)
class Case:
    """The inputs of one case; rows beyond `count` are padding."""

    student: npt.NDArray[np.float32]
    teachers: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
    temperature: float
    theta: float
    count: int


def recorded(name: str) -> npt.NDArray[np.float32]:
    """The numbers of all cases under a name."""
    place = INDEX["places"][name]
    size = int(np.prod(place["shape"]))
    offset = place["offset"]
    numbers: npt.NDArray[np.float32] = NUMBERS[offset : offset + size]
    return numbers.reshape(place["shape"])


def case_at(index: int) -> Case:
    count = int(recorded("count")[index])
    labels = recorded("labels")[index].astype(np.int64)
    weights = np.zeros(len(labels), dtype=np.float32)
    weights[:count] = 1
    return Case(
        recorded("student")[index],
        recorded("teachers")[index],
        labels,
        weights,
        float(recorded("T")[index]),
        float(recorded("theta")[index]),
        count,
    )
