"""Figures of an evaluation, by the same formulas as the Node trainer's.

With NumPy where it is there, else in plain Python. Logits are float32 [count, classes].
"""

from __future__ import annotations

import math
import sys
from array import array
from typing import Any, Optional, Sequence

_BINS = 15


class Logits:
    """Logits of a split, [count, classes], as numbers and as bytes."""

    def __init__(self, values: Any, name: str = "logits") -> None:
        numpy = load_numpy()
        table = _to_table(values, name, numpy)
        if numpy is not None:
            self.count, self.classes = (int(size) for size in table.shape)
            self.data: bytes = table.astype("<f4").tobytes()
            self.table: Any = table.astype("float64")
            return
        self.count, self.classes = len(table), len(table[0]) if table else 0
        if any(len(row) != self.classes for row in table):
            raise ValueError(
                f"{name} have rows of several lengths; give [count, classes]"
            )
        flat = array("f", (number for row in table for number in row))
        self.data = _little_endian(flat)
        self.table = [
            flat[start : start + self.classes].tolist()
            for start in range(0, len(flat), self.classes or 1)
        ]


def load_numpy() -> Optional[Any]:
    """NumPy, where it is installed."""
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def _to_table(values: Any, name: str, numpy: Optional[Any]) -> Any:
    detach = getattr(values, "detach", None)
    if callable(detach):
        # Half precisions have no counterpart in NumPy.
        tensor = detach().float().cpu()
        values = tensor.tolist() if numpy is None else tensor.numpy()
    if numpy is None:
        table = values.tolist() if hasattr(values, "tolist") else values
        is_table = isinstance(table, Sequence) and all(
            isinstance(row, Sequence) and not isinstance(row, str) for row in table
        )
        if not is_table or not table:
            raise ValueError(f"{name} are not a table of numbers [count, classes]")
        return table
    try:
        found = numpy.asarray(values, dtype="float32")
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} are not a table of numbers [count, classes]"
        ) from None
    if found.ndim != 2 or 0 in found.shape:
        raise ValueError(f"{name} have shape {_shape(found)}; give [count, classes]")
    return found


def _shape(found: Any) -> str:
    return f"[{', '.join(str(int(size)) for size in found.shape)}]"


