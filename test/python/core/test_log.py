"""Numbers that scripts log, and values that are left out."""

from __future__ import annotations

import sys
import tempfile
import unittest
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))

from distillery.errors import DistilleryError, MisplacedEntry  # noqa: E402
from distillery.protocol import EventWriter, parse_line, read_events  # noqa: E402
from distillery.protocol.event_lines import format_line  # noqa: E402
from log_case import FakeTensor, LogCase  # noqa: E402


class Log(LogCase):
    def test_a_step_has_its_numbers_epoch_and_the_names_of_the_protocol(self) -> None:
        self.own.log({"loss": 0.5, "lr": 0.1, "kl_at_one": 2, "own/name": 3}, step=5)
        (step,) = self.steps()
        self.assertEqual((step["step"], step["epoch"], step["loss"]), (5, 0.5, 0.5))
        self.assertEqual((step["learningRate"], step["klAtOne"]), (0.1, 2))
        self.assertEqual(step["own/name"], 3)

    def test_steps_count_on_where_none_is_given(self) -> None:
        for _ in range(3):
            self.own.log({"loss": 1.0})
        self.assertEqual([step["step"] for step in self.steps()], [1, 2, 3])

    def test_numbers_that_json_lacks_are_texts(self) -> None:
        infinite = float("inf")
        self.own.log({"loss": float("nan"), "hard": infinite, "soft": -infinite})
        (step,) = self.steps()
        found = (step["loss"], step["hard"], step["soft"])
        self.assertEqual(found, ("NaN", "Infinity", "-Infinity"))

    def test_a_tensor_gives_its_number_by_one_item(self) -> None:
        tensor = FakeTensor(0.25)
        self.own.log({"loss": tensor})
        self.assertEqual((self.steps()[0]["loss"], tensor.items), (0.25, 1))

    def test_what_is_no_number_is_left_out_with_one_warning_a_name(self) -> None:
        values = {
            "loss": 1.0,
            "hard": None,
            "note": "warming up",
            "ok": True,
            "batch": FakeTensor(1.0, 2.0),
            "z": 1j,
        }
        told = self.warned(values, values)
        self.assertEqual(
            told,
            [
                "distillery: `hard` is left out: it is None",
                "distillery: `note` is left out: it is text ('warming up');"
                " run.notice takes text",
                "distillery: `ok` is left out: it is a bool, and a curve needs a"
                " number; log float(…) of it",
                "distillery: `batch` is left out: it is an array of 2 numbers; log"
                " one of them, such as its mean",
                "distillery: `z` is left out: it is a complex",
            ],
        )
        self.assertEqual(
            [set(step) & set(values) for step in self.steps()], [{"loss"}] * 2
        )

    def test_a_warning_points_at_the_line_that_logs(self) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self.own.log({"loss": 1.0, "note": "text"}, step=2)
            self.own.log({"loss": 1.0}, step=1)
            self.own.log({"lr": 1.0}, step=3)
            self.own.log({"loss": 1.0}, step=4)
        files = [Path(one.filename).name for one in caught]
        self.assertEqual(files, ["test_log.py"] * 3)

    def test_a_dict_in_a_dict_has_names_with_a_slash(self) -> None:
        spread = {"mean": 2.0, "min": 1.0, "max": 3.0, "guarded": 0}
        self.own.log({"loss": 1.0, "layer": {"a": 1, "b": {"c": 2.0}}})
        self.own.log({"loss": 1.0, "temperatures": {"big": spread}})
        first, second = self.steps()
        self.assertEqual((first["layer/a"], first["layer/b/c"]), (1, 2.0))
        self.assertEqual(second["temperatures"], {"big": spread})

    def test_numbers_of_one_step_are_put_together(self) -> None:
        self.own.log({"loss": 1.0}, step=4)
        self.own.log({"lr": 0.5}, step=4)
        last = self.steps()[-1]
        self.assertEqual(
            (last["step"], last["loss"], last["learningRate"]), (4, 1.0, 0.5)
        )

    def test_an_earlier_step_is_left_out_and_told_of_once(self) -> None:
        self.own.log({"loss": 1.0}, step=7)
        told = self.warned({"loss": 2.0, "step": 3}, {"loss": 2.0, "step": 4})
        self.assertEqual(
            told,
            [
                "distillery: step 3 came after step 7 and is left out, as are others"
                " like it: a log goes forward"
            ],
        )
        self.assertEqual([step["step"] for step in self.steps()], [7])

    def test_a_step_without_loss_is_left_out_and_told_of_once(self) -> None:
        told = self.warned({"lr": 0.1}, {"lr": 0.2}, {"loss": 1.0})
        self.assertEqual(
            told,
            [
                "distillery: step 1 has no `loss` (learningRate) and is left out, as"
                " are others like it: log the minimised loss under that name"
            ],
        )
        self.assertEqual([step["step"] for step in self.steps()], [3])

    def test_calls_that_cannot_be_meant_are_errors(self) -> None:
        run: Any = self.own
        cases: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
            (
                0.5,
                {},
                TypeError,
                "run.log takes a dict of numbers by name, not a float",
            ),
            ({1: 2.0}, {}, TypeError, "run.log takes names as text, not an int"),
            ({"type": 1.0}, {}, ValueError, "`type` is a field of the log itself"),
            (
                {"loss": 1.0},
                {"step": "x"},
                TypeError,
                "step is a whole number, not text",
            ),
            (
                {"loss": 1.0},
                {"step": True},
                TypeError,
                "step is a whole number, not a b",
            ),
            (
                {"loss": 1.0},
                {"step": 1.5},
                TypeError,
                "step is a whole number, not 1.5",
            ),
            (
                {"loss": 1.0},
                {"step": float("inf")},
                TypeError,
                "step is a whole number, not inf",
            ),
            (
                {"loss": 1.0, "norms": dict.fromkeys(map(str, range(1000)), 1.0)},
                {},
                ValueError,
                "got 1001 numbers",
            ),
            (
                {"loss": 1.0},
                {"step": -1},
                ValueError,
                "step is -1; the first step of a",
            ),
            (
                {"loss": 1.0, "step": 1},
                {"step": 2},
                ValueError,
                "`step` is given twice",
            ),
            ({"loss": 1.0}, {"epoch": "a"}, TypeError, "epoch is a number, not text"),
            (
                dict.fromkeys(map(str, range(1001)), 1.0),
                {},
                ValueError,
                "got 1001 numbers",
            ),
        ]
        for values, more, kind, text in cases:
            with self.subTest(text), self.assertRaises(kind) as caught:
                run.log(values, **more)
            self.assertIn(text, str(caught.exception))
        self.assertEqual(self.steps(), [])

    def test_evaluations_say_what_does_not_fit(self) -> None:
        run: Any = self.own
        rows = [[1.0, 2.0], [0.0, 1.0]]
        cases: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
            (
                ("train", rows, [0, 1]),
                {},
                "split is 'validation' or 'test', not 'train'",
            ),
            (("test", [1.0, 2.0], [0, 1]), {}, "[count, classes]"),
            (("test", "rows", [0, 1]), {}, "not a table of numbers [count, classes]"),
            (("test", rows, [0]), {}, "1 labels for 2 rows of logits"),
            (("test", rows, [0, 2]), {}, "label 1 is 2, and the logits have 2 classes"),
            (("test", rows, [0, 0.5]), {}, "labels are class indices, not 0.5"),
            (("test", rows, 3), {}, "labels are not a list of class indices"),
            (
                ("test", rows, [0, 1]),
                {"teacher": [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]},
                "logits of teacher are [2, 3], and the student's [2, 2]",
            ),
        ]
        for words, more, text in cases:
            with self.subTest(text), self.assertRaises(ValueError) as caught:
                run.evaluate(*words, **more)
            self.assertIn(text, str(caught.exception))


