"""Files of a run folder (docs/run-folder.md) from Python, without other packages.

`EventWriter` appends to the log, `EvaluationWriter` keeps logits, `claim_attempt` and
`is_asked_to_stop` take part as a process of a run; `replacing` and `write_durably`
replace files as a whole. `distillery.Run` is made of these.
"""

from __future__ import annotations

from .evaluations import EvaluationWriter
from .event_lines import parse_line
from .events import EventWriter
from .files import read_bytes, replacing, write_durably
from .log_file import read_events
from .manifest import make_run, new_run_id, read_manifest
from .npy import encode_npy, npy_header
from .process import claim_attempt, describe_machine, is_asked_to_stop, read_owner

__all__ = [
    "EvaluationWriter",
    "EventWriter",
    "claim_attempt",
    "describe_machine",
    "encode_npy",
    "is_asked_to_stop",
    "make_run",
    "new_run_id",
    "npy_header",
    "parse_line",
    "read_bytes",
    "read_events",
    "read_manifest",
    "read_owner",
    "replacing",
    "write_durably",
]
