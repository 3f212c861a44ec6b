"""A run as a script sees it: log, evaluate, save, stop and finish."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Mapping, Optional, Sequence, SupportsIndex

from .checkpoints import load_checkpoint, save_checkpoint, state_of, unwrap
from .endings import Hooks, describe_exception, hint_for
from .errors import DistilleryError
from .evaluations import (
    Evaluations,
    Place,
    known_figures,
    read_evaluation,
    split_of,
)
from .numbers import Measurements, to_number
from .protocol.events import EventWriter, read_events
from .protocol.files import store_root
from .protocol.process import HEARTBEAT_SECONDS, beat, is_asked_to_stop
from .ranks import agree

#: Names the process that writes a run, so that its worker processes make none.
WRITER = "DISTILLERY_WRITER"


class Run:
    """A run of this process. `distillery.init` gives it.

    Only the process of rank 0 writes; in the others all of this does nothing, but
    `should_stop`, `load` and `evaluate`'s figures give what they give there. A value
    that cannot be logged is left out with one warning; a call that cannot be meant is
    an error.
    """

    def __init__(
        self,
        folder: Optional[Path],
        config: Mapping[str, Any],
        writer: Optional[EventWriter],
        *,
        token: str = "",
        steps_per_epoch: float = 0,
        cache_folder: Optional[Path] = None,
        is_own_supervisor: bool = False,
    ) -> None:
        #: The run folder; None in a process that does not write.
        self.folder = folder
        #: The run's config.
        self.config = dict(config)
        self._writer = writer
        self._has_written = writer is not None
        self._has_ended = False
        self._token = token
        self._steps_per_epoch = steps_per_epoch
        self._measurements = Measurements()
        self._step = 0
        self._epoch = 0.0
        self._logged: Optional[int] = None
        self._fields: dict[str, Any] = {}
        self._evaluations = Evaluations(folder, _class_names(config), cache_folder)
        self._is_asked = False
        self._has_answered = False
        self._asked_at = -math.inf
        self._started = time.monotonic()
        self._beat_at = self._started if is_own_supervisor else math.inf
        self._hooks: Optional[Hooks] = None
        if writer is not None:
            writer.on_tick = self._tick
            self._hooks = Hooks(self)

    @property
    def id(self) -> str:
        """The run's name in lists; empty in a process that does not write."""
        return "" if self.folder is None else self.folder.name

    @property
    def is_writing(self) -> bool:
        """Whether what this process logs reaches the run folder."""
        return self._writer is not None

    @property
    def has_written(self) -> bool:
        """Whether this process has written the run, though it may have ended."""
        return self._has_written

    @property
    def has_ended(self) -> bool:
        """Whether the run has finished, stopped or failed."""
        return self._has_ended

    @property
    def step(self) -> int:
        """Training steps so far."""
        return self._step

    @property
    def should_stop(self) -> bool:
        """Whether somebody asked the run to end: save, and leave the loop.

        With torch.distributed all processes get one answer, so all have to ask at the
        same place of their loops.
        """
        self._asked_at = time.monotonic()
        answer = agree(self._is_asked)
        self._has_answered = self._has_answered or answer
        return answer

    def log(
        self,
        values: Mapping[str, Any],
        *,
        step: Optional[SupportsIndex] = None,
        epoch: Optional[float] = None,
    ) -> None:
        """Logs numbers of a step by name, `loss` among them.

        `step` is one more than before where it is not given; `epoch` counts epochs with
        fractions. Numbers of the same step are put together, and those of an earlier
        one are left out, since a log goes forward.

        Raises TypeError or ValueError for what is no dict of names, a name that the log
        needs for itself, or a step that is no whole number.
        """
        if self._writer is None:
            return
        fields = self._measurements.fields(values)
        number = self._number_of(fields.pop("step", None), step)
        given = fields.pop("epoch", None)
        if epoch is not None:
            given = epoch
        if self._logged is not None and number <= self._logged:
            if number < self._logged:
                self._say_late(number)
                return
            fields = {**self._fields, **fields}
        elif self._fields and "loss" not in self._fields:
            self._say_without_loss()
        self._fields, self._logged = fields, number
        self._advance(number, given)
        if "loss" in fields:
            self._writer.append(
                "step", {"step": number, "epoch": self._epoch, **fields}
            )

    def _number_of(self, logged: Optional[float], step: Any) -> int:
        if step is None:
            if logged is None:
                return (self._logged if self._logged is not None else self._step) + 1
            step = logged
        elif logged is not None:
            raise ValueError("`step` is given twice: in the dict, and as step=…")
        if type(step) is int:
            number = step
        else:
            found, why = to_number(step)
            if found is None or found != found or found != math.floor(found):
                raise TypeError(f"step is a whole number, not {why or found}")
            number = int(found)
        if number < 0:
            raise ValueError(f"step is {number}; the first step of a run is 0 or 1")
        return number

    def _advance(self, step: int, epoch: Any) -> None:
        self._step = step
        if epoch is not None:
            value = _real(epoch, "epoch")
            self._epoch = value if math.isfinite(value) else self._epoch
        elif self._steps_per_epoch > 0:
            self._epoch = step / self._steps_per_epoch

    def _say_late(self, step: int) -> None:
        self._measurements.warn_once(
            "late step",
            f"step {step} came after step {self._logged} and is left out, as are others"
            " like it: a log goes forward",
        )

    def _say_without_loss(self) -> None:
        self._measurements.warn_once(
            "no loss",
            f"step {self._logged} has no `loss` ({', '.join(self._fields)}) and is left"
            " out, as are others like it: log the minimised loss under that name",
        )

    def evaluate(
        self,
        split: str,
        logits: Any,
        labels: Any,
        *,
        epoch: Optional[float] = None,
        step: Optional[SupportsIndex] = None,
        teacher: Any = None,
        pictures: Any = None,
    ) -> dict[str, Any]:
        """Evaluates logits [count, classes] on a split and gives the figures.

        `split` is `validation` or `test`; `labels` are class indices [count]. `teacher`
        are the teacher's logits on the same examples, or a dict of several by name;
        `pictures` are uint8 [count, height, width, channels]. Logits are kept, so that
        the panel shows soft targets and confusion, and runs can be compared. The epoch
        with the best validation is the run's best; a test is of the run's result.

        Raises ValueError where shapes or labels do not fit.
        """
        name = split_of(split)
        one = read_evaluation(logits, labels, teacher, pictures)
        if self._writer is not None:
            self._evaluations.add(self._writer, self._place_of(name, step, epoch), one)
        return one.figures

    def log_evaluation(
        self,
        split: str,
        *,
        accuracy: Optional[float] = None,
        cross_entropy: Optional[float] = None,
        count: Optional[int] = None,
        step: Optional[SupportsIndex] = None,
        epoch: Optional[float] = None,
    ) -> None:
        """Logs figures of an evaluation whose logits are not at hand.

        Unlike `evaluate` it keeps nothing that runs could be compared by, example by
        example. Figures that are not given are not known.
        """
        name = split_of(split)
        if self._writer is None:
            return
        found = known_figures(
            None if accuracy is None else _real(accuracy, "accuracy"),
            None if cross_entropy is None else _real(cross_entropy, "cross_entropy"),
            count,
        )
        place = self._place_of(name, step, epoch)
        self._evaluations.add_figures(self._writer, place, found)

    def _place_of(self, split: str, step: Any, epoch: Optional[float]) -> Place:
        """The place of an evaluation, whose step and epoch become the run's."""
        number = 0 if step is None else self._number_of(None, step)
        if step is not None or epoch is not None:
            self._advance(max(self._step, number), epoch)
        return Place(split, self._step, self._epoch)

    def notice(self, text: str) -> None:
        """Writes a sentence into the log, for who reads the run."""
        if self._writer is not None:
            self._writer.write("notice", {"message": str(text)})

    def save(self, model: Any, optimizer: Any = None, *, best: bool = False) -> None:
        """Keeps a checkpoint; a crash while it is written leaves the one before.

        `model` and `optimizer` have a state_dict(), or are dicts of tensors and
        numbers. `best` keeps it beside, as the best weights so far. Raises OSError.
        """
        if self._writer is None or self.folder is None:
            return
        content = {"formatVersion": 1, "run": self.id, "step": self._step}
        content["epoch"] = self._epoch
        content["model"] = state_of(model, "model")
        if optimizer is not None:
            content["optimizer"] = state_of(optimizer, "optimizer")
        name = "best" if best else "last"
        self.checkpoint(save_checkpoint(self.folder, name, content), best=best)

    def checkpoint(self, file: Optional[str] = None, *, best: bool = False) -> None:
        """Logs that a checkpoint is on the disk; `file` is in the run folder."""
        if self._writer is None:
            return
        place = {"step": self._step, "epoch": self._epoch, "best": best}
        named = {} if file is None else {"file": file}
        self._writer.write("checkpoint", {**place, **named})

    def load(self, model: Any, optimizer: Any = None, *, best: bool = False) -> int:
        """Puts the newest checkpoint back and gives its step; 0 where there is none.

        A script that begins with it goes on where the attempt before ended. Raises
        DistilleryError where no checkpoint can be read.
        """
        if self.folder is None:
            return 0
        content = load_checkpoint(self.folder, "best" if best else None)
        if content is None:
            return 0
        unwrap(model).load_state_dict(content["model"])
        if optimizer is not None and "optimizer" in content:
            optimizer.load_state_dict(content["optimizer"])
        self._step, self._logged = int(content["step"]), int(content["step"])
        self._epoch = float(content["epoch"])
        self._recall_best()
        return self._step

    def _recall_best(self) -> None:
        """Takes the best validation of the attempts before, up to the present step."""
        if self.folder is None:
            return
        for event in read_events(self.folder, "evaluation"):
            is_own = event.get("phase", "student") == "student"
            is_before = event["step"] <= self._step
            if is_own and is_before and event.get("split") == "validation":
                place = Place("validation", event["step"], float(event["epoch"]))
                self._evaluations.note(place, event)

    def finish(self) -> None:
        """Ends the run: it has its result, or it stopped because it was asked to."""
        if self._has_answered:
            self._end("stopped", self._place())
            return
        result = self._evaluations.result
        own = {
            "step": self._step,
            "bestEpoch": self._evaluations.best_epoch,
            "accuracy": result.get("accuracy", math.nan),
            "errors": result.get("errors", math.nan),
            "seconds": time.monotonic() - self._started,
        }
        errors = self._evaluations.teacher_errors
        teacher = {} if errors is None else {"teacherErrors": errors}
        self._end("finished", {**own, **teacher})

    def _place(self) -> dict[str, Any]:
        return {"step": self._step, "epoch": self._epoch}

    def fail(
        self, message: str, *, hint: Optional[str] = None, where: Optional[str] = None
    ) -> None:
        """Ends the run by an error, which lists and the panel show."""
        optional = {"hint": hint, "where": where}
        given = {key: value for key, value in optional.items() if value is not None}
        self._end("failed", {"message": message, **given})

    def refuse(
        self, changes: Sequence[Mapping[str, str]], message: str, hint: str
    ) -> None:
        """Ends the run before its first step, since its inputs have changed."""
        self._end(
            "failed", {"message": message, "hint": hint, "changes": list(changes)}
        )

    def _end(self, kind: str, fields: Mapping[str, Any]) -> None:
        writer, self._writer = self._writer, None
        self._has_ended = True
        if writer is None:
            return
        try:
            if self._fields and "loss" not in self._fields:
                self._say_without_loss()
            writer.write(kind, fields)
        finally:
            if self._hooks is not None:
                self._hooks.remove()
            if os.environ.get(WRITER) == str(os.getpid()):
                del os.environ[WRITER]
            writer.close()

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
            self.finish()
        else:
            self.end_by_exception(error)

    # Called by the hooks of the process.

    @property
    def asked_at(self) -> float:
        """When the script last looked at `should_stop`, by the monotonic clock."""
        return self._asked_at

    def note_signal(self) -> None:
        """Notes that the process was asked to end."""
        self._is_asked = True

    def end_by_exception(self, error: BaseException) -> None:
        """Ends the run by an exception; Ctrl-C and a signal stop it."""
        if self._writer is None:
            return
        if isinstance(error, KeyboardInterrupt):
            self._end("stopped", self._place())
        elif isinstance(error, SystemExit):
            if self._is_asked:
                self._end("stopped", self._place())
            else:
                self.fail(f"the script ended by sys.exit({error.code!r})")
        else:
            root = None if self.folder is None else store_root(self.folder)
            base = Path.cwd() if root is None else root.parent
            message, where = describe_exception(error, base)
            self.fail(message, hint=hint_for(error), where=where)

    def end_without_finish(self) -> None:
        """Ends the run of a script that did not."""
        if self._writer is None:
            return
        if self._is_asked:
            self._end("stopped", self._place())
            return
        self.fail(
            "the script ended without run.finish(), so whether it did all of its work"
            " is not known",
            hint="call run.finish() at its end, or use `with distillery.init():`",
        )

    def detach(self) -> None:
        """Makes the run of a forked child one that does not write."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.abandon()

    def _tick(self) -> None:
        """Looks for requests and gives a sign of life, a few times a second."""
        if self.folder is None:
            return
        try:
            if not self._is_asked and self._token != "":
                self._is_asked = is_asked_to_stop(self.folder, self._token)
        except (OSError, DistilleryError):
            # Looked at again in a moment.
            return
        now = time.monotonic()
        if now - self._beat_at >= HEARTBEAT_SECONDS:
            self._beat_at = now
            beat(self.folder)


def _real(value: Any, name: str) -> float:
    number, why = to_number(value)
    if number is None:
        raise TypeError(f"{name} is a number, not {why}")
    return float(number)


def _class_names(config: Mapping[str, Any]) -> Optional[Sequence[str]]:
    data = config.get("data")
    names = data.get("classes") if isinstance(data, Mapping) else None
    is_named = isinstance(names, list) and all(isinstance(one, str) for one in names)
    return names if is_named else None
