"""Evaluations of a run: read from what a script gives, logged, kept for the panel."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Mapping, NamedTuple, Optional, Sequence

from ..errors import DistilleryError
from ..protocol.evaluations import EvaluationWriter
from ..protocol.events import EventWriter
from ..protocol.log_file import read_events
from . import figures

_SPLITS = {
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "eval": "validation",
    "dev": "validation",
    "test": "test",
}
#: The name of several teachers' answers in one.
_TOGETHER = "together"


class Place(NamedTuple):
    """Moment of its training at which a network was evaluated."""

    split: str
    step: int
    epoch: float


class Evaluated(NamedTuple):
    """Answers on a split, and their figures."""

    logits: figures.Logits
    labels: Sequence[int]
    label_bytes: bytes
    #: By name, those of all teachers together first.
    teachers: Sequence[tuple[str, figures.Logits]]
    pictures: Optional[tuple[Sequence[int], bytes]]
    figures: dict[str, Any]


def split_of(name: str) -> str:
    """The protocol's name of a split. Raises ValueError where there is none."""
    split = _SPLITS.get(name)
    if split is None:
        raise ValueError(f"split is 'validation' or 'test', not {name!r}")
    return split


def read_evaluation(
    logits: Any, labels: Any, teacher: Any = None, pictures: Any = None
) -> Evaluated:
    """Reads and evaluates what a script gives; ValueError where it does not fit."""
    own = figures.Logits(logits)
    wanted, label_bytes = figures.read_labels(labels, own)
    teachers = _read_teachers(teacher, own)
    result = figures.evaluate(own, wanted)
    if teachers:
        result.update(figures.compare(own, teachers[0][1], wanted))
    shown = _read_pictures(pictures, own)
    return Evaluated(own, wanted, label_bytes, teachers, shown, result)


def known_figures(
    accuracy: Optional[float], cross_entropy: Optional[float], count: Optional[int]
) -> dict[str, Any]:
    """Figures of an evaluation without its logits; NaN for what is unknown."""
    right = math.nan if accuracy is None else accuracy
    is_counted = count is not None and right == right
    return {
        "accuracy": right,
        "errors": round((1 - right) * count) if is_counted and count else math.nan,
        "count": math.nan if count is None else count,
        "crossEntropy": math.nan if cross_entropy is None else cross_entropy,
    }


