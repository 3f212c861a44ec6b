"""Steps of a run: how far the training is, and the numbers of each step."""

from __future__ import annotations

import math
from typing import Any, Mapping, Optional

from ..protocol.events import EventWriter
from .numbers import Measurements, to_number


class StepLog:
    """Logs numbers of steps, and knows the run's present step and epoch.

    With `steps_per_epoch` above 0 the epoch follows from the step.
    """

    def __init__(self, steps_per_epoch: float = 0) -> None:
        #: Training steps so far.
        self.step = 0
        #: Epochs so far, with fractions.
        self.epoch = 0.0
        self._steps_per_epoch = steps_per_epoch
        self._measurements = Measurements()
        self._logged: Optional[int] = None
        self._fields: dict[str, Any] = {}

    def log(
        self, writer: EventWriter, values: Mapping[str, Any], step: Any, epoch: Any
    ) -> None:
        """Appends a `step` event where the numbers have a `loss`.

        Raises TypeError or ValueError for values that are no dict of names, a name that
        the log needs for itself, or a step that is no whole number.
        """
        fields = self._measurements.fields(values)
        number = self.number_of(fields.pop("step", None), step)
        given = fields.pop("epoch", None)
        if epoch is not None:
            given = epoch
        if self._logged is not None and number <= self._logged:
            if number < self._logged:
                self._warn_of_late(number)
                return
            fields = {**self._fields, **fields}
        else:
            self.warn_without_loss()
        self._fields, self._logged = fields, number
        self.advance(number, given)
        if "loss" in fields:
            writer.append("step", {"step": number, "epoch": self.epoch, **fields})

    def number_of(self, logged: Optional[float], step: Any) -> int:
        """The number of a step: the given one, else one more than before.

        `logged` is a number that the logged dict has under `step`. Raises TypeError or
        ValueError where the step is given twice or is no whole number from 0.
        """
        if step is None:
            if logged is None:
                return (self._logged if self._logged is not None else self.step) + 1
            step = logged
        elif logged is not None:
            raise ValueError("`step` is given twice: in the dict, and as step=…")
        if type(step) is int:
            number = step
        else:
            found, why = to_number(step)
            if found is None or not math.isfinite(found) or found != math.floor(found):
                raise TypeError(f"step is a whole number, not {why or found}")
            number = int(found)
        if number < 0:
            raise ValueError(f"step is {number}; the first step of a run is 0 or 1")
        return number

    def advance(self, step: int, epoch: Any) -> None:
        """Moves to a step, and to an epoch where one is given and finite."""
        self.step = step
        if epoch is not None:
            value = real_number(epoch, "epoch")
            self.epoch = value if math.isfinite(value) else self.epoch
        elif self._steps_per_epoch > 0:
            self.epoch = step / self._steps_per_epoch

    def resume(self, step: int, epoch: float) -> None:
        """Goes on after a step of an earlier attempt."""
        self.step, self.epoch, self._logged = step, epoch, step

    def position(self) -> dict[str, Any]:
        """The fields of an event that say where the training is."""
        return {"step": self.step, "epoch": self.epoch}

    def warn_without_loss(self) -> None:
        """Warns where the last step has numbers and no loss, so that it was dropped."""
        if not self._fields or "loss" in self._fields:
            return
        self._measurements.warn_once(
            "no loss",
            f"step {self._logged} has no `loss` ({', '.join(self._fields)}) and is left"
            " out, as are others like it: log the minimised loss under that name",
        )

    def _warn_of_late(self, step: int) -> None:
        self._measurements.warn_once(
            "late step",
            f"step {step} came after step {self._logged} and is left out, as are others"
            " like it: a log goes forward",
        )


def real_number(value: Any, name: str) -> float:
    """A number that a script gives by name. Raises TypeError for anything else."""
    number, why = to_number(value)
    if number is None:
        raise TypeError(f"{name} is a number, not {why}")
    return float(number)
