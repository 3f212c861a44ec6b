"""Tokenizers of teacher and student: the same, or in which they differ."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Optional


def tokenizer_digest(tokenizer: Any) -> str:
    """The SHA-256 of the tokens and their numbers."""
    listed = sorted(tokenizer.get_vocab().items())
    return sha256(json.dumps(listed).encode()).hexdigest()


def describe_difference(student: Any, teacher: Any) -> Optional[str]:
    """A sentence on how two tokenizers differ; None where their tokens are the same."""
    own, theirs = student.get_vocab(), teacher.get_vocab()
    if own == theirs:
        return None
    parts = []
    if len(own) != len(theirs):
        parts.append(
            f"the student's has {len(own)} tokens, the teacher's {len(theirs)}"
        )
    moved = [token for token in own if token in theirs and own[token] != theirs[token]]
    if moved:
        token = min(moved, key=lambda one: (own[one], one))
        parts.append(
            f"{len(moved)} tokens have other numbers ({token!r} is {own[token]} for the"
            f" student and {theirs[token]} for the teacher)"
        )
    for whose, one, other in (
        ("student", own, theirs),
        ("teacher", theirs, own),
    ):
        alone = [token for token in one if token not in other]
        if alone:
            shown = ", ".join(repr(token) for token in sorted(alone, key=one.get)[:3])
            parts.append(f"only the {whose} has {len(alone)} of them, such as {shown}")
    return "; ".join(parts)
