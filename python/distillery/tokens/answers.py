"""A teacher's answers to token sequences, kept on a disk: the largest k, and the rest.

A folder holds for each token the largest logits and, for some temperatures, the logit
of all others together, with its derivative by the temperature: between neighbouring
temperatures it is interpolated (cubic Hermite). It cannot be had for others.
"""

from __future__ import annotations

import json
import math
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Optional, Sequence

import numpy as np
import torch
from torch import Tensor

from ..errors import DistilleryError
from ..protocol.files import replacing
from .merging import MergedAnswers
from .vocabulary import tokenizer_digest

_INDEX = "answers.json"
_FORMAT = 1
#: Bytes of the digest of a sequence.
_DIGEST = 16
#: Largest ratio of neighbouring temperatures between which the rest is interpolated.
MAX_RATIO = 1.5
#: Numbers of logits that are worked on at once.
_CHUNK = 2**22


class _Part(NamedTuple):
    """A table of the folder: its type, and its columns by the settings."""

    dtype: str
    columns: str


#: The tables of a folder, a row for each token, but for the sequences.
_PARTS = {
    "classes": _Part("<i4", "top"),
    "logits": _Part("<f4", "top"),
    "rest": _Part("<f4", "temperatures"),
    "slopes": _Part("<f4", "temperatures"),
}


