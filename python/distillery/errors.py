"""Errors that a person can mend: each says what happened and what to do next."""

from __future__ import annotations


class DistilleryError(RuntimeError):
    """An error whose text is for a person; scripts need no other class of it."""


class MisplacedEntry(DistilleryError):
    """An entry below `.distillery` of another kind than belongs there: a link."""


class AlreadyWritten(DistilleryError):
    """Another process writes this run's log; a log has one writer."""