class Evaluations:
    """The evaluations of a run, its best one, and its result on the test split."""

    def __init__(
        self,
        folder: Optional[Path],
        class_names: Optional[Sequence[str]],
        cache_folder: Optional[Path],
    ) -> None:
        self.best_epoch = 0.0
        #: The figures of the test split; empty before they are known.
        self.result: dict[str, Any] = {}
        #: The checkpoints whose weights were evaluated last.
        self._checkpoints: Sequence[str] = ()
        self._folder = folder
        self._class_names = class_names
        self._cache_folder = cache_folder
        self._best: Optional[tuple[float, float]] = None
        self._teacher_errors: dict[tuple[str, str], float] = {}
        self._kept: Optional[EvaluationWriter] = None
        self._kept_parts: dict[str, tuple[bytes, ...]] = {}

    def outcome(self) -> dict[str, Any]:
        """The run's result as fields of `finished`; NaN for unknown figures."""
        own = {
            "bestEpoch": self.best_epoch,
            "accuracy": self.result.get("accuracy", math.nan),
            "errors": self.result.get("errors", math.nan),
        }
        errors = self.teacher_errors
        return own if errors is None else {**own, "teacherErrors": errors}

    def recall(self, step: int) -> None:
        """Takes the best validation of the attempts before, up to a step."""
        if self._folder is None:
            return
        for event in read_events(self._folder, "evaluation"):
            is_own = event.get("phase", "student") == "student"
            is_before = event["step"] <= step
            if is_own and is_before and event.get("split") == "validation":
                place = Place("validation", event["step"], float(event["epoch"]))
                self.note(place, event)

    @property
    def teacher_errors(self) -> Optional[float]:
        """Errors of the teachers on the test split, as far as they are known."""
        found = {
            title: errors
            for (split, title), errors in self._teacher_errors.items()
            if split == "test"
        }
        return found.get(_TOGETHER, next(iter(found.values()), None))

    def add(self, writer: EventWriter, place: Place, one: Evaluated) -> None:
        """Logs an evaluation, that of a teacher once for each split, and keeps it."""
        for title, answers in one.teachers:
            self._add_teacher(writer, place, title, answers, one)
        self.add_figures(writer, place, one.figures)
        try:
            self._keep(place, one)
        except (OSError, DistilleryError) as error:
            # A run does not fail without the files for the panel.
            told = f"what the panel shows of soft targets is not kept: {error}"
            writer.write("notice", {"message": told})

    def add_figures(
        self, writer: EventWriter, place: Place, found: Mapping[str, Any]
    ) -> None:
        """Logs figures of the student."""
        writer.write("evaluation", {"phase": "student", **place._asdict(), **found})
        self.note(place, found)

    def note(self, place: Place, found: Mapping[str, Any]) -> None:
        """Takes figures for the best so far, or for the result."""
        self._checkpoints = ("best", "last")
        accuracy, loss = float(found["accuracy"]), float(found["crossEntropy"])
        if place.split == "test":
            self.result = dict(found)
            return
        if accuracy != accuracy and loss != loss:
            return
        rank = (-accuracy if accuracy == accuracy else 0.0, loss)
        if self._best is not None and not rank < self._best:
            self._checkpoints = ("last",)
            return
        self._best, self.best_epoch = rank, place.epoch

    def _add_teacher(
        self,
        writer: EventWriter,
        place: Place,
        title: str,
        answers: figures.Logits,
        one: Evaluated,
    ) -> None:
        key = (place.split, title)
        if key in self._teacher_errors:
            return
        found = figures.evaluate(answers, one.labels)
        self._teacher_errors[key] = found["errors"]
        if title == _TOGETHER:
            return
        named = {"teacher": title} if len(one.teachers) > 1 else {}
        about = {"phase": "teacher", **named, **place._asdict()}
        writer.write("evaluation", {**about, **found})

    def _keep(self, place: Place, one: Evaluated) -> None:
        if self._folder is None:
            return
        kept, logits = self._kept, one.logits
        if kept is None or kept.classes != logits.classes:
            kept = EvaluationWriter(
                self._folder, logits.classes, self._class_names, self._cache_folder
            )
            self._kept, self._kept_parts = kept, {}
        listed = [(title, answers.data) for title, answers in one.teachers]
        parts = (one.label_bytes, *(data for _, data in listed))
        if self._kept_parts.get(place.split) != parts:
            kept.put_split(place.split, one.label_bytes, listed, one.pictures)
            self._kept_parts[place.split] = parts
        kept.put_student(
            place.split, logits.data, place.step, place.epoch, self._checkpoints
        )


def _read_teachers(given: Any, own: figures.Logits) -> list[tuple[str, figures.Logits]]:
    if given is None:
        return []
    named = given if isinstance(given, Mapping) else {"teacher": given}
    teachers = [
        (str(name), figures.Logits(values, f"logits of {name}"))
        for name, values in named.items()
    ]
    for name, answers in teachers:
        if (answers.count, answers.classes) != (own.count, own.classes):
            raise ValueError(
                f"logits of {name} are [{answers.count}, {answers.classes}], and the"
                f" student's [{own.count}, {own.classes}]"
            )
    if len(teachers) > 1:
        joint = figures.mean_of_probabilities([answers for _, answers in teachers])
        teachers.insert(0, (_TOGETHER, joint))
    return teachers


def _read_pictures(
    values: Any, own: figures.Logits
) -> Optional[tuple[Sequence[int], bytes]]:
    if values is None:
        return None
    numpy = figures.load_numpy()
    if numpy is None:
        raise DistilleryError("pictures need NumPy; install it, or leave them out")
    detach = getattr(values, "detach", None)
    found = numpy.asarray(detach().cpu().numpy() if callable(detach) else values)
    if found.dtype != numpy.uint8 or found.ndim != 4 or len(found) != own.count:
        raise ValueError(
            f"pictures are {found.dtype} of shape {list(found.shape)}; give uint8"
            f" [{own.count}, height, width, channels]"
        )
    return [int(size) for size in found.shape[1:]], found.tobytes()
