"""Data sets out of a user's own Python: made, looked at, and read by example."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Optional, Sequence

import torch
from torch import Tensor

from ..faults import ModelFault, kind_of, listed
from .callables import call, described_files, find, loaded_files
from .draws import epoch_seeds, reading_seeds, seed_draws, state_of_draws
from .examples import Example, Label, example_of, sides

Asked = Mapping[str, Any]

_GIVEN = "data sets"
#: Splits in their order, by the words that people have for them.
_WORDS = {
    "train": ("train", "training"),
    "validation": ("validation", "val", "valid", "dev"),
    "test": ("test", "testing"),
}
_SPLITS = tuple(_WORDS)
#: Seeds of what is drawn while data sets are made, such as by `random_split`.
_MAKING = (1,)
#: Examples that are read twice, to see whether they are the same.
_TWICE = 4
#: Data sets within data sets that are looked through for names of classes.
_MAX_DEPTH = 20


class Pair:
    """A data set of two arrays: inputs and labels."""

    def __init__(self, inputs: Any, labels: Any, name: str) -> None:
        if len(inputs) != len(labels):
            raise ModelFault(
                f"{name} has {len(inputs)} inputs and {len(labels)} labels",
                "give a label for each input",
            )
        self.inputs, self.labels = inputs, labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self.inputs[index], self.labels[index]


class Rows(NamedTuple):
    """Examples that were read: rows of one kind, and their labels."""

    #: [examples, …shape of a row], bytes or float32.
    values: Tensor
    labels: list[Label]
    #: Whether reading them has drawn at random.
    draws: bool


class UserDataSets:
    """Data sets of a user's by their split, all of whose rows are of one kind."""

    def __init__(self, name: str, splits: Mapping[str, Any]) -> None:
        self.name = name
        self.splits = splits
        self.counts = {split: _count(one, split) for split, one in splits.items()}
        #: Splits whose examples were seen to be drawn at random.
        self._drawn: set[str] = set()
        seed_draws(reading_seeds(0, 0))
        #: The first row, which says what all others are.
        self._first = self._example("train", 0).row

    @property
    def shape(self) -> list[int]:
        """Sides of a row, channels last."""
        return list(self._first.shape)

    @property
    def is_bytes(self) -> bool:
        return self._first.dtype == torch.uint8

    def class_names(self) -> Optional[list[str]]:
        """Names of the classes that the training data set has as `classes`."""
        held = self.splits["train"]
        for _ in range(_MAX_DEPTH):
            names = getattr(held, "classes", None)
            if isinstance(names, (list, tuple)) and len(names) > 1:
                return [str(name) for name in names]
            inner = getattr(held, "datasets", None)
            held = inner[0] if isinstance(inner, (list, tuple)) and inner else held
            held = getattr(held, "dataset", held)
        return None

    def read(self, split: str, start: int, count: int) -> Rows:
        """Reads examples once, with draws that are the same in each reading."""
        place = _SPLITS.index(split)
        indices = range(start, start + count)
        if split not in self._drawn:
            # Where nothing is drawn there is nothing to seed.
            seed_draws(reading_seeds(place, start))
            before = state_of_draws()
            read = [self._example(split, one) for one in indices]
            rows = self._rows(split, read, indices)
            if state_of_draws() == before:
                self._assert_repeatable(split, rows, start)
                return rows
            self._drawn.add(split)
        seeds = [reading_seeds(place, one) for one in indices]
        rows = self._seeded(split, indices, seeds)
        self._assert_repeatable(split, rows, start)
        return rows._replace(draws=True)

    def redraw(self, indices: Sequence[int], seed: int, epoch: int) -> Rows:
        """Reads training examples as an epoch of a training sees them."""
        seeds = [epoch_seeds(seed, epoch, one) for one in indices]
        return self._seeded("train", indices, seeds)

    def _seeded(
        self, split: str, indices: Sequence[int], seeds: Sequence[tuple[int, ...]]
    ) -> Rows:
        read: list[Example] = []
        for index, own in zip(indices, seeds):
            seed_draws(own)
            read.append(self._example(split, index))
        return self._rows(split, read, indices)

    def _example(self, split: str, index: int) -> Example:
        return example_of(self.splits[split][index], _place(split, index))

    def _rows(
        self,
        split: str,
        read: Sequence[Example],
        indices: Sequence[int],
    ) -> Rows:
        first = self._first
        for index, (row, _) in zip(indices, read):
            if row.shape != first.shape or row.dtype != first.dtype:
                raise ModelFault(
                    f"{self.name}: the input of {_place(split, index)} is"
                    f" {_kind(row)}, and the first"
                    f" of train is {_kind(first)}",
                    "let all examples have one size and type: a transform brings them"
                    " to it",
                )
        values = torch.stack([row for row, _ in read]) if read else first[None][:0]
        self._assert_finite(values, split, indices)
        return Rows(values, [label for _, label in read], False)

    def _assert_finite(
        self, values: Tensor, split: str, indices: Sequence[int]
    ) -> None:
        if values.dtype == torch.uint8 or bool(torch.isfinite(values).all()):
            return
        wrong = ~torch.isfinite(values.flatten(1)).all(1)
        at = int(wrong.nonzero()[0])
        row = values[at].flatten()
        number = float(row[~torch.isfinite(row)][0])
        raise ModelFault(
            f"{self.name}: the input of {_place(split, indices[at])} has the number"
            f" {number}",
            "leave such examples out, or fill the number in",
        )

    def _assert_repeatable(self, split: str, rows: Rows, start: int) -> None:
        """Reads the first few again: what differs could not be resumed."""
        if start > 0:
            return
        place = _SPLITS.index(split)
        for index in range(min(_TWICE, len(rows.labels))):
            seed_draws(reading_seeds(place, index))
            row, label = self._example(split, index)
            is_same = row.shape == rows.values[index].shape and bool(
                torch.equal(row, rows.values[index])
            )
            if is_same and label == rows.labels[index]:
                continue
            raise ModelFault(
                f"{self.name}: {_place(split, index)} is another one when it is read"
                " again",
                "draw by torch, random or numpy.random, which are seeded for each"
                " example, and by no generator of your own",
            )


