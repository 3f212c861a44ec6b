"""Data sets of a user's own code: accepted forms, draws, and faults in words."""

from __future__ import annotations

import hashlib
import itertools
import re
import sys
from pathlib import Path
from typing import Any, Iterator

import numpy
import pytest
import torch
from distillery.training.faults import ModelFault, users_line
from distillery.training.user.datasets import (
    UserDataSets,
    describe,
    make_datasets,
    write_rows,
)
from distillery.training.user.examples import example_of, row_of

HEAD = """
import random
import numpy
import torch
from torch.utils.data import *

class Own(Dataset):
    def __init__(self, read, count=6, classes=None):
        self.read, self.count = read, count
        if classes:
            self.classes = classes
    def __len__(self):
        return self.count
    def __getitem__(self, index):
        return self.read(index)

def plain(index):
    return torch.full((1, 2, 3), float(index)), index % 2

"""

numbers = itertools.count()


@pytest.fixture(autouse=True)
def _modules() -> Iterator[None]:
    before, path = set(sys.modules), list(sys.path)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]
    sys.path[:] = path


def made(folder: Path, body: str, **args: Any) -> UserDataSets:
    """The data sets of `def make(…)` in a file."""
    return make_datasets(asked(folder, body, **args))


def asked(folder: Path, body: str, **args: Any) -> dict[str, Any]:
    file = folder / f"data{next(numbers)}.py"
    file.write_text(HEAD + body)
    return {
        "name": f"{file.name}:make",
        "place": file.name,
        "callable": "make",
        "file": str(file),
        "args": args,
    }


def message(error: pytest.ExceptionInfo[ModelFault]) -> str:
    return f"{error.value}; {error.value.hint}"


FORMS = {
    "a dict": "return {'train': Own(plain), 'test': Own(plain, 2)}",
    "other words": "return {'training': Own(plain), 'testing': Own(plain, 2)}",
    "a tuple": "return Own(plain), None, Own(plain, 2)",
}


@pytest.mark.parametrize("body", FORMS.values(), ids=FORMS.keys())
def test_data_sets_come_by_their_words_or_in_their_order(
    tmp_path: Path, body: str
) -> None:
    data = made(tmp_path, f"def make():\n    {body}\n")
    assert data.counts == {"train": 6, "test": 2}
    assert data.shape == [2, 3, 1]
    rows = data.read("train", 2, 3)
    assert rows.values[:, 0, 0, 0].tolist() == [2.0, 3.0, 4.0]
    assert rows.labels == [0, 1, 0]
    assert not rows.draws


def test_tensors_and_arrays_are_data_sets_of_inputs_and_labels(tmp_path: Path) -> None:
    body = """
def make(kind):
    x = torch.arange(24, dtype=torch.uint8).reshape(4, 3, 2, 1)
    y = torch.tensor([1, 0, 1, 0])
    if kind == "torch":
        return x, y
    return {"train": (x.numpy(), y.numpy()), "val": (x, y)}
"""
    for kind in ("torch", "numpy"):
        data = made(tmp_path, body, kind=kind)
        assert data.is_bytes
        assert data.shape == [2, 1, 3]
        rows = data.read("train", 0, 4)
        # Channels last, as the trainer has them.
        assert rows.values[0].flatten().tolist() == [0, 2, 4, 1, 3, 5]
        assert rows.labels == [1, 0, 1, 0]


def test_names_of_classes_are_found_within_subsets(tmp_path: Path) -> None:
    body = """
def make():
    whole = Own(plain, 8, classes=("cat", "dog"))
    first, second = random_split(whole, [6, 2])
    return ConcatDataset([first]), second
"""
    assert made(tmp_path, body).class_names() == ["cat", "dog"]


def test_a_split_at_random_is_the_same_in_each_process(tmp_path: Path) -> None:
    body = """
def make():
    first, second = random_split(Own(plain, 50), [40, 10])
    return first, second
"""
    read = [made(tmp_path, body).read("validation", 0, 10) for _ in range(2)]
    assert torch.equal(read[0].values, read[1].values)


