"""Lightning: `Trainer(logger=DistilleryLogger(), callbacks=[StopOnRequest()])`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional, Union

try:
    from lightning.pytorch.callbacks import Callback
    from lightning.pytorch.loggers import Logger
except ImportError:
    from pytorch_lightning.callbacks import Callback
    from pytorch_lightning.loggers import Logger

from .metrics import evaluations, known_evaluation, training_numbers
from .run import Run
from .start import init, open_run


class DistilleryLogger(Logger):
    """Logs a Lightning `Trainer` as a run.

    The run is the one that is open; without it, `config` says where one is made, and it
    is finished when Lightning finalizes the logger. `train_loss` or `loss` is the loss
    of a step, `val_acc` and `val_loss` are of the validation, `test_acc` of the test.
    """

    def __init__(
        self,
        config: Optional[Union[str, Path]] = None,
        *,
        steps: Optional[int] = None,
        epochs: Optional[float] = None,
    ) -> None:
        super().__init__()
        self._config, self._steps, self._epochs = config, steps, epochs
        self._run: Optional[Run] = None
        self._is_own = False

    @property
    def experiment(self) -> Run:
        """The run."""
        if self._run is None:
            known = open_run()
            self._is_own = known is None
            self._run = known or init(
                self._config, steps=self._steps, epochs=self._epochs
            )
        return self._run

    @property
    def name(self) -> str:
        return str(self.experiment.config.get("name", "distillery"))

    @property
    def version(self) -> str:
        return self.experiment.id

    @property
    def save_dir(self) -> Optional[str]:
        folder = self.experiment.folder
        return None if folder is None else str(folder)

    def log_metrics(self, metrics: Any, step: Optional[int] = None) -> None:
        run = self.experiment
        values = dict(metrics)
        epoch = values.pop("epoch", None)
        numbers = training_numbers(values)
        # Lightning counts the steps from 0.
        number = None if step is None else int(step) + 1
        if "loss" in numbers:
            run.log(numbers, step=number, epoch=epoch)
        for split, figures in evaluations(values).items():
            run.log_evaluation(
                split,
                **known_evaluation(figures),
                step=number,
                # It is the index of the epoch that has ended.
                epoch=None if epoch is None else float(epoch) + 1,
            )

    def log_hyperparams(self, params: Any, *args: Any, **kwargs: Any) -> None:
        """Settings are the config's; those of a module are kept as a sentence."""
        values = params if isinstance(params, dict) else vars(params)
        if values:
            listed = ", ".join(f"{key} {value}" for key, value in values.items())
            self.experiment.notice(f"settings of the module: {listed}"[:10_000])

    def after_save_checkpoint(self, checkpoint_callback: Any) -> None:
        self.experiment.checkpoint()

    def finalize(self, status: str) -> None:
        run = self._run
        if run is None or not self._is_own:
            return
        if status == "success":
            run.finish()
        # An exception is on its way out of the script, which tells more of it.


class StopOnRequest(Callback):
    """Ends a Lightning training when its run is asked to stop."""

    def on_train_batch_end(self, trainer: Any, *_: Any, **__: Any) -> None:
        run = open_run()
        if run is not None and run.should_stop:
            trainer.should_stop = True
