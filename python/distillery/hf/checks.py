"""Checks of what a trainer of Hugging Face is given."""

from __future__ import annotations

from typing import Any, Optional

from torch import Tensor
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from ..errors import DistilleryError
from ..tokens.loading import inner_objective
from ..tokens.objective import TokenObjective
from ..tokens.vocabulary import describe_difference
from .learned import learned_numbers


def check_settings(args: Any, objective: TokenObjective) -> None:
    """Checks the arguments of a training against its objective.

    Raises DistilleryError where the trainer would compute something else.
    """
    if args.label_smoothing_factor > 0:
        raise DistilleryError(
            "label_smoothing_factor is"
            f" {args.label_smoothing_factor:g}: the objective has its own soft"
            " targets, and its hard term is the plain cross-entropy; set it to 0"
        )
    inner = inner_objective(objective.objective)
    looks = getattr(inner, "compares_rows", False) or hasattr(inner, "mean_of_batch")
    parts = args.gradient_accumulation_steps
    if looks and parts > 1:
        raise DistilleryError(
            "this objective looks across all tokens of a batch (dist, flsw, cwsm),"
            f" and gradient_accumulation_steps={parts} would compute it on parts of"
            " one; set it to 1, or take another strategy and loss"
        )
    if args.world_size > 1 and (looks or learned_numbers(objective)):
        raise DistilleryError(
            "this objective looks across all tokens of a batch, or learns its"
            f" temperature, and {args.world_size} processes would each do so"
            " on their own; train in one, or take another strategy and loss"
        )


def check_vocabularies(
    own: Any, teacher_tokenizer: Any, width: Optional[int], other: Optional[int]
) -> Optional[int]:
    """The number of tokens that count; None where it is all logits.

    `own` is the student's tokenizer; the widths are those of both networks' logits.

    Models pad their vocabularies: with one tokenizer, what is beyond it is cut.
    """
    if teacher_tokenizer is not None and own is not None:
        difference = describe_difference(own, teacher_tokenizer)
        if difference is not None:
            raise DistilleryError(
                f"teacher and student have different tokenizers: {difference}."
                " Token by token they cannot be compared: take a teacher with the"
                " student's tokenizer, or the teacher's tokenizer for the student"
            )
    if width is None or other is None or width == other:
        return None
    if teacher_tokenizer is None or own is None:
        raise DistilleryError(
            f"the student has logits for {width} tokens or classes and the teacher"
            f" for {other}. Where only padding differs, give processing_class and"
            " teacher_tokenizer, and it is cut off; else take a teacher of the same"
            " vocabulary"
        )
    size: int = max(own.get_vocab().values()) + 1
    if size > min(width, other):
        raise DistilleryError(
            f"the tokenizer has {size} tokens, and the"
            f" {'student' if width < size else 'teacher'} has logits for"
            f" {min(width, other)}; resize its embeddings"
        )
    return size


def is_causal(model: Any) -> bool:
    inner = getattr(model, "get_base_model", lambda: model)()
    return type(inner).__name__ in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.values()


def width_of(model: Any) -> Optional[int]:
    """The number of a model's logits, as far as its config says it."""
    config = getattr(model, "config", None)
    if config is None:
        return None
    head = getattr(model, "get_output_embeddings", lambda: None)()
    if head is not None and hasattr(head, "out_features"):
        return int(head.out_features)
    if "ForSequenceClassification" in type(model).__name__:
        return int(config.num_labels)
    return None


def logits_of(outputs: Any) -> Tensor:
    """The logits of a model's outputs. Raises DistilleryError where it gives none."""
    if isinstance(outputs, Tensor):
        return outputs
    logits = getattr(outputs, "logits", None)
    if logits is None and isinstance(outputs, dict):
        logits = outputs.get("logits")
    if not isinstance(logits, Tensor):
        raise DistilleryError(
            f"the model gives a {type(outputs).__name__} without logits, which are what"
            " is compared; take a model with a head, and no kernels that hide them"
        )
    return logits
