"""The largest batch that fits in memory."""

from __future__ import annotations

import gc
import weakref

import pytest
import torch
from distillery.memory import is_out_of_memory
from distillery.training.fitting import in_halves, largest_that_fits


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
        RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"),
        RuntimeError(
            "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"
        ),
        OSError(12, "Cannot allocate memory"),
    ],
)
def test_memory_runs_out_in_several_words(error: Exception) -> None:
    assert is_out_of_memory(error)


def test_the_memory_of_the_machine_is_told_by_what_pytorch_says() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 50)
    assert is_out_of_memory(caught.value)
    assert not is_out_of_memory(RuntimeError("shapes do not fit"))


class Memory:
    """Memory for some rows."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.tried: list[int] = []

    def take(self, rows: int) -> None:
        self.tried.append(rows)
        if rows > self.limit:
            raise MemoryError


@pytest.mark.parametrize("failed", [2, 3, 4, 48, 1000, 1 << 20])
def test_what_fits_is_found_to_a_sixteenth_and_never_too_large(failed: int) -> None:
    for limit in {1, min(2, failed - 1), failed // 3, failed // 2, failed - 1}:
        memory = Memory(limit)
        found = largest_that_fits(failed, memory.take, lambda: None, MemoryError())
        assert (found == 0) == (failed < 3 or limit < 2)
        assert found <= limit and (found == 0 or found in memory.tried)
        assert found == 0 or limit - found <= max(1, failed // 16)
        assert len(memory.tried) <= failed.bit_length() + 4


def test_nothing_fits_where_two_rows_do_not() -> None:
    def attempt(rows: int) -> None:
        raise MemoryError

    assert largest_that_fits(64, attempt, lambda: None, MemoryError()) == 0


def test_what_a_failed_step_held_is_let_go_before_the_next_is_tried() -> None:
    held: list[weakref.ref[torch.Tensor]] = []

    def step(rows: int) -> None:
        values = torch.zeros(rows)
        held.append(weakref.ref(values))
        if rows > 20:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    alive: list[bool] = []
    gc.disable()
    try:
        step(64)
    except RuntimeError as error:
        found = largest_that_fits(
            64, step, lambda: alive.append(held[-1]() is not None), error
        )
        assert error.__traceback__ is not None
    finally:
        gc.enable()
    assert 16 <= found <= 20
    assert not any(alive)


def test_rows_are_asked_for_in_halves_and_in_their_order() -> None:
    asked: list[tuple[int, int]] = []

    def ask(start: int, end: int) -> None:
        if end - start > 3:
            raise MemoryError
        asked.append((start, end))

    in_halves(ask, 0, 10)
    assert asked == [(0, 2), (2, 5), (5, 7), (7, 10)]

    def fail(start: int, end: int) -> None:
        raise MemoryError if end - start > 1 else ValueError("another fault")

    with pytest.raises(ValueError, match="another fault"):
        in_halves(fail, 0, 4)
