"""A run as a script sees it: log, evaluate, save, stop and finish."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Mapping, Optional, Sequence, SupportsIndex

from ..protocol.events import EventWriter
from .checkpoints import load_checkpoint, save_checkpoint, state_of, unwrap
from .ending import Ending
from .evaluations import (
    Evaluations,
    Place,
    known_figures,
    read_evaluation,
    split_of,
)
from .step_log import StepLog, real_number
from .stop_requests import StopRequests


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
        self._has_written = writer is not None
        self._steps = StepLog(steps_per_epoch)
        self._evaluations = Evaluations(folder, _class_names(config), cache_folder)
        self._requests = StopRequests(token, is_own_supervisor)
        self._ending = Ending(
            folder, writer, self._steps, self._evaluations, self._requests
        )

    @property
    def _writer(self) -> Optional[EventWriter]:
        """The writer of the log; None in other processes, and once the run ended."""
        return self._ending.writer

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
        return self._ending.has_ended

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
        self._ending.finish()

    def fail(
        self, message: str, *, hint: Optional[str] = None, where: Optional[str] = None
    ) -> None:
        """Ends the run by an error, which lists and the panel show."""
        self._ending.fail(message, hint=hint, where=where)

    def refuse(
        self, changes: Sequence[Mapping[str, str]], message: str, hint: str
    ) -> None:
        """Ends the run before its first step, since its inputs have changed."""
        self._ending.fail(message, hint=hint, changes=list(changes))

    def note_signal(self) -> None:
        """Notes that the run was asked to end, as a request or a signal does."""
        self._ending.note_signal()

    def detach(self) -> None:
        """Lets go of the log without an end, as a forked child does."""
        self._ending.detach()

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
            self._ending.finish()
        else:
            self._ending.end_by_exception(error)


def _class_names(config: Mapping[str, Any]) -> Optional[Sequence[str]]:
    data = config.get("data")
    names = data.get("classes") if isinstance(data, Mapping) else None
    is_named = isinstance(names, list) and all(isinstance(one, str) for one in names)
    return names if is_named else None


def _number(value: Optional[float], name: str) -> Optional[float]:
    return None if value is None else real_number(value, name)
