"""The format of a folder of kept answers: its files, tables and digests."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

import torch
from torch import Tensor

#: The settings of the folder, written when all answers have been kept.
INDEX = "answers.json"
FORMAT_VERSION = 1
#: Bytes of the digest of a sequence.
DIGEST_BYTES = 16


class Table(NamedTuple):
    """A table of the folder: its type, and the setting that counts its columns."""

    dtype: str
    columns: str


#: The tables of a folder, a row for each token. The sequences' digests lie beside.
TABLES = {
    "classes": Table("<i4", "top"),
    "logits": Table("<f4", "top"),
    "rest": Table("<f4", "temperatures"),
    "slopes": Table("<f4", "temperatures"),
}
SEQUENCES = "sequences"


def sequence_digest(ids: Tensor) -> bytes:
    """The digest by which a sequence, [length], is found."""
    content = ids.detach().cpu().to(torch.int64).numpy().astype("<i8").tobytes()
    return sha256(content).digest()[:DIGEST_BYTES]
