"""Rows that are handed over once and gathered by their places."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterable, Optional

import pytest
import torch
from distillery.training.tables import Table, Tables
from torch import Tensor

CPU = torch.device("cpu")


def asked(file: Path, values: Tensor) -> dict[str, Any]:
    """The question of a table, whose file is written."""
    file.write_bytes(values.numpy().tobytes())
    dtype = str(values.dtype).replace("torch.", "")
    return {"file": str(file), "shape": list(values.shape), "dtype": dtype}


def test_bytes_become_the_numbers_of_the_trainer() -> None:
    values = torch.arange(256, dtype=torch.uint8).view(64, 4)
    places = torch.tensor([63, 0, 0, 5], dtype=torch.int32)
    rows = Table(values, CPU).rows(places, [2, 2, 1])
    assert rows.shape == (4, 2, 2, 1)
    # In float64 and then rounded, as in Node.
    exact = (values.double() / 255).float()[places.long()].view(4, 2, 2, 1)
    assert torch.equal(rows, exact)


def test_a_table_is_read_once_for_a_device_and_outlives_its_file(
    tmp_path: Path,
) -> None:
    tables = Tables(None)
    numbers = torch.randn(5, 3)
    file = tmp_path / "table"
    assert tables.add(asked(file, numbers)) == 0
    assert tables.add(asked(tmp_path / "other", torch.ones(2, 2))) == 1
    file.unlink()
    table = tables.on(0, CPU)
    assert tables.on(0, CPU) is table
    assert torch.equal(table.rows(torch.tensor([4, 1]), [3]), numbers[[4, 1]])


def test_a_file_that_is_too_short_or_missing_is_an_error(tmp_path: Path) -> None:
    short = asked(tmp_path / "table", torch.ones(2, 2))
    with pytest.raises(RuntimeError):
        Tables(None).add({**short, "shape": [4096, 4096]})
    with pytest.raises(RuntimeError):
        Tables(None).add({**short, "file": str(tmp_path / "none")})


class Machines:
    """A group of two machines, of which one has the file."""

    def __init__(self, is_leading: bool, sent: Optional[Tensor] = None) -> None:
        self.is_leading = is_leading
        self.sent = sent

    def agree(self, answer: bool) -> bool:
        return False

    def share(self, tensors: Iterable[Tensor]) -> None:
        for tensor in tensors:
            if self.sent is None:
                self.sent = tensor.clone()
            tensor.copy_(self.sent)


def test_a_machine_without_the_file_is_sent_the_rows(tmp_path: Path) -> None:
    question = asked(tmp_path / "table", torch.randn(4, 2))
    leading = Machines(is_leading=True)
    first = Tables(leading)  # type: ignore[arg-type]
    first.add(question)
    other = Machines(False, leading.sent)
    second = Tables(other)  # type: ignore[arg-type]
    second.add({**question, "file": str(tmp_path / "nowhere")})
    places = torch.tensor([3, 0])
    rows = [one.on(0, CPU).rows(places, [2]) for one in (first, second)]
    assert torch.equal(rows[0], rows[1])


def test_a_small_graphics_card_keeps_its_memory_for_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = torch.ones(64, 4)
    card = torch.device("cuda")
    moved: list[torch.device] = []

    def to(self: Tensor, device: torch.device) -> Tensor:
        moved.append(device)
        return self

    monkeypatch.setattr(torch, "tensor", lambda value, device: value)
    monkeypatch.setattr(Tensor, "to", to)

    def moved_with(free: int) -> list[torch.device]:
        monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (free, 1 << 40))
        moved.clear()
        Table(values, card)
        return moved

    assert moved_with(16 * 1024) == [card]
    assert moved_with(16 * 1024 - 1) == []