def _little_endian(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def read_labels(values: Any, logits: Logits) -> tuple[list[int], bytes]:
    """Class indices of a split, and their int32 bytes.

    Raises ValueError where there is not one for each row, or one is no class.
    """
    for method in ("detach", "cpu", "tolist"):
        step = getattr(values, method, None)
        values = step() if callable(step) else values
    try:
        labels = [_whole(label) for label in values]
    except TypeError:
        raise ValueError("labels are not a list of class indices") from None
    if len(labels) != logits.count:
        raise ValueError(f"{len(labels)} labels for {logits.count} rows of logits")
    for place, label in enumerate(labels):
        if not 0 <= label < logits.classes:
            raise ValueError(
                f"label {place} is {label}, and the logits have {logits.classes}"
                f" classes: labels are 0 to {logits.classes - 1}"
            )
    return labels, _little_endian(array("i", labels))


def _whole(label: Any) -> int:
    number = int(label)
    if number != label:
        raise ValueError(f"labels are class indices, not {label!r}")
    return number


def log_probabilities(logits: Logits) -> Any:
    """log softmax of each row, in double precision."""
    numpy = load_numpy()
    if numpy is not None:
        with numpy.errstate(invalid="ignore"):
            largest = logits.table.max(axis=1, keepdims=True)
            whole = largest + numpy.log(
                numpy.exp(logits.table - largest).sum(axis=1, keepdims=True)
            )
            return logits.table - whole
    return [_log_softmax(row) for row in logits.table]


def _log_softmax(row: Sequence[float]) -> list[float]:
    if any(math.isnan(value) for value in row):
        return [math.nan] * len(row)
    largest = max(row)
    if math.isinf(largest):
        return [math.nan] * len(row)
    whole = largest + math.log(sum(math.exp(value - largest) for value in row))
    return [value - whole for value in row]


def chosen_classes(logits: Logits) -> list[int]:
    """The class with the largest logit of each row; the first of equal ones."""
    numpy = load_numpy()
    if numpy is None:
        return [_chosen(row) for row in logits.table]
    numbers = numpy.where(numpy.isnan(logits.table), -numpy.inf, logits.table)
    chosen = numpy.where(numpy.isnan(logits.table[:, 0]), 0, numbers.argmax(axis=1))
    found: list[int] = chosen.tolist()
    return found


def _rows(table: Any) -> list[list[float]]:
    rows: list[list[float]] = table.tolist() if hasattr(table, "tolist") else table
    return rows


def _chosen(row: Sequence[float]) -> int:
    chosen = 0
    for place, value in enumerate(row):
        if value > row[chosen]:
            chosen = place
    return chosen


def evaluate(logits: Logits, labels: Sequence[int]) -> dict[str, Any]:
    """Errors, accuracy, cross entropy, calibration error, macro F1, errors by class.

    Expected calibration error: Guo et al. 2017, arXiv:1706.04599, 15 bins.
    """
    choices, logs = chosen_classes(logits), log_probabilities(logits)
    counts, wrong = [0] * logits.classes, [0] * logits.classes
    chosen = [0] * logits.classes
    confidences, rights = [0.0] * _BINS, [0.0] * _BINS
    cross_entropy = 0.0
    for row, (choice, label) in enumerate(zip(choices, labels)):
        cross_entropy -= float(logs[row][label])
        confidence = math.exp(float(logs[row][choice]))
        place = 0 if confidence != confidence else math.ceil(confidence * _BINS) - 1
        place = min(max(place, 0), _BINS - 1)
        confidences[place] += confidence
        rights[place] += choice == label
        counts[label] += 1
        chosen[choice] += 1
        wrong[label] += choice != label
    errors, count = sum(wrong), logits.count
    gaps = sum(abs(one - other) for one, other in zip(confidences, rights))
    return {
        "accuracy": 1 - errors / count,
        "errors": errors,
        "count": count,
        "crossEntropy": cross_entropy / count,
        "calibrationError": gaps / count,
        "macroF1": _macro_f1(counts, wrong, chosen),
        "classCounts": counts,
        "classErrors": wrong,
    }


def _macro_f1(
    counts: Sequence[int], wrong: Sequence[int], chosen: Sequence[int]
) -> float:
    """Mean of F1 over the classes that have an example or were chosen."""
    scores = [
        2 * (count - errors) / (count + choices)
        for count, errors, choices in zip(counts, wrong, chosen)
        if count + choices > 0
    ]
    return math.fsum(scores) / len(scores)


def compare(student: Logits, teacher: Logits, labels: Sequence[int]) -> dict[str, Any]:
    """Agreement of a student with its teacher, and KL(teacher ‖ student) at T = 1."""
    own, theirs = chosen_classes(student), chosen_classes(teacher)
    same = sum(one == other for one, other in zip(own, theirs))
    wrong = [row for row, label in enumerate(labels) if theirs[row] != label]
    result = {
        "agreement": same / student.count,
        "klAtOne": _divergence(teacher, student) / student.count,
    }
    if wrong:
        alike = sum(own[row] == theirs[row] for row in wrong)
        result["agreementOnErrors"] = alike / len(wrong)
    return result


def _divergence(teacher: Logits, student: Logits) -> float:
    numpy = load_numpy()
    of_teacher, of_student = log_probabilities(teacher), log_probabilities(student)
    if numpy is not None:
        shares = numpy.exp(of_teacher)
        with numpy.errstate(invalid="ignore"):
            terms = shares * (of_teacher - of_student)
        return float(numpy.where(shares == 0, 0, terms).sum())
    return math.fsum(
        math.exp(log) * (log - other)
        for logs, others in zip(of_teacher, of_student)
        for log, other in zip(logs, others)
        if math.exp(log) != 0
    )


def mean_of_probabilities(networks: Sequence[Logits]) -> Logits:
    """log of the mean softmax of several networks: a network of its own at T = 1."""
    tables = [_rows(log_probabilities(network)) for network in networks]
    rows = [
        [
            math.log(max(sum(map(math.exp, logs)) / len(logs), 5e-324))
            for logs in zip(*rows)
        ]
        for rows in zip(*tables)
    ]
    return Logits(rows)
