"""Names that other loops give their numbers, in the words of the protocol."""

from __future__ import annotations

import re
from typing import Any, Mapping, Optional

_EVALUATED = re.compile(
    r"^(?:epoch_)?(eval|val|valid|validation|dev|test)[/_. -](.+)$", re.IGNORECASE
)
_TRAINED = re.compile(r"^(?:train|training)[/_. -](.+)$", re.IGNORECASE)
_MEASURES = {
    "accuracy": "accuracy",
    "acc": "accuracy",
    "loss": "crossEntropy",
    "cross_entropy": "crossEntropy",
    "nll": "crossEntropy",
}
#: Times and counts that loops log beside their measures.
_BESIDE = re.compile(r"(runtime|per_second|flos|model_preparation_time)$")


def training_numbers(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers of a step: `train_loss`, `train/loss` and `loss` are its `loss`."""
    found: dict[str, Any] = {}
    for name, value in metrics.items():
        if _EVALUATED.match(name) or _BESIDE.search(name):
            continue
        trained = _TRAINED.match(name)
        plain = name if trained is None else trained[1]
        if plain.endswith("_step"):
            plain = plain[: -len("_step")]
        # A mean over an epoch is no number of this step.
        if not plain.endswith("_epoch"):
            found[plain] = value
    return found


def evaluations(metrics: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Figures by split: `eval_accuracy` and `val/acc` are of the validation."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in metrics.items():
        evaluated = _EVALUATED.match(name)
        if evaluated is None:
            continue
        measure = _measure_of(evaluated[2].lower())
        if measure is not None:
            split = "test" if evaluated[1].lower() == "test" else "validation"
            found.setdefault(split, {})[measure] = value
    return found


def _measure_of(name: str) -> Optional[str]:
    for ending in ("_epoch", "_step"):
        if name.endswith(ending):
            name = name[: -len(ending)]
    return _MEASURES.get(name)