DRAWS = {
    "torch": "torch.rand(4)",
    "numpy": "torch.from_numpy(numpy.random.rand(4))",
    "random": "torch.tensor([random.random() for _ in range(4)])",
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS.keys())
def test_draws_of_a_transform_are_seen_and_the_same_again(
    tmp_path: Path, draw: str
) -> None:
    body = f"""
def drawn(index):
    # One in three examples alone is changed.
    return ({draw} if index % 3 == 2 else torch.zeros(4)), index % 2

def make():
    return Own(drawn, 12), Own(plain_row, 4)

def plain_row(index):
    return torch.ones(4), 0
"""
    data, again = made(tmp_path, body), made(tmp_path, body)
    whole = data.read("train", 0, 12)
    assert whole.draws
    assert not data.read("validation", 0, 4).draws
    # By the place of the example, and by no order, chunk or process.
    parts = [again.read("train", 6, 6), again.read("train", 0, 6)]
    assert torch.equal(torch.cat([parts[1].values, parts[0].values]), whole.values)
    epoch = data.redraw([5, 2, 8], 1, 0)
    assert torch.equal(epoch.values[1], again.redraw([2], 1, 0).values[0])
    others = [data.redraw([2], 1, 1), data.redraw([2], 2, 0), data.redraw([5], 1, 0)]
    for other in (*others, data.read("train", 2, 1)):
        assert not torch.equal(other.values[0], epoch.values[1])


def test_rows_and_files_are_told(tmp_path: Path) -> None:
    question = asked(tmp_path, "def make():\n    return Own(plain)\n")
    data = make_datasets(question)
    told = describe(data, question)
    source = Path(question["file"]).read_bytes()
    assert told["files"][0]["sha256"] == hashlib.sha256(source).hexdigest()
    assert told["classes"] is None
    file = tmp_path / "rows"
    answer = write_rows(data.read("train", 1, 2), str(file))
    assert answer == {"labels": [1, 0], "draws": False}
    assert numpy.fromfile(file, numpy.float32).tolist() == [1.0] * 6 + [2.0] * 6


FAULTS = {
    "no data set to train on": (
        "return {'test': Own(plain)}",
        r"gives no data set to train on; give it first, or by the key 'train'",
    ),
    "an unknown key": (
        "return {'train': Own(plain), 'tset': Own(plain)}",
        r"a dict with the key 'tset'; its keys are 'train', 'validation', 'test'",
    ),
    "one split twice": (
        "return {'val': Own(plain), 'valid': Own(plain)}",
        r"two of validation",
    ),
    "too many": ("return [Own(plain)] * 4", r"gives a list of 4; give train, valid"),
    "None": ("return None", r"gives None for train; give a torch.utils.data.Dataset"),
    "a loader": (
        "return DataLoader(Own(plain))",
        r"gives a DataLoader for train; give its data set, `loader.dataset`",
    ),
    "a data set without places": (
        "return type('S', (IterableDataset,), {'__iter__': 0})()",
        r"an IterableDataset for train, whose examples have no places",
    ),
    "an empty one": ("return Own(plain, 0)", r"data set for train is empty"),
    "arrays of two lengths": (
        "return torch.zeros(3, 2), torch.zeros(2, dtype=int)",
        r"train has 3 inputs and 2 labels",
    ),
    "no pair": (
        "return Own(lambda index: {'x': 1})",
        r"example 0 of train is a dict; let __getitem__ return \(input, label\)",
    ),
    "a picture": (
        "return Own(lambda index: (object(), 0))",
        r"the input of example 0 of train is an object; give a tensor",
    ),
    "channels last": (
        "return Own(lambda index: (torch.zeros(8, 8, 3), 0))",
        r"is 8×8×3, with its channels last; PyTorch has them first",
    ),
    "four axes": (
        "return Own(lambda index: (torch.zeros(1, 1, 8, 8), 0))",
        r"has 4 axes \(1×1×8×8\)",
    ),
}

