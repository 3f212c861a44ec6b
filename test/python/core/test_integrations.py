"""Integrations, by the calls that the loops of other packages make.

The calls and their numbers are those of transformers 5.24 and lightning 2.6; stand-ins
take the place of the two base classes, so that neither package is needed.
"""

from __future__ import annotations

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))

from distillery.metrics import evaluations, training_numbers  # noqa: E402
from script_case import ScriptCase  # noqa: E402

STAND_INS = """
import sys, types
from types import SimpleNamespace as Bag
def stand_in(name, **members):
    sys.modules[name] = module = types.ModuleType(name)
    module.__dict__.update(members)
"""
HUGGING_FACE = (
    STAND_INS
    + """
stand_in("transformers", TrainerCallback=object)
from distillery.hf import DistilleryCallback
callback = DistilleryCallback()
args = Bag(num_train_epochs=2)
state = Bag(max_steps=4, num_train_epochs=2, global_step=0, epoch=0.0)
control = Bag(should_save=False, should_training_stop=False)
callback.on_train_begin(args, state, control)
for step in range(1, 5):
    state.global_step, state.epoch = step, step / 2
    callback.on_step_end(args, state, control)
    logs = {"loss": 1 / step, "grad_norm": 2.0, "learning_rate": 0.1, "epoch": step / 2}
    callback.on_log(args, state, control, logs=logs)
figures = {"eval_loss": 0.5, "eval_accuracy": 0.75, "eval_runtime": 3.0, "epoch": 2.0}
figures.update(eval_perplexity=1.6, eval_agreement=0.5, eval_kl_at_one=0.25)
callback.on_log(args, state, control, logs=figures)
loader = Bag(dataset=range(8))
callback.on_evaluate(args, state, control, metrics=figures, eval_dataloader=loader)
callback.on_save(args, state, control)
summary = {"train_runtime": 2.0, "train_loss": 0.4, "epoch": 2.0}
callback.on_log(args, state, control, logs=summary)
callback.on_train_end(args, state, control)
"""
)
LIGHTNING = (
    STAND_INS
    + """
stand_in("lightning"); stand_in("lightning.pytorch")
stand_in("lightning.pytorch.callbacks", Callback=object)
stand_in("lightning.pytorch.loggers", Logger=object)
from distillery.lightning import DistilleryLogger, StopOnRequest
logger, stop, trainer = DistilleryLogger(), StopOnRequest(), Bag(should_stop=False)
logger.log_hyperparams({"width": 8})
for step in range(4):
    logger.log_metrics({"train_loss_step": 1 / (step + 1), "epoch": step // 2}, step)
    stop.on_train_batch_end(trainer, None, None, None, step)
logger.log_metrics({"val_loss": 0.5, "val_acc": 0.75, "epoch": 1}, 3)
logger.after_save_checkpoint(None)
assert logger.version == logger.experiment.id and logger.name == "train"
logger.finalize("success")
assert not trainer.should_stop
"""
)


class Integrations(ScriptCase):
    def test_a_trainer_of_hugging_face_is_logged_evaluated_and_finished(self) -> None:
        done = self.run_script(HUGGING_FACE)
        self.assertEqual((done.code, done.errors), (0, ""))
        kinds = [event["type"] for event in done.events[2:]]
        self.assertEqual(kinds, [*["step"] * 4, "evaluation", "checkpoint", "finished"])
        (started,) = done.of("started")
        self.assertEqual((started["steps"], started["epochs"]), (4, 2))
        step = done.of("step")[-1]
        found = [step[name] for name in ("step", "epoch", "loss", "learningRate")]
        self.assertEqual(found, [4, 2.0, 0.25, 0.1])
        (one,) = done.of("evaluation")
        found = [one[name] for name in ("accuracy", "errors", "count", "crossEntropy")]
        self.assertEqual(found, [0.75, 2, 8, 0.5])
        found = [one[name] for name in ("perplexity", "agreement", "klAtOne")]
        self.assertEqual(found, [1.6, 0.5, 0.25])

    def test_a_trainer_of_hugging_face_stops_when_its_run_is_to_stop(self) -> None:
        ask = "callback.run.note_signal(); callback.on_step_end(args, state, control)"
        told = "print(control.should_save, control.should_training_stop)"
        source = HUGGING_FACE.replace("for step in", f"{ask}\n{told}\nfor step in")
        done = self.run_script(source)
        self.assertEqual((done.output, done.errors), ("True True\n", ""))
        self.assertEqual(done.last["type"], "stopped")

    def test_a_trainer_of_hugging_face_leaves_a_run_open_that_it_did_not_make(
        self,
    ) -> None:
        own = "import distillery\nrun = distillery.init()\n" + HUGGING_FACE
        done = self.run_script(own + "run.notice('after it')\nrun.finish()")
        self.assertEqual((done.errors, len(done.runs)), ("", 1))
        kinds = [event["type"] for event in done.events[-2:]]
        self.assertEqual(kinds, ["notice", "finished"])

    def test_a_trainer_of_lightning_is_logged_evaluated_and_finished(self) -> None:
        done = self.run_script(LIGHTNING)
        self.assertEqual((done.code, done.errors), (0, ""))
        steps = [(one["step"], one["epoch"]) for one in done.of("step")]
        self.assertEqual(steps, [(1, 0.0), (2, 0.0), (3, 1.0), (4, 1.0)])
        (one,) = done.of("evaluation")
        found = [one[name] for name in ("step", "epoch", "accuracy", "crossEntropy")]
        self.assertEqual(found, [4, 2.0, 0.75, 0.5])
        self.assertEqual(
            done.of("notice")[0]["message"], "settings of the module: width 8"
        )
        self.assertEqual(done.last["type"], "finished")


class Names(unittest.TestCase):
    def test_numbers_of_a_step_have_the_names_of_the_protocol(self) -> None:
        names = ("loss", "train_loss", "train/loss", "training loss", "train_loss_step")
        for name in names:
            self.assertEqual(training_numbers({name: 1.0}), {"loss": 1.0}, name)
        others = {"eval_loss": 1.0, "train_loss_epoch": 1.0, "train_runtime": 1.0}
        self.assertEqual(training_numbers(others), {})

    def test_figures_are_of_their_split(self) -> None:
        found = evaluations(
            {"val/acc": 0.5, "eval_loss": 2.0, "test_accuracy": 0.25, "val_f1": 1.0}
        )
        validation = {"accuracy": 0.5, "crossEntropy": 2.0}
        self.assertEqual(found, {"validation": validation, "test": {"accuracy": 0.25}})

    def test_a_cross_entropy_is_no_loss_that_has_a_soft_part(self) -> None:
        for names in (("loss", "cross_entropy"), ("cross_entropy", "loss")):
            values = {"loss": 9.0, "cross_entropy": 2.0}
            found = evaluations({f"eval_{name}": values[name] for name in names})
            self.assertEqual(found, {"validation": {"crossEntropy": 2.0}})


if __name__ == "__main__":
    unittest.main()