class AnswersWriter:
    """Keeps answers of a teacher in a folder; it can be read after `close`.

    `top` is how many logits of a token are kept, `temperatures` for which objectives.
    With a tokenizer, readers can tell whether theirs is the same.
    """

    def __init__(
        self,
        folder: Path,
        *,
        vocabulary: int,
        top: int,
        temperatures: Sequence[float],
        tokenizer: Any = None,
    ) -> None:
        if not 1 <= top <= vocabulary:
            raise ValueError(f"top is {top}; a vocabulary of {vocabulary} has 1 to all")
        self._temperatures = sorted(set(map(float, temperatures)))
        if not self._temperatures or not all(
            math.isfinite(one) and one > 0 for one in self._temperatures
        ):
            raise ValueError(
                f"temperatures are {list(temperatures)}; give one or more above 0"
            )
        self._folder, self._vocabulary, self._top = Path(folder), vocabulary, top
        self._tokenizer = None if tokenizer is None else tokenizer_digest(tokenizer)
        self._folder.mkdir(parents=True, exist_ok=True)
        if (self._folder / _INDEX).exists():
            raise DistilleryError(
                f"{self._folder} holds answers already; name another folder"
            )
        self._files: dict[str, BinaryIO] = {
            name: open(self._folder / f"{name}.bin", "wb")  # noqa: SIM115
            for name in (*_PARTS, "sequences")
        }
        self._hashes = {name: sha256() for name in self._files}
        self._lengths: list[int] = []
        self._known: set[bytes] = set()

    def add(
        self, ids: Tensor, logits: Tensor, *, mask: Optional[Tensor] = None
    ) -> None:
        """Keeps the answers to sequences: `ids`, [batch, length], and their logits.

        `mask`, [batch, length], leaves padding out, as an attention mask does. A
        sequence that is kept already is passed over. Raises ValueError where shapes
        differ or a logit is no number.
        """
        if logits.shape != (*ids.shape, self._vocabulary):
            raise ValueError(
                f"logits have shape {list(logits.shape)}; give"
                f" {[*ids.shape, self._vocabulary]} for ids of {list(ids.shape)}"
            )
        counts = torch.ones_like(ids) if mask is None else mask.to(ids.device)
        for number, (own, count) in enumerate(zip(ids, counts)):
            places = count.nonzero()[:, 0]
            digest = _digest(own[places])
            if len(places) == 0 or digest in self._known:
                continue
            for start in range(0, len(places), self._rows_at_once):
                chosen = places[start : start + self._rows_at_once]
                self._keep(logits[number].index_select(0, chosen.to(logits.device)))
            self._known.add(digest)
            self._lengths.append(len(places))
            self._write("sequences", digest)

    @property
    def _rows_at_once(self) -> int:
        return max(1, _CHUNK // self._vocabulary)

    @torch.no_grad()
    def _keep(self, logits: Tensor) -> None:
        rows = logits.detach().double()
        if not bool(torch.isfinite(rows).all()):
            raise ValueError(
                "the teacher's logits hold NaN or infinity; its answers are not kept"
            )
        found = rows.topk(self._top, dim=1)
        rest = torch.full((len(rows), len(self._temperatures)), -math.inf).double()
        slopes = torch.zeros_like(rest)
        if self._top < self._vocabulary:
            others = rows.scatter(1, found.indices, -math.inf)
            for place, temperature in enumerate(self._temperatures):
                logs = (others / temperature).log_softmax(dim=1)
                own = torch.logsumexp(others / temperature, dim=1)
                rest[:, place] = (temperature * own).cpu()
                # d/dT of T·log Σ exp(z/T) is the entropy of the others.
                each = torch.where(logs.isinf(), torch.zeros_like(logs), logs)
                slopes[:, place] = -(each.exp() * each * ~logs.isinf()).sum(dim=1).cpu()
        tables = {
            "classes": found.indices,
            "logits": found.values,
            "rest": rest,
            "slopes": slopes,
        }
        for name, table in tables.items():
            part = table.cpu().numpy().astype(_PARTS[name].dtype)
            self._write(name, part.tobytes())

    def _write(self, name: str, content: bytes) -> None:
        self._files[name].write(content)
        self._hashes[name].update(content)

    def close(self) -> None:
        """Ends the folder, which can be read from now on."""
        for file in self._files.values():
            file.close()
        index = {
            "formatVersion": _FORMAT,
            "vocabulary": self._vocabulary,
            "top": self._top,
            "temperatures": self._temperatures,
            "tokenizer": self._tokenizer,
            "lengths": self._lengths,
            "sha256": {name: one.hexdigest() for name, one in self._hashes.items()},
        }
        with replacing(self._folder / _INDEX) as (file, _):
            file.write(json.dumps(index).encode())

    def __enter__(self) -> AnswersWriter:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            self.close()
            return
        for file in self._files.values():
            file.close()


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
            for name, (dtype, columns) in _PARTS.items()
        }
        starts = np.concatenate([[0], np.cumsum(self._lengths)]).astype(int)
        digests = self._table("sequences", "|u1", (len(self._lengths), _DIGEST))
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
        start = self._starts.get(_digest(own))
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
        path = self._folder / _INDEX
        try:
            index: dict[str, Any] = json.loads(path.read_text("utf8"))
        except FileNotFoundError:
            raise DistilleryError(
                f"{self._folder} holds no kept answers: {_INDEX} is missing, which is"
                " written when all have been kept"
            ) from None
        except (OSError, ValueError) as error:
            raise DistilleryError(f"{path} cannot be read: {error}") from error
        if index.get("formatVersion") != _FORMAT:
            raise DistilleryError(
                f"{path} has format {index.get('formatVersion')}, and this version"
                f" reads {_FORMAT}; keep the answers again"
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
        for name in (*_PARTS, "sequences"):
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
                    f"{path} is damaged: its SHA-256 is not the one in {_INDEX}; keep"
                    " the answers again"
                )

    def _table(self, name: str, dtype: str, shape: tuple[int, int]) -> Any:
        path = self._folder / f"{name}.bin"
        wanted = shape[0] * shape[1] * np.dtype(dtype).itemsize
        size = path.stat().st_size if path.is_file() else -1
        if size != wanted:
            raise DistilleryError(
                f"{path} has {max(size, 0)} bytes, and {_INDEX} says {wanted}; keep the"
                " answers again"
            )
        if wanted == 0:
            return np.zeros(shape, dtype=dtype)
        return np.memmap(path, dtype=dtype, mode="r", shape=shape)


def _digest(ids: Tensor) -> bytes:
    content = ids.detach().cpu().to(torch.int64).numpy().astype("<i8").tobytes()
    return sha256(content).digest()[:_DIGEST]
