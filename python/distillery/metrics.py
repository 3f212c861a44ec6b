"""Names that other loops give their numbers, in the words of the protocol."""

from __future__ import annotations

import re
from typing import Any, Mapping

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
    "perplexity": "perplexity",
    "agreement": "agreement",
    "kl_at_one": "klAtOne",
    "tokens": "count",
}
#: A loss is a cross-entropy where nothing else is: it may have a soft part.
_LOSS = "loss"
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
        plain = _plain_name(evaluated[2].lower())
        measure = _MEASURES.get(plain)
        if measure is None:
            continue
        split = "test" if evaluated[1].lower() == "test" else "validation"
        figures = found.setdefault(split, {})
        if plain != _LOSS or measure not in figures:
            figures[measure] = value
    return found


def _plain_name(name: str) -> str:
    for ending in ("_epoch", "_step"):
        if name.endswith(ending):
            name = name[: -len(ending)]
    return name


def known_evaluation(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures of a split, as `Run.log_evaluation` takes them."""
    names = {"crossEntropy": "cross_entropy", "klAtOne": "kl_at_one"}
    return {names.get(name, name): value for name, value in figures.items()}
