"""A teacher's kept answers to token sequences, read at any temperature they cover.

Between neighbouring temperatures the logit of the rest is interpolated (cubic Hermite,
by the derivatives that were kept). It cannot be had for others.
"""

from __future__ import annotations

import json
import math
from hashlib import sha256
from pathlib import Path
from typing import Any, Optional, Sequence

import numpy as np
import torch
from torch import Tensor

from ..errors import DistilleryError
from .answers_format import (
    DIGEST_BYTES,
    FORMAT_VERSION,
    INDEX,
    SEQUENCES,
    TABLES,
    sequence_digest,
)
from .merging import MergedAnswers
from .vocabulary import tokenizer_digest

#: Largest ratio of neighbouring temperatures between which the rest is interpolated.
MAX_RATIO = 1.5


class KeptAnswers:
    """Answers of a folder. Raises DistilleryError where they do not fit or are damaged.

    `tokenizer` is that of the student, which has to be the teacher's. `verifies` reads
    all of it and compares its hashes.
    """

    def __init__(
        self, folder: Path, *, tokenizer: Any = None, verifies: bool = True
    ) -> None:
        self._folder = Path(folder)
        index = self._read_index()
        self.vocabulary: int = index["vocabulary"]
        self.top: int = index["top"]
        self.temperatures: list[float] = index["temperatures"]
        self._lengths: list[int] = index["lengths"]
        self._check_tokenizer(index["tokenizer"], tokenizer)
        if verifies:
            self._verify(index["sha256"])
        count = sum(self._lengths)
        widths = {"top": self.top, "temperatures": len(self.temperatures)}
        self._tables = {
            name: self._table(name, dtype, (count, widths[columns]))
            for name, (dtype, columns) in TABLES.items()
        }
        starts = np.concatenate([[0], np.cumsum(self._lengths)]).astype(int)
        digests = self._table(SEQUENCES, "|u1", (len(self._lengths), DIGEST_BYTES))
        self._starts = {bytes(one): int(at) for one, at in zip(digests, starts)}

    def __len__(self) -> int:
        """Sequences that are kept."""
        return len(self._lengths)

    def covers(self, temperature: float) -> bool:
        """Whether the answers can be had at a temperature."""
        return self._neighbours(temperature) is not None

    def check_temperatures(self, wanted: Sequence[float]) -> None:
        """Raises DistilleryError where one of them is not covered, which it names."""
        missing = [one for one in wanted if not self.covers(one)]
        if not missing:
            return
        kept = ", ".join(f"{one:g}" for one in self.temperatures)
        span = f"{min(wanted):g}"
        if max(wanted) > min(wanted):
            span += f" to {max(wanted):g}"
        raise DistilleryError(
            f"the objective compares at T = {span}, and the answers were kept for T ="
            f" {kept}: the probability of the rest at T = {missing[0]:g} cannot be had"
            " from them. Keep them again for the schedule's lowest and highest"
            f" temperature and some between, each at most {MAX_RATIO:g} times the one"
            " before"
        )

    def find(
        self, ids: Tensor, temperature: float, *, mask: Optional[Tensor] = None
    ) -> MergedAnswers:
        """The answers to sequences, [batch, length], at a temperature.

        Sequences are known by their tokens, in whatever order they come. Raises
        DistilleryError where one was not kept.
        """
        self.check_temperatures([temperature])
        shape = ids.shape
        classes = np.zeros((*shape, self.top), dtype="int64")
        logits = np.zeros((*shape, self.top), dtype="float32")
        rest = np.zeros(shape, dtype="float64")
        counts = torch.ones_like(ids) if mask is None else mask
        for number, (own, count) in enumerate(zip(ids.cpu(), counts.cpu())):
            places = count.nonzero()[:, 0].numpy()
            rows = self._rows_of(number, own[count.nonzero()[:, 0]])
            classes[number, places] = self._tables["classes"][rows]
            logits[number, places] = self._tables["logits"][rows]
            rest[number, places] = self._rest(rows, temperature)
        is_whole = self.top == self.vocabulary
        return MergedAnswers(
            torch.from_numpy(classes).to(ids.device),
            torch.from_numpy(logits).to(ids.device),
            None if is_whole else torch.from_numpy(rest).float().to(ids.device),
            temperature,
            self.vocabulary,
            None if mask is None else mask.to(ids.device) > 0,
        )

    def _rows_of(self, number: int, own: Tensor) -> slice:
        if len(own) == 0:
            return slice(0, 0)
        start = self._starts.get(sequence_digest(own))
        if start is None:
            raise DistilleryError(
                f"there are no kept answers to sequence {number} of the batch"
                f" ({len(own)} tokens, the first {own[:5].tolist()}): the teacher was"
                " asked about other tokens. Cut and tokenize the texts as they were"
                " when the answers were kept, or keep them again"
            )
        return slice(start, start + len(own))

    def _rest(self, rows: slice, temperature: float) -> Any:
        """The logit of the rest, by a cubic Hermite between two temperatures."""
        found = self._neighbours(temperature)
        assert found is not None
        low, high = found
        rest, slopes = self._tables["rest"], self._tables["slopes"]
        if low == high:
            return rest[rows, low]
        width = self.temperatures[high] - self.temperatures[low]
        x = (temperature - self.temperatures[low]) / width
        with np.errstate(invalid="ignore"):
            return (
                (1 + 2 * x) * (1 - x) ** 2 * rest[rows, low].astype("float64")
                + x * (1 - x) ** 2 * width * slopes[rows, low]
                + x**2 * (3 - 2 * x) * rest[rows, high].astype("float64")
                + x**2 * (x - 1) * width * slopes[rows, high]
            )

    def _neighbours(self, temperature: float) -> Optional[tuple[int, int]]:
        for place, one in enumerate(self.temperatures):
            if math.isclose(one, temperature, rel_tol=1e-6):
                return place, place
        for place, (low, high) in enumerate(
            zip(self.temperatures, self.temperatures[1:])
        ):
            if low < temperature < high and high <= MAX_RATIO * low * (1 + 1e-9):
                return place, place + 1
        return None

    def _read_index(self) -> dict[str, Any]:
        path = self._folder / INDEX
        try:
            index: dict[str, Any] = json.loads(path.read_text("utf8"))
        except FileNotFoundError:
            raise DistilleryError(
                f"{self._folder} holds no kept answers: {INDEX} is missing, which is"
                " written when all have been kept"
            ) from None
        except (OSError, ValueError) as error:
            raise DistilleryError(f"{path} cannot be read: {error}") from error
        if index.get("formatVersion") != FORMAT_VERSION:
            raise DistilleryError(
                f"{path} has format {index.get('formatVersion')}, and this version"
                f" reads {FORMAT_VERSION}; keep the answers again"
            )
        return index

    def _check_tokenizer(self, kept: Optional[str], tokenizer: Any) -> None:
        if kept is None or tokenizer is None or kept == tokenizer_digest(tokenizer):
            return
        size = len(tokenizer.get_vocab())
        raise DistilleryError(
            f"the answers in {self._folder} were kept with another tokenizer (of"
            f" {self.vocabulary} tokens, SHA-256 {kept[:8]}) than the student's (of"
            f" {size}, {tokenizer_digest(tokenizer)[:8]}); take the teacher's tokenizer"
            " for both"
        )

    def _verify(self, expected: dict[str, str]) -> None:
        for name in (*TABLES, SEQUENCES):
            path = self._folder / f"{name}.bin"
            digest = sha256()
            try:
                with open(path, "rb") as file:
                    while block := file.read(2**20):
                        digest.update(block)
            except OSError as error:
                raise DistilleryError(f"{path} cannot be read: {error}") from error
            if digest.hexdigest() != expected.get(name):
                raise DistilleryError(
                    f"{path} is damaged: its SHA-256 is not the one in {INDEX}; keep"
                    " the answers again"
                )

    def _table(self, name: str, dtype: str, shape: tuple[int, int]) -> Any:
        path = self._folder / f"{name}.bin"
        wanted = shape[0] * shape[1] * np.dtype(dtype).itemsize
        size = path.stat().st_size if path.is_file() else -1
        if size != wanted:
            raise DistilleryError(
                f"{path} has {max(size, 0)} bytes, and {INDEX} says {wanted}; keep the"
                " answers again"
            )
        if wanted == 0:
            return np.zeros(shape, dtype=dtype)
        return np.memmap(path, dtype=dtype, mode="r", shape=shape)
