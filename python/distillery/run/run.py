"""A run as a script sees it: log, evaluate, save, stop and finish."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Mapping, Optional, Sequence, SupportsIndex

from ..protocol.events import EventWriter
from ..protocol.files import store_root
from .checkpoints import load_checkpoint, save_checkpoint, state_of, unwrap
from .endings import Hooks, describe_exception, hint_for
from .evaluations import (
    Evaluations,
    Place,
    known_figures,
    read_evaluation,
    split_of,
)
from .step_log import StepLog, real_number
from .stop_requests import StopRequests

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
        self._steps = StepLog(steps_per_epoch)
        self._evaluations = Evaluations(folder, _class_names(config), cache_folder)
        self._requests = StopRequests(token, is_own_supervisor)
        self._started = time.monotonic()
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
        """Whether this process writes the run: its calls reach the run folder."""
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
        return self._steps.step

    @property
    def should_stop(self) -> bool:
        """Whether somebody asked the run to end: save, and leave the loop.

        With torch.distributed all processes get one answer, so all have to ask at the
        same place of their loops.
        """
        return self._requests.answer()

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
        if self._writer is not None:
            self._steps.log(self._writer, values, step, epoch)

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
        count: Optional[float] = None,
        perplexity: Optional[float] = None,
        agreement: Optional[float] = None,
        kl_at_one: Optional[float] = None,
        step: Optional[SupportsIndex] = None,
        epoch: Optional[float] = None,
    ) -> None:
        """Logs figures of an evaluation whose logits are not at hand.

        Unlike `evaluate` it keeps nothing that runs could be compared by, example by
        example. Figures that are not given are not known. `perplexity` is of language
        models; `agreement` and `kl_at_one` compare with the teacher, and `count` is of
        examples or of tokens.
        """
        name = split_of(split)
        if self._writer is None:
            return
        found = known_figures(
            _number(accuracy, "accuracy"),
            _number(cross_entropy, "cross_entropy"),
            None if count is None else round(count),
        )
        beside = {
            "perplexity": _number(perplexity, "perplexity"),
            "agreement": _number(agreement, "agreement"),
            "klAtOne": _number(kl_at_one, "kl_at_one"),
        }
        found.update((key, value) for key, value in beside.items() if value is not None)
        place = self._place_of(name, step, epoch)
        self._evaluations.add_figures(self._writer, place, found)

    def _place_of(self, split: str, step: Any, epoch: Optional[float]) -> Place:
        """The place of an evaluation, whose step and epoch become the run's."""
        steps = self._steps
        number = 0 if step is None else steps.number_of(None, step)
        if step is not None or epoch is not None:
            steps.advance(max(steps.step, number), epoch)
        return Place(split, steps.step, steps.epoch)

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
        content = {"formatVersion": 1, "run": self.id, **self._steps.position()}
        content["model"] = state_of(model, "model")
        if optimizer is not None:
            content["optimizer"] = state_of(optimizer, "optimizer")
        name = "best" if best else "last"
        self.checkpoint(save_checkpoint(self.folder, name, content), best=best)

    def checkpoint(self, file: Optional[str] = None, *, best: bool = False) -> None:
        """Logs that a checkpoint is on the disk; `file` is in the run folder."""
        if self._writer is None:
            return
        named = {} if file is None else {"file": file}
        fields = {**self._steps.position(), "best": best, **named}
        self._writer.write("checkpoint", fields)

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
        self._steps.resume(int(content["step"]), float(content["epoch"]))
        self._evaluations.recall(self._steps.step)
        return self._steps.step

    def finish(self) -> None:
        """Ends the run: it has its result, or it stopped because it was asked to."""
        if self._requests.has_answered:
            self._end("stopped", self._steps.position())
            return
        seconds = time.monotonic() - self._started
        result = {"step": self._steps.step, **self._evaluations.outcome()}
        self._end("finished", {**result, "seconds": seconds})

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
            self._steps.warn_without_loss()
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
        """Time of the script's last look at `should_stop`, by the monotonic clock."""
        return self._requests.asked_at

    def note_signal(self) -> None:
        """Notes that the process was asked to end."""
        self._requests.is_asked = True

    def end_by_exception(self, error: BaseException) -> None:
        """Ends the run by an exception; Ctrl-C and a signal stop it."""
        if self._writer is None:
            return
        if isinstance(error, KeyboardInterrupt):
            self._end("stopped", self._steps.position())
        elif isinstance(error, SystemExit):
            if self._requests.is_asked:
                self._end("stopped", self._steps.position())
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
        if self._requests.is_asked:
            self._end("stopped", self._steps.position())
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
        if self.folder is not None:
            self._requests.poll(self.folder)


def _class_names(config: Mapping[str, Any]) -> Optional[Sequence[str]]:
    data = config.get("data")
    names = data.get("classes") if isinstance(data, Mapping) else None
    is_named = isinstance(names, list) and all(isinstance(one, str) for one in names)
    return names if is_named else None


def _number(value: Optional[float], name: str) -> Optional[float]:
    return None if value is None else real_number(value, name)
