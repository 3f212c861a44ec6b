"""The largest batch that fits in memory, found by trying once one did not."""

from __future__ import annotations

import traceback
from typing import Callable, Optional

from ..memory import is_out_of_memory

#: The fewest rows that are tried: a batch norm needs two.
_MIN_ROWS = 2
#: The answer is known to this share of the rows that did not fit.
_PRECISION = 16


def largest_that_fits(
    failed: int,
    attempt: Callable[[int], object],
    let_go: Callable[[], None],
    error: BaseException,
) -> int:
    """Rows with which `attempt` has memory enough, fewer than `failed`; 0 for none.

    `error` is that of the attempt that failed. Halves until some fit, then narrows
    down. Another error than of memory counts as not fitting. `let_go` gives memory
    back after each attempt.
    """
    free(error)
    let_go()

    def fits(rows: int) -> bool:
        try:
            attempt(rows)
            return True
        except Exception as fault:  # noqa: BLE001 - the first fault goes on
            free(fault)
            return False
        finally:
            let_go()

    beyond, within = failed, max(_MIN_ROWS, failed // 2)
    while within >= beyond or not fits(within):
        if within <= _MIN_ROWS:
            return 0
        beyond, within = within, max(_MIN_ROWS, within // 2)
    while beyond - within > max(1, failed // _PRECISION):
        middle = (within + beyond) // 2
        if fits(middle):
            within = middle
        else:
            beyond = middle
    return within


def free(error: Optional[BaseException]) -> None:
    """Lets go of what the frames of an error hold; its lines are kept."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def in_halves(ask: Callable[[int, int], None], start: int, end: int) -> None:
    """Asks for the rows from `start` to `end`, in halves where memory is too small."""
    try:
        ask(start, end)
        return
    except Exception as error:
        if end - start < 2 or not is_out_of_memory(error):
            raise
        free(error)
    middle = (start + end) // 2
    in_halves(ask, start, middle)
    in_halves(ask, middle, end)
