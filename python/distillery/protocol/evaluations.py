"""Evaluations of a run: logits and labels as .npy files, and the index that names them.

Files are named by the beginning of their SHA-256, so that the index, written last,
never names a file that changes.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence

from ..errors import DistilleryError, MisplacedEntry
from .files import (
    check_folders,
    has_file,
    make_folder,
    read_bytes,
    read_small_text,
    remove,
    write_durably,
)
from .npy import FLOAT32, INT32, UINT8, encode_npy

#: Most bytes of a file that are written and read.
MAX_FILE_BYTES = 256 << 20
_INDEX = "index.json"


class EvaluationWriter:
    """Writes a run's evaluations: files, then the index, and deletes what is unnamed.

    Goes on from what an earlier attempt has written, and anew where that cannot be
    read. Arrays are little-endian bytes in row-major order. Raises OSError, or
    DistilleryError where a file would be too large.
    """

    def __init__(
        self,
        run_folder: Path,
        classes: int,
        class_names: Optional[Sequence[str]] = None,
        cache_folder: Optional[Path] = None,
    ) -> None:
        self.classes = classes
        self._folder = run_folder / "evaluations"
        self._shelf = None if cache_folder is None else cache_folder / "evaluations"
        earlier = _read_index(self._folder / _INDEX)
        is_ours = earlier is not None and earlier.get("classes") == classes
        kept = earlier if is_ours and earlier is not None else {}
        self._earlier_splits: dict[str, Any] = dict(kept.get("splits") or {})
        self._index: dict[str, Any] = {"formatVersion": 1, "classes": classes}
        if class_names is not None and len(class_names) == classes:
            self._index["classNames"] = list(class_names)
        self._index["splits"] = {}
        self._index["evaluations"] = list(kept.get("evaluations") or [])

    @property
    def splits(self) -> Mapping[str, Any]:
        """The splits that were put, as the index has them."""
        splits: Mapping[str, Any] = self._index["splits"]
        return splits

    def put_split(
        self,
        name: str,
        labels: bytes,
        teachers: Sequence[tuple[str, bytes]] = (),
        pictures: Optional[tuple[Sequence[int], bytes]] = None,
    ) -> None:
        """Writes the parts of a split that do not change.

        `labels` are int32 [count]; `teachers` are names with float32 [count, classes],
        those of all together first; `pictures` are a shape of one, height, width and
        channels, with uint8 [count, …shape].
        """
        make_folder(self._folder)
        count = len(labels) // 4
        stored = self._put_shared(f"labels-{name}", encode_npy(INT32, [count], labels))
        split: dict[str, Any] = {"count": count, "labels": stored}
        if pictures is not None:
            shape, values = pictures
            content = encode_npy(UINT8, [count, *shape], values)
            split["pictures"] = self._put_shared(f"pictures-{name}", content)
        split["teachers"] = [
            {"name": teacher, "logits": self._put_logits(f"teacher-{name}", logits)}
            for teacher, logits in teachers
        ]
        before = self.splits.get(name) or self._earlier_splits.get(name) or split
        is_same = _digests(before) == _digests(split)
        evaluations = [
            one for one in self._index["evaluations"] if one["split"] != name or is_same
        ]
        splits = {**self.splits, name: split}
        self._publish({**self._index, "evaluations": evaluations, "splits": splits})

    def put_student(
        self,
        split: str,
        logits: bytes,
        step: int,
        epoch: float,
        checkpoints: Sequence[str],
    ) -> None:
        """Writes the student's logits, float32 [count, classes].

        They take the place of those of the same `checkpoints`, `best` or `last`.
        """
        make_folder(self._folder)
        number = math.ceil(epoch) if math.isfinite(epoch) else 0
        content = self._encode_logits(logits)
        stored = _describe(f"student-{split}-epoch-{number}", content)
        write_durably(self._folder / stored["name"], content)
        others = [
            one
            for one in self._index["evaluations"]
            if one["split"] != split or one["checkpoint"] not in checkpoints
        ]
        added = [
            {
                "checkpoint": checkpoint,
                "split": split,
                "step": step,
                "epoch": epoch,
                "logits": stored,
            }
            for checkpoint in checkpoints
        ]
        self._publish({**self._index, "evaluations": [*others, *added]})

    def _encode_logits(self, logits: bytes) -> bytes:
        count = len(logits) // (4 * self.classes)
        return encode_npy(FLOAT32, [count, self.classes], logits)

    def _put_logits(self, stem: str, logits: bytes) -> dict[str, Any]:
        return self._put_shared(stem, self._encode_logits(logits))

    def _put_shared(self, stem: str, content: bytes) -> dict[str, Any]:
        """Stores a file that many runs share once, and links it from the run."""
        stored = _describe(stem, content)
        target = self._folder / stored["name"]
        if _holds(target, stored):
            return stored
        remove(target)
        if self._shelf is None or not _link_shared(
            self._shelf, target, stored, content
        ):
            write_durably(target, content)
        return stored

    def _publish(self, index: dict[str, Any]) -> None:
        text = json.dumps(index, indent=2, ensure_ascii=False)
        write_durably(self._folder / _INDEX, f"{text}\n")
        self._index = index
        named = {_INDEX}
        named.update(one["logits"]["name"] for one in index["evaluations"])
        for split in index["splits"].values():
            named.add(split["labels"]["name"])
            named.update(one["logits"]["name"] for one in split["teachers"])
            if "pictures" in split:
                named.add(split["pictures"]["name"])
        for entry in os.listdir(self._folder):
            if entry not in named:
                remove(self._folder / entry)


def _read_index(path: Path) -> Optional[dict[str, Any]]:
    try:
        value = json.loads(read_small_text(path) or "null")
        is_index = isinstance(value, dict) and value.get("formatVersion") == 1
        return value if is_index else None
    except (ValueError, MisplacedEntry):
        return None


def _digests(split: Mapping[str, Any]) -> tuple[Any, Any]:
    pictures = split.get("pictures") or {}
    return split["labels"]["sha256"], pictures.get("sha256")


def _describe(stem: str, content: bytes) -> dict[str, Any]:
    if len(content) > MAX_FILE_BYTES:
        megabytes = -(-len(content) // (1 << 20))
        raise DistilleryError(
            f"{stem} would have {megabytes} MB, and at most {MAX_FILE_BYTES >> 20}"
            " are kept"
        )
    digest = hashlib.sha256(content).hexdigest()
    name = f"{stem}-{digest[:12]}.npy"
    return {"name": name, "bytes": len(content), "sha256": digest}


def _holds(path: Path, stored: Mapping[str, Any]) -> bool:
    try:
        if not has_file(path) or os.path.getsize(path) != stored["bytes"]:
            return False
        return hashlib.sha256(read_bytes(path)).hexdigest() == str(stored["sha256"])
    except MisplacedEntry:
        return False


def _link_shared(
    shelf: Path, target: Path, stored: Mapping[str, Any], content: bytes
) -> bool:
    """Whether a file lies on the shelf of shared ones and is linked from there."""
    kept = shelf / f"{stored['sha256']}.npy"
    try:
        make_folder(shelf)
        if not _holds(kept, stored):
            remove(kept)
            write_durably(kept, content)
        check_folders(target)
        os.link(kept, target)
        return True
    except OSError:
        # Not every disk has links, and the cache may lie on another one.
        return False
