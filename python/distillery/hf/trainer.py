"""A `transformers.Trainer` that distils by an emitted objective."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any, Optional, Union

import torch
from accelerate.utils import gather_object
from torch import Tensor, nn
from transformers import Trainer, TrainingArguments

from ..errors import DistilleryError
from ..tokens.answers import KeptAnswers
from ..tokens.figures import EvaluatedTokens, StepFigures, mean_figures
from ..tokens.loading import progress_of
from ..tokens.objective import TokenObjective
from ..tokens.terms import TokenTerms
from .checks import (
    check_settings,
    check_vocabularies,
    is_causal,
    logits_of,
    width_of,
)
from .learned import add_learned, learned_numbers, load_learned, save_learned
from .teaching import Teaching


class DistillationTrainer(Trainer):
    """Trains a student on its labels and on a teacher's answers to the same inputs.

    `teacher` is a model whose outputs have logits like the student's, or `answers` are
    kept ones. `objective` is that of `distillery emit`: its file, or its `Objective()`.
    `teacher_tokenizer` is compared with `processing_class`, the student's. Tokens
    without a label (-100) do not count. `shifts_labels` says whether the logits of a
    place are of the next token, as those of a causal language model, which is seen by
    its class. `chunk` is the number of tokens that are computed together.

    Give `callbacks=[DistilleryCallback()]` to log it as a run: loss, hard, soft and
    temperature of the steps; accuracy, perplexity, agreement and KL at T = 1 of tokens
    at each evaluation.

    Raises DistilleryError where teacher, student, objective and settings do not fit.
    """

    def __init__(
        self,
        model: Any,
        teacher: Optional[nn.Module] = None,
        args: Optional[TrainingArguments] = None,
        *,
        objective: Union[TokenObjective, nn.Module, str, Path],
        answers: Optional[KeptAnswers] = None,
        teacher_tokenizer: Any = None,
        shifts_labels: Optional[bool] = None,
        chunk: Optional[int] = None,
        **more: Any,
    ) -> None:
        super().__init__(model, args, **more)
        # The loss is a mean over all tokens of a step: nobody else divides it.
        self.model_accepts_loss_kwargs = True
        if isinstance(objective, TokenObjective):
            self.objective = objective
        else:
            self.objective = TokenObjective(objective, chunk=chunk)
        self.objective.to(self.args.device)
        self._teaching = Teaching(teacher, answers, self.args.device)
        self._shifts = is_causal(self.model) if shifts_labels is None else shifts_labels
        check_settings(self.args, self.objective)
        self._vocabulary = check_vocabularies(
            self.processing_class,
            teacher_tokenizer,
            width_of(self.model),
            self._teaching.width,
        )
        self._steps, self._evaluated = StepFigures(), EvaluatedTokens()
        self._has_warned = False

    def create_optimizer(self, *args: Any, **more: Any) -> Any:
        """The optimizer of the student and of a learned temperature."""
        optimizer = super().create_optimizer(*args, **more)
        add_learned(optimizer, self.objective)
        return optimizer

    def train(self, *args: Any, **more: Any) -> Any:
        epochs = float(self.args.num_train_epochs)
        self._teaching.check_temperatures(self.objective, epochs)
        return super().train(*args, **more)

    @property
    def teacher(self) -> Optional[nn.Module]:
        """The teacher, where its answers are not kept ones."""
        return self._teaching.teacher

    def get_batch_samples(self, *args: Any, **more: Any) -> Any:
        """Batches of a step, and the number of tokens that count in all of them."""
        # The trainer sets back the gradients of its model alone.
        for one in learned_numbers(self.objective):
            one.grad = None
        samples, _ = super().get_batch_samples(*args, **more)
        counts = [int((self._labels(one) >= 0).sum()) for one in samples]
        total = torch.tensor(sum(counts), device=self.args.device)
        if self.args.world_size > 1:
            total = self.accelerator.gather(total).sum()
        return samples, total

    def compute_loss(
        self,
        model: Any,
        inputs: Any,
        return_outputs: bool = False,
        num_items_in_batch: Any = None,
    ) -> Any:
        """The objective's loss; its share in a step that has several batches."""
        terms, outputs = self._compare(model, inputs, has_choices=False)
        if terms is None:
            loss = 0 * logits_of(outputs).sum()
        else:
            loss = terms.loss
            if model.training:
                self._steps.add(terms)
            if num_items_in_batch is not None:
                shares = terms.weight / num_items_in_batch
                loss = loss * shares * max(1, self.args.world_size)
        return (loss, outputs) if return_outputs else loss

    def _compare(
        self, model: Any, inputs: Any, has_choices: bool
    ) -> tuple[Optional[TokenTerms], Any]:
        labels = self._labels(inputs)
        has_decoder = getattr(
            getattr(self.model, "config", None), "is_encoder_decoder", False
        )
        given = {
            name: value
            for name, value in inputs.items()
            if name != "labels" or has_decoder
        }
        outputs = model(**given)
        if not bool((labels >= 0).any()):
            if model.training:
                self._warn_of_empty(labels)
            return None, outputs
        progress = self._progress()
        theirs = self._teaching.answers_to(
            given, lambda: self.objective.temperature(progress)
        )
        terms = self.objective(
            self._cut(logits_of(outputs)),
            self._cut(theirs) if self.teacher is not None else theirs,
            labels,
            progress=progress,
            has_choices=has_choices,
        )
        return terms, outputs

    def _cut(self, logits: Tensor) -> Tensor:
        return logits if self._vocabulary is None else logits[..., : self._vocabulary]

    def _labels(self, inputs: Any) -> Tensor:
        """The tokens to predict, at the places whose logits predict them."""
        labels: Optional[Tensor] = inputs.get("labels")
        if labels is None:
            raise DistilleryError(
                "the batches have no labels, which say what tokens count; take a"
                " collator that gives them, such as DataCollatorForLanguageModeling"
                "(tokenizer, mlm=False)"
            )
        if not self._shifts or labels.dim() < 2:
            return labels
        return torch.cat([labels[:, 1:], torch.full_like(labels[:, :1], -100)], dim=1)

    def _progress(self) -> Any:
        state = self.state
        steps = max(1, state.max_steps)
        epochs = float(self.args.num_train_epochs)
        return progress_of(
            self.objective.objective,
            state.global_step,
            steps,
            float(state.epoch or 0),
            epochs,
        )

    def _warn_of_empty(self, labels: Tensor) -> None:
        if self._has_warned:
            return
        self._has_warned = True
        warnings.warn(
            f"distillery: a batch of {labels.numel()} places has no token that counts"
            " (its labels are all -100) and teaches nothing, as do others like it",
            stacklevel=2,
        )

    def log(self, logs: dict[str, float], *args: Any, **more: Any) -> None:
        if "loss" in logs:
            own = [self._steps.take()]
            # Each process logs at the same steps.
            every = gather_object(own) if self.args.world_size > 1 else own
            logs = {**logs, **mean_figures(every)}
        super().log(logs, *args, **more)

    def prediction_step(
        self,
        model: Any,
        inputs: Any,
        prediction_loss_only: bool,
        ignore_keys: Any = None,
    ) -> Any:
        inputs = self._without_copies(self._prepare_inputs(inputs))
        with torch.no_grad(), self.compute_loss_context_manager():
            terms, outputs = self._compare(model, inputs, has_choices=True)
        logits = logits_of(outputs).detach()
        loss = logits.new_zeros(()) if terms is None else terms.loss.detach()
        if terms is not None:
            self._evaluated.add(terms)
        if prediction_loss_only:
            return loss, None, None
        return loss, logits, inputs["labels"]

    def _without_copies(self, inputs: Any) -> Any:
        """The inputs, with no label on examples that fill up the last batch.

        Several processes get batches of one size: those behind the last example are
        copies of the first.
        """
        state = self.accelerator.gradient_state
        is_last = self.args.world_size > 1 and state.end_of_dataloader
        if not is_last or state.remainder <= 0 or "labels" not in inputs:
            return inputs
        labels = inputs["labels"].clone()
        before = self.args.process_index * len(labels)
        labels[max(0, state.remainder - before) :] = -100
        return {**inputs, "labels": labels}

    def evaluation_loop(
        self,
        dataloader: Any,
        description: str,
        prediction_loss_only: Optional[bool] = None,
        ignore_keys: Any = None,
        metric_key_prefix: str = "eval",
    ) -> Any:
        self._evaluated = EvaluatedTokens()
        output = super().evaluation_loop(
            dataloader,
            description,
            prediction_loss_only,
            ignore_keys,
            metric_key_prefix,
        )
        sums = self._evaluated.sums()
        if self.args.world_size > 1:
            sums = self.accelerator.reduce(sums.to(self.args.device)).cpu()
        for name, value in self._evaluated.figures(sums).items():
            output.metrics.setdefault(f"{metric_key_prefix}_{name}", value)
        return output

    def _save_checkpoint(self, *args: Any, **more: Any) -> None:
        super()._save_checkpoint(*args, **more)
        if self.args.should_save:
            name = f"checkpoint-{self.state.global_step}"
            save_learned(self.objective, os.path.join(self.args.output_dir, name))

    def _load_from_checkpoint(
        self, resume_from_checkpoint: str, *args: Any, **more: Any
    ) -> None:
        super()._load_from_checkpoint(resume_from_checkpoint, *args, **more)
        load_learned(self.objective, resume_from_checkpoint, self.args.device)
