"""Distillation of token sequences: language models, taggers, translators.

    from distillery.tokens import TokenObjective

    objective = TokenObjective("objective.py")         # of `distillery emit CONFIG`
    terms = objective(student_logits, teacher_logits, labels)
    terms.loss.backward()

Logits are [batch, length, vocabulary]; what is computed beside them takes a few rows.
It needs PyTorch. `distillery.hf.DistillationTrainer` is a training of this kind.
"""

from __future__ import annotations

from .answers import KeptAnswers
from .answers_writer import AnswersWriter
from .loading import load_objective, progress_of
from .merging import MergedAnswers, merge_teacher
from .objective import TokenObjective
from .terms import TokenTerms
from .vocabulary import describe_difference

__all__ = [
    "AnswersWriter",
    "KeptAnswers",
    "MergedAnswers",
    "TokenObjective",
    "TokenTerms",
    "describe_difference",
    "load_objective",
    "merge_teacher",
    "progress_of",
]
