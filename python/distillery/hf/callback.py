"""A callback of `transformers.Trainer` that writes a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional, Union

from transformers import TrainerCallback

from ..metrics import evaluations, known_evaluation, training_numbers
from ..run import Run
from ..start import init, open_run


class DistilleryCallback(TrainerCallback):
    """Logs a `transformers.Trainer`, and ends its training when the run is to stop.

    The run is the one that is open; without it, `config` says where one is made, and it
    is finished after the training. Call `distillery.init` yourself, and `finish`, to
    evaluate in the same run after that.
    """

    def __init__(self, config: Optional[Union[str, Path]] = None) -> None:
        self._config = config
        self._run: Optional[Run] = None
        self._is_own = False

    @property
    def run(self) -> Optional[Run]:
        """The run, once the training has begun."""
        return self._run

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if self._run is not None and self._run.is_writing:
            return
        epochs = state.num_train_epochs or args.num_train_epochs
        run, is_new = _open(self._config, state.max_steps, epochs)
        self._run, self._is_own = run, is_new

    def on_log(
        self, args: Any, state: Any, control: Any, logs: Any = None, **more: Any
    ) -> None:
        run, logs = self._run, dict(logs or {})
        if run is None:
            return
        epoch = logs.pop("epoch", state.epoch)
        # The summary at the end of a training is of no step.
        if "loss" in logs:
            run.log(training_numbers(logs), step=state.global_step, epoch=epoch)

    def on_evaluate(
        self,
        args: Any,
        state: Any,
        control: Any,
        metrics: Any = None,
        eval_dataloader: Any = None,
        **_: Any,
    ) -> None:
        if self._run is None:
            return
        count = _count(eval_dataloader)
        for split, figures in evaluations(metrics or {}).items():
            self._run.log_evaluation(
                split,
                **{"count": count, **known_evaluation(figures)},
                step=state.global_step,
                epoch=state.epoch,
            )

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if self._run is not None and self._run.should_stop:
            control.should_save = True
            control.should_training_stop = True

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if self._run is not None:
            self._run.checkpoint()

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if self._run is not None and self._is_own:
            self._run.finish()


def _open(config: Any, steps: int, epochs: float) -> tuple[Run, bool]:
    """The open run, or a new one and that it is."""
    known = open_run()
    if known is not None:
        return known, False
    return init(config, steps=steps if steps > 0 else None, epochs=epochs), True


def _count(loader: Any) -> Optional[int]:
    """Examples of a loader of batches, where it knows them."""
    try:
        return len(loader.dataset)
    except (AttributeError, TypeError):
        return None
