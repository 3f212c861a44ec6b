"""Runs of scripts that have PyTorch and NumPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import numpy
import pytest
import torch
from distillery import DistilleryError, Run
from distillery.protocol import EventWriter, read_events
from distillery.run import figures
from torch import nn

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    writer = EventWriter(tmp_path)
    own = Run(tmp_path, {"data": {"classes": ["a", "b"]}}, writer)
    yield own
    own.finish()


def events_of(run: Run, kind: str) -> list[dict[str, Any]]:
    run.notice("all before it is written")
    assert run.folder is not None
    return read_events(run.folder, kind)


@pytest.mark.parametrize(
    "value",
    [
        torch.tensor(0.5, requires_grad=True),
        torch.tensor([[0.5]], dtype=torch.bfloat16),
        numpy.float32(0.5),
        numpy.float64(0.5),
        numpy.array(0.5),
        torch.nn.Parameter(torch.tensor(0.5)),
    ],
)
def test_a_number_of_another_package_is_a_number(run: Run, value: Any) -> None:
    run.log({"loss": value, "guarded": numpy.int64(3)}, step=numpy.int64(2))
    (step,) = events_of(run, "step")
    assert (step["step"], step["loss"], step["guarded"]) == (2, 0.5, 3)


def test_a_tensor_on_no_device_is_left_out_with_a_warning(run: Run) -> None:
    """The same call gives the number of a card, which is no part of this test."""
    with torch._subclasses.FakeTensorMode():
        fake = torch.ones(())
    values = {"loss": 1.0, "meta": torch.ones((), device="meta"), "fake": fake}
    with pytest.warns(UserWarning) as told:
        run.log(values)
    texts = [str(one.message) for one in told]
    assert texts[0].startswith(
        "distillery: `meta` is left out: it is a Tensor without a number: "
    )
    assert texts[1].startswith(
        "distillery: `fake` is left out: it is a FakeTensor without a number: "
    )
    (step,) = events_of(run, "step")
    assert step["loss"] == 1.0 and "meta" not in step and "fake" not in step


def test_arrays_and_flags_are_left_out_with_a_warning(run: Run) -> None:
    values = {"loss": 1.0, "ok": numpy.bool_(True), "rows": torch.ones(3)}
    with pytest.warns(UserWarning) as told:
        run.log(values)
    assert [str(one.message) for one in told] == [
        "distillery: `ok` is left out: it is a bool, and a curve needs a number; log"
        " float(…) of it",
        "distillery: `rows` is left out: it is an array of 3 numbers; log one of them,"
        " such as its mean",
    ]
    assert "rows" not in events_of(run, "step")[0]


LOGITS = [[2.0, 1.0], [0.5, 3.0], [1.0, 1.0], [float("nan"), 0.0]]
LABELS = [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("logits", "labels"),
    [
        (torch.tensor(LOGITS, requires_grad=True), torch.tensor(LABELS)),
        (torch.tensor(LOGITS).half(), torch.tensor(LABELS, dtype=torch.int32)),
        (numpy.array(LOGITS), numpy.array(LABELS, dtype="uint8")),
        (numpy.array(LOGITS, order="F"), LABELS),
        (LOGITS, LABELS),
    ],
)
def test_logits_of_each_kind_are_evaluated_and_kept_alike(
    run: Run, logits: Any, labels: Any
) -> None:
    found = run.evaluate("validation", logits, labels, epoch=1)
    assert (found["errors"], found["count"]) == (1, 4)
    assert (found["classErrors"], found["accuracy"]) == ([0, 1], 0.75)
    assert run.folder is not None
    index = json.loads((run.folder / "evaluations/index.json").read_text("utf8"))
    assert index["classNames"] == ["a", "b"]
    name = index["evaluations"][0]["logits"]["name"]
    kept = numpy.load(run.folder / "evaluations" / name)
    assert kept.dtype == numpy.float32
    numpy.testing.assert_array_equal(kept, numpy.array(LOGITS, dtype="float32"))
    stored = index["splits"]["validation"]["labels"]["name"]
    kept = numpy.load(run.folder / "evaluations" / stored)
    numpy.testing.assert_array_equal(kept, LABELS)


def test_figures_without_numpy_are_those_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = torch.Generator().manual_seed(1)
    student = torch.randn(60, 7, generator=draw).tolist()
    teachers = [torch.randn(60, 7, generator=draw).tolist() for _ in range(2)]
    labels = [row % 7 for row in range(60)]

    def all_figures() -> dict[str, Any]:
        own = figures.Logits(student)
        joint = figures.mean_of_probabilities([figures.Logits(one) for one in teachers])
        return {**figures.evaluate(own, labels), **figures.compare(own, joint, labels)}

    with_numpy = all_figures()
    monkeypatch.setattr(figures, "load_numpy", lambda: None)
    for name, value in all_figures().items():
        assert value == pytest.approx(with_numpy[name], rel=1e-6), name
    wanted = torch.nn.functional.cross_entropy(
        torch.tensor(student, dtype=torch.float64), torch.tensor(labels)
    )
    assert with_numpy["crossEntropy"] == pytest.approx(wanted.item(), rel=1e-6)


def test_pictures_are_kept_and_others_refused(run: Run) -> None:
    pictures = torch.arange(4 * 2 * 3, dtype=torch.uint8).reshape(4, 2, 3, 1)
    run.evaluate("test", LOGITS, LABELS, pictures=pictures)
    assert run.folder is not None
    index = json.loads((run.folder / "evaluations/index.json").read_text("utf8"))
    stored = index["splits"]["test"]["pictures"]["name"]
    kept = numpy.load(run.folder / "evaluations" / stored)
    numpy.testing.assert_array_equal(kept, pictures.numpy())
    with pytest.raises(ValueError, match=r"pictures are float32 of shape \[4, 2\]"):
        run.evaluate("test", LOGITS, LABELS, pictures=torch.ones(4, 2))


def trained(seed: int) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(8, 3)).sum().backward()
    optimizer.step()
    return model, optimizer


def same(one: Any, other: Any) -> bool:
    flat = [json.dumps(part.state_dict(), default=lambda t: t.tolist()) for part in one]
    return flat == [
        json.dumps(part.state_dict(), default=lambda t: t.tolist()) for part in other
    ]


def test_a_checkpoint_comes_back_and_the_one_before_is_kept(run: Run) -> None:
    first, second, empty = trained(1), trained(2), trained(3)
    run.log({"loss": 1.0}, step=5, epoch=0.5)
    run.save(*first)
    run.log({"loss": 1.0}, step=9, epoch=0.75)
    run.save(*second)
    run.save(second[0], best=True)
    assert run.folder is not None
    names = sorted(path.name for path in (run.folder / "checkpoints").iterdir())
    assert names == ["best.pt", "last.pt", "previous.pt"]
    assert run.load(*empty) == 9
    assert same(empty, second)
    # A damaged one is passed over.
    last = run.folder / "checkpoints/last.pt"
    last.write_bytes(last.read_bytes()[:100])
    assert run.load(*empty) == 5
    assert same(empty, first)
    (run.folder / "checkpoints/previous.pt").write_bytes(b"")
    with pytest.raises(DistilleryError, match="no checkpoint can be read .*last.pt: "):
        run.load(*empty)
    events = events_of(run, "checkpoint")
    told = [(one["step"], one["file"], one["best"]) for one in events]
    assert told == [
        (5, "checkpoints/last.pt", False),
        (9, "checkpoints/last.pt", False),
        (9, "checkpoints/best.pt", True),
    ]


def test_a_run_without_checkpoints_begins_at_0(run: Run) -> None:
    assert run.load(*trained(1)) == 0


def test_what_has_no_state_is_refused(run: Run) -> None:
    with pytest.raises(TypeError, match="a list has no state_dict"):
        run.save([1, 2])


def test_a_checkpoint_that_would_execute_is_refused(run: Run) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(run.folder) + "/trapped",)

    assert run.folder is not None
    (run.folder / "checkpoints").mkdir()
    torch.save({"model": Trap(), "step": 1}, run.folder / "checkpoints/last.pt")
    with pytest.raises(DistilleryError, match="no checkpoint can be read"):
        run.load(*trained(1))
    assert not (run.folder / "trapped").exists()


def test_a_wrapped_model_is_kept_as_it_is_inside(run: Run) -> None:
    model, _ = trained(1)
    run.save(nn.DataParallel(model))
    other, _ = trained(2)
    run.load(other)
    assert same([other], [model])


RANKS = """
import sys, torch, distillery
import torch.distributed as dist
meeting, rank = sys.argv[1], int(sys.argv[2])
dist.init_process_group("gloo", init_method=meeting, rank=rank, world_size=2)
run = distillery.init()
is_writing = run.is_writing
run.log({"loss": 1.0 + dist.get_rank()})
if is_writing:
    run.note_signal()
answers = [run.should_stop]
figures = run.evaluate("test", [[1, 2], [3, 1]], [1, 1])
run.finish()
print(is_writing, answers, figures["errors"])
"""


def test_two_ranks_write_one_run_and_stop_together(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(RANKS)
    meeting = f"file://{tmp_path / 'meeting'}"
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    variables["GLOO_SOCKET_IFNAME"] = "lo"
    started = [
        subprocess.Popen(
            [sys.executable, str(script), meeting, str(rank)],
            cwd=tmp_path,
            env=variables,
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    told = [process.communicate()[0].strip() for process in started]
    assert told == ["True [True] 1", "False [True] 1"]
    (folder,) = (tmp_path / ".distillery/runs").iterdir()
    events = read_events(folder)
    assert [one["loss"] for one in events if one["type"] == "step"] == [1.0]
    assert events[-1]["type"] == "stopped"
