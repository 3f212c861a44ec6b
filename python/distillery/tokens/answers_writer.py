"""Keeps a teacher's answers to token sequences on a disk: the largest k, and the rest.

For each token the folder holds the largest logits and, for some temperatures, the logit
of all others together, with its derivative by the temperature.
"""

from __future__ import annotations

import json
import math
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Optional, Sequence

import torch
from torch import Tensor

from ..errors import DistilleryError
from ..protocol.files import replacing
from .answers_format import FORMAT_VERSION, INDEX, SEQUENCES, TABLES, sequence_digest
from .vocabulary import tokenizer_digest

#: Numbers of logits that are worked on at once.
_CHUNK = 2**22


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
        if (self._folder / INDEX).exists():
            raise DistilleryError(
                f"{self._folder} holds answers already; name another folder"
            )
        self._files: dict[str, BinaryIO] = {
            name: open(self._folder / f"{name}.bin", "wb")  # noqa: SIM115
            for name in (*TABLES, SEQUENCES)
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
            digest = sequence_digest(own[places])
            if len(places) == 0 or digest in self._known:
                continue
            for start in range(0, len(places), self._rows_at_once):
                chosen = places[start : start + self._rows_at_once]
                self._keep(logits[number].index_select(0, chosen.to(logits.device)))
            self._known.add(digest)
            self._lengths.append(len(places))
            self._write(SEQUENCES, digest)

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
            part = table.cpu().numpy().astype(TABLES[name].dtype)
            self._write(name, part.tobytes())

    def _write(self, name: str, content: bytes) -> None:
        self._files[name].write(content)
        self._hashes[name].update(content)

    def close(self) -> None:
        """Ends the folder, which can be read from now on."""
        for file in self._files.values():
            file.close()
        index = {
            "formatVersion": FORMAT_VERSION,
            "vocabulary": self._vocabulary,
            "top": self._top,
            "temperatures": self._temperatures,
            "tokenizer": self._tokenizer,
            "lengths": self._lengths,
            "sha256": {name: one.hexdigest() for name, one in self._hashes.items()},
        }
        with replacing(self._folder / INDEX) as (file, _):
            file.write(json.dumps(index).encode())

    def __enter__(self) -> AnswersWriter:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            self.close()
            return
        for file in self._files.values():
            file.close()