class Lines(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def test_a_line_ends_with_the_checksum_of_what_is_before_it(self) -> None:
        # The line is the trainer's own, on Node.
        text = '{"type":"notice","seq":1,"attempt":1,"at":5,"message":"T = 4 …"'
        line = text.encode("utf8")
        self.assertEqual(format_line(text), line + b',"crc":"74bf9c71"}\n')

    def test_damaged_lines_are_none(self) -> None:
        line = format_line('{"type":"notice","seq":1,"message":"x"')[:-1]
        self.assertIsNotNone(parse_line(line))
        # A damaged name of the checksum's own field is that of an unknown field.
        field = range(line.index(b',"crc"'), line.index(b',"crc"') + 8)
        for place in set(range(len(line))) - set(field):
            damaged = line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :]
            self.assertIsNone(parse_line(damaged), place)
        self.assertIsNone(parse_line(line[:-1]))

    def test_a_writer_cuts_a_torn_line_off_and_counts_on(self) -> None:
        log = self.folder / "events.jsonl"
        first = EventWriter(self.folder)
        for index in range(3):
            first.write("notice", {"message": f"number {index} " + "ö" * 40_000})
        first.close()
        whole = log.read_bytes()
        log.write_bytes(whole + b'{"type":"notice","seq":4,"mess')
        second = EventWriter(self.folder, attempt=2)
        second.write("notice", {"message": "on"})
        second.close()
        self.assertTrue(log.read_bytes().startswith(whole))
        numbers = [
            (event["seq"], event["attempt"]) for event in read_events(self.folder)
        ]
        self.assertEqual(numbers, [(1, 1), (2, 1), (3, 1), (4, 2)])

    def test_a_whole_event_that_lacks_its_newline_gets_it(self) -> None:
        line = format_line('{"type":"notice","seq":1,"message":"x"')
        (self.folder / "events.jsonl").write_bytes(line[:-1])
        writer = EventWriter(self.folder)
        writer.write("notice", {"message": "y"})
        writer.close()
        self.assertEqual([event["seq"] for event in read_events(self.folder)], [1, 2])

    def test_a_log_has_one_writer(self) -> None:
        writer = EventWriter(self.folder)
        self.addCleanup(writer.close)
        if sys.platform == "win32":
            return
        with self.assertRaisesRegex(DistilleryError, "another process writes the log"):
            EventWriter(self.folder)

    def test_a_log_that_was_let_go_of_writes_into_no_file_of_its_number(self) -> None:
        writer = EventWriter(self.folder)
        writer.append("step", {"step": 1, "loss": 1.0})
        writer.abandon()
        with (self.folder / "other").open("wb"):
            self.assertFalse(writer._thread.is_alive())
            writer.append("step", {"step": 2, "loss": 1.0})
            writer.flush()
        self.assertEqual((self.folder / "other").read_bytes(), b"")

    def test_nothing_is_written_through_a_link(self) -> None:
        run = self.folder / ".distillery/runs/one"
        run.mkdir(parents=True)
        (self.folder / "elsewhere").write_text("")
        (run / "events.jsonl").symlink_to(self.folder / "elsewhere")
        with self.assertRaises(MisplacedEntry) as caught:
            EventWriter(run)
        self.assertEqual(
            str(caught.exception),
            ".distillery/runs/one/events.jsonl is a link, not a file; nothing is read"
            " or written through it. Remove it",
        )

    def test_what_a_full_disk_does_not_take_is_written_once_there_is_room(self) -> None:
        writer = EventWriter(self.folder)
        taken = writer._descriptor
        writer._file_lock.acquire()
        full = Path("/dev/full")
        if not full.exists():
            writer._file_lock.release()
            writer.close()
            return
        with full.open("wb") as device:
            writer._descriptor = device.fileno()
            with self.assertRaises(OSError):
                writer.write("notice", {"message": "first"})
        writer._descriptor = taken
        writer._file_lock.release()
        writer.write("notice", {"message": "second"})
        writer.close()
        said = [(event["seq"], event["message"]) for event in read_events(self.folder)]
        self.assertEqual(said, [(1, "first"), (2, "second")])


if __name__ == "__main__":
    unittest.main()