READING_FAULTS = {
    "another size": (
        "return Own(lambda index: (torch.zeros(1, 2, 3 + index // 4), 0))",
        r"example 4 of train is 1×2×4 of float32, and the first of train is 1×2×3 of",
    ),
    "another type": (
        "return Own(lambda i: (torch.zeros(3, dtype=[int, torch.uint8][i > 1]), 0))",
        r"example 2 of train is 3 of bytes, and the first of train is 3 of float32",
    ),
    "NaN": (
        "return Own(lambda i: (torch.tensor([1.0, float('nan') if i == 5 else 0]), 0))",
        r"example 5 of train has the number nan; leave such examples out",
    ),
    "a measurement": (
        "return Own(lambda index: (torch.zeros(3), index / 2))",
        r"the label of example 0 of train is 0.0, which is no class",
    ),
    "shares of classes": (
        "return Own(lambda index: (torch.zeros(3), torch.tensor([0.5, 0.5])))",
        r"the label of example 0 of train is a list of 2; give the index of its class",
    ),
    "a generator of its own": (
        "draw = numpy.random.default_rng(1)\n"
        "    return Own(lambda index: (torch.tensor([draw.random()]), 0))",
        r"example 0 of train is another one when it is read again; draw by torch",
    ),
}


@pytest.mark.parametrize("body,expected", FAULTS.values(), ids=FAULTS.keys())
def test_what_is_no_data_set_is_refused(
    tmp_path: Path, body: str, expected: str
) -> None:
    with pytest.raises(ModelFault, match=".") as error:
        made(tmp_path, f"def make():\n    {body}\n")
    assert_matches(expected, message(error))


@pytest.mark.parametrize(
    "body,expected", READING_FAULTS.values(), ids=READING_FAULTS.keys()
)
def test_an_example_that_cannot_be_used_is_named(
    tmp_path: Path, body: str, expected: str
) -> None:
    with pytest.raises(ModelFault, match=".") as error:
        made(tmp_path, f"def make():\n    {body}\n").read("train", 0, 6)
    assert_matches(expected, message(error))


def assert_matches(expected: str, text: str) -> None:
    assert re.search(expected, text), text


def test_a_failure_of_the_code_is_told_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "def make():\n    return Own(fail)\n\ndef fail(index):\n    [][index]\n"
    question = asked(tmp_path, body)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IndexError) as error:
        make_datasets(question)
    line = HEAD.count("\n") + 5
    assert users_line(error.value) == f"{question['place']}:{line}"


def test_a_missing_callable_has_its_near_names(tmp_path: Path) -> None:
    question = asked(tmp_path, "def make_datasets():\n    return Own(plain)\n")
    with pytest.raises(ModelFault) as error:
        make_datasets({**question, "callable": "make_dataset"})
    assert "did you mean 'make_datasets'" in message(error)


def test_labels_may_be_names_numbers_and_arrays_of_one() -> None:
    row = torch.zeros(2)
    given = ["cat", 3, True, numpy.int64(4), torch.tensor(5), torch.tensor([6])]
    labels = [example_of((row, label), "it").label for label in given]
    assert labels == ["cat", 3, 1, 4, 5, 6]


def test_pictures_of_pillow_are_taken_in_gray_and_colour() -> None:
    from PIL import Image

    picture = Image.new("RGB", (4, 2), (1, 2, 3))
    row = row_of(picture, "it")
    assert list(row.shape) == [2, 4, 3]
    assert row.dtype == torch.uint8
    assert row[0, 0].tolist() == [1, 2, 3]
    with pytest.raises(ModelFault, match="picture of mode P"):
        row_of(picture.convert("P"), "it")