def make_datasets(asked: Asked) -> UserDataSets:
    """The data sets of a config. Raises ModelFault where they cannot be used."""
    name: str = asked["name"]
    # Nothing of the user's code needs the threads that a training takes.
    torch.set_num_threads(1)
    made_by = find(asked, _GIVEN)
    seed_draws(_MAKING)
    return UserDataSets(name, _splits_of(call(name, made_by, asked["args"]), name))


def describe(data: UserDataSets, asked: Asked) -> dict[str, Any]:
    """Counts of the splits, kind of the rows, classes, and the files of the code."""
    return {
        "counts": data.counts,
        "shape": data.shape,
        "isBytes": data.is_bytes,
        "classes": data.class_names(),
        "files": described_files(loaded_files(asked)),
    }


def write_rows(rows: Rows, file: str) -> dict[str, Any]:
    """Writes rows into a file; gives their labels, and whether they were drawn."""
    with open(file, "wb") as target:
        target.write(rows.values.contiguous().view(-1).numpy().data)
    return {"labels": rows.labels, "draws": rows.draws}


def _splits_of(made: Any, name: str) -> dict[str, Any]:
    """The data sets by the words of a config. Raises ModelFault."""
    if isinstance(made, Mapping):
        named = _by_words(made, name)
    elif isinstance(made, (tuple, list)) and not _is_pair(made):
        if len(made) > len(_SPLITS):
            raise ModelFault(
                f"{name} gives {kind_of(made)}",
                "give train, validation and test in this order, or a dict of them",
            )
        named = {split: one for split, one in zip(_SPLITS, made) if one is not None}
    else:
        named = {"train": made}
    if "train" not in named:
        raise ModelFault(
            f"{name} gives no data set to train on",
            "give it first, or by the key 'train'",
        )
    return {split: _data_set(one, split, name) for split, one in named.items()}


def _by_words(made: Mapping[Any, Any], name: str) -> dict[str, Any]:
    known = {word: split for split, words in _WORDS.items() for word in words}
    named: dict[str, Any] = {}
    for key, one in made.items():
        split = known.get(str(key).lower())
        if split is None or split in named:
            raise ModelFault(
                f"{name} gives a dict with "
                + (f"two of {split}" if split else f"the key {key!r}"),
                f"its keys are {listed([repr(one) for one in _SPLITS])}",
            )
        if one is not None:
            named[split] = one
    return named


def _is_pair(made: Sequence[Any]) -> bool:
    """Whether two arrays are inputs and labels, and no two data sets."""
    return len(made) == 2 and all(_is_array(one) for one in made)


def _is_array(value: Any) -> bool:
    return isinstance(value, Tensor) or type(value).__module__ == "numpy"


def _data_set(one: Any, split: str, name: str) -> Any:
    if isinstance(one, (tuple, list)) and _is_pair(one):
        return Pair(one[0], one[1], f"{name}: {split}")
    if isinstance(one, torch.utils.data.DataLoader):
        raise ModelFault(
            f"{name} gives a DataLoader for {split}",
            "give its data set, `loader.dataset`: batches are drawn by the run, so that"
            " it can be resumed",
        )
    if isinstance(one, torch.utils.data.IterableDataset):
        raise ModelFault(
            f"{name} gives an IterableDataset for {split}, whose examples have no"
            " places",
            "give one with __len__ and __getitem__, such as list(dataset)",
        )
    has_places = hasattr(one, "__getitem__") and hasattr(one, "__len__")
    is_other = _is_array(one) or isinstance(one, (str, bytes, Mapping))
    if has_places and not is_other:
        return one
    raise ModelFault(
        f"{name} gives {kind_of(one)} for {split}",
        "give a torch.utils.data.Dataset, or (inputs, labels)",
    )


def _count(one: Any, split: str) -> int:
    count = len(one)
    if count > 0:
        return count
    raise ModelFault(
        f"the data set for {split} is empty",
        "leave it out, or look at why it has no example",
    )


def _place(split: str, index: int) -> str:
    return f"example {index} of {split}"


def _kind(row: Tensor) -> str:
    kind = "bytes" if row.dtype == torch.uint8 else "float32"
    # As the user's code has it, with the channels first.
    shown = row.permute(2, 0, 1) if row.dim() == 3 else row
    return f"{sides(shown)} of {kind}"
