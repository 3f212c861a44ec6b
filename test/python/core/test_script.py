"""Runs of scripts: how they begin and end, by the log that they leave."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))

from distillery.protocol import read_events  # noqa: E402
from distillery.protocol.process import is_alive, read_owner  # noqa: E402
from script_case import ROOT, ScriptCase, environment, manifest_of  # noqa: E402

CONFIG = '{ "name": "My flowers", "seed": 3, "student": {}, "temperature": "tune" }'
LOOP = """
import distillery
run = distillery.init("own.distill.json", steps=20, epochs=2)
for step in range(1, 21):
    run.log({"loss": 1 / step}, step=step)
"""


class Beginnings(ScriptCase):
    def test_a_script_of_three_lines_makes_a_run_beside_its_config(self) -> None:
        done = self.run_script(LOOP + "run.finish()", CONFIG)
        self.assertEqual((done.code, done.errors), (0, ""))
        (run,) = done.runs
        manifest = manifest_of(run)
        self.assertEqual((manifest["name"], manifest["id"]), ("My flowers", run.name))
        self.assertRegex(run.name, r"^\d{8}-\d{6}-My-flowers-[0-9a-f]{4}$")
        self.assertEqual(
            manifest["config"],
            {
                "name": "My flowers",
                "seed": 3,
                "temperature": "tune",
                "script": {"file": "train.py", "args": []},
            },
        )
        text = hashlib.sha256(CONFIG.encode()).hexdigest()
        self.assertEqual(manifest["configHash"], text)
        kinds = [event["type"] for event in done.events]
        self.assertEqual(kinds, ["started", "inputs", *["step"] * 20, "finished"])
        self.assertEqual(done.of("step")[-1]["epoch"], 2.0)
        script = hashlib.sha256((self.folder / "train.py").read_bytes()).hexdigest()
        self.assertEqual(done.of("inputs")[0]["script"]["sha256"], script)
        owner = read_owner(run)
        self.assertIsNotNone(owner)
        self.assertFalse(is_alive(owner or {}, run))

    def test_an_older_python_is_told_which_one_is_needed(self) -> None:
        file = ROOT / "python/distillery/__init__.py"
        text = file.read_text("utf8")
        # It has to be read by the Python that it speaks to.
        code = compile(ast.parse(text, feature_version=(3, 6)), str(file), "exec")
        old = mock.patch.object(sys, "version_info", (3, 7, 16))
        with old, self.assertRaises(ImportError) as caught:
            exec(code, {"__name__": "distillery", "__package__": "distillery"})
        self.assertEqual(
            str(caught.exception),
            f"distillery needs Python 3.9 or newer, and {sys.executable} is Python"
            " 3.7.16; start the script with a newer one",
        )

    def test_a_config_that_cannot_be_read_whole_still_names_the_run(self) -> None:
        text = '{\n  // of spring\n  "name": "tulips",\n  "seed": 1\n}'
        done = self.run_script(LOOP + "run.finish()", text)
        self.assertIn("of own.distill.json only the name is read", done.errors)
        manifest = manifest_of(done.runs[0])
        self.assertEqual(manifest["name"], "tulips")
        self.assertEqual(set(manifest["config"]), {"name", "script"})

    def test_a_config_that_is_missing_is_named(self) -> None:
        done = self.run_script(
            'import distillery; distillery.init("none.distill.yaml")'
        )
        self.assertIn("DistilleryError: the config ", done.errors)
        self.assertIn("none.distill.yaml cannot be read", done.errors)

    def test_a_folder_that_is_none_of_a_run_is_named(self) -> None:
        done = self.run_script('import distillery; distillery.init(folder="elsewhere")')
        self.assertIn("is no run folder: it has no run.json", done.errors)

    def test_a_run_of_a_newer_format_is_not_written(self) -> None:
        run = self.run_script(LOOP + "run.finish()", CONFIG).runs[0]
        manifest = {**manifest_of(run), "formatVersion": 2}
        (run / "run.json").write_text(json.dumps(manifest))
        before = (run / "events.jsonl").read_bytes()
        source = f"import distillery; distillery.init(folder={str(run)!r})"
        done = self.run_script(source)
        self.assertIn("has format 2, and this Distillery reads 1", done.errors)
        self.assertEqual((run / "events.jsonl").read_bytes(), before)

    def test_a_started_script_goes_on_in_the_run_that_was_started(self) -> None:
        run = self.run_script(LOOP + "run.finish()", CONFIG).runs[0]
        variables = {
            "DISTILLERY_RUN_DIR": str(run),
            "DISTILLERY_ATTEMPT": "2",
            "DISTILLERY_TOKEN": "abc",
        }
        done = self.run_script(LOOP + "run.finish()", CONFIG, **variables)
        self.assertEqual((done.code, len(done.runs)), (0, 1))
        self.assertEqual(done.last["attempt"], 2)
        numbers = [event["seq"] for event in done.events]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_another_script_does_not_go_on_unless_it_is_wanted(self) -> None:
        run = self.run_script(LOOP + "run.finish()", CONFIG).runs[0]
        variables = {
            "DISTILLERY_RUN_DIR": str(run),
            "DISTILLERY_ATTEMPT": "2",
            "DISTILLERY_TOKEN": "abc",
        }
        changed = LOOP + "run.finish()  # otherwise"
        done = self.run_script(changed, CONFIG, **variables)
        self.assertEqual(done.code, 1)
        self.assertEqual(done.last["type"], "failed")
        self.assertRegex(
            done.last["message"],
            r"^inputs have changed since the attempt before: script \w{8} → \w{8}$",
        )
        changes = done.last["changes"]
        self.assertEqual([one["input"] for one in changes], ["script"])
        accepted = {**variables, "DISTILLERY_CHANGED_INPUTS": "1"}
        wanted = self.run_script(changed, CONFIG, **accepted)
        self.assertEqual((wanted.code, wanted.last["type"]), (0, "finished"))
        self.assertEqual(wanted.of("inputs")[-1]["changes"], changes)

    def test_two_processes_do_not_own_one_run(self) -> None:
        source = LOOP + "print(run.folder, flush=True); input(); run.finish()"
        with self.started(source) as (process, run):
            code = f"import distillery; distillery.init(folder={run!r})"
            other = subprocess.run(
                [sys.executable, "-c", code],
                capture_output=True,
                env=environment(),
                text=True,
            )
            self.assertIn("is run by another process; stop that first", other.stderr)
            self.assertTrue(is_alive(read_owner(Path(run)) or {}, Path(run)))
            process.communicate("\n")
        self.assertEqual(read_events(Path(run))[-1]["type"], "finished")

    def started(self, source: str) -> Started:
        return Started(self.write(source, CONFIG))


class Started:
    """A script that has printed a line and waits; it is killed where it lives on."""

    def __init__(self, script: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            cwd=script.parent,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> tuple[subprocess.Popen[str], str]:
        assert self.process.stdout is not None
        return self.process, self.process.stdout.readline().strip()

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Endings(ScriptCase):
    def ending(self, source: str, **variables: str) -> dict[str, object]:
        done = self.run_script(source, CONFIG, **variables)
        kept = ("type", "message", "hint", "where", "step")
        return {key: value for key, value in done.last.items() if key in kept}

    def test_an_exception_is_told_with_its_file_and_line_first(self) -> None:
        source = LOOP + "def deep():\n    json.loads('x')\nimport json\ndeep()\n"
        found = self.ending(source)
        self.assertEqual(
            found,
            {
                "type": "failed",
                "message": "train.py:7: JSONDecodeError: Expecting value: line 1 column"
                " 1 (char 0)",
                "hint": "the traceback is in the output of the run",
                "where": "train.py:7 in deep",
            },
        )

    def test_memory_that_is_out_has_a_hint(self) -> None:
        hint = "lower the batch size, or use a smaller precision"
        for error in (
            "RuntimeError('CUDA out of memory')",
            'RuntimeError("DefaultCPUAllocator: can\'t allocate memory: you tried")',
            "MemoryError",
        ):
            with self.subTest(error):
                found = self.ending(LOOP + f"raise {error}")
                self.assertEqual(found["hint"], hint)

    def test_a_script_without_finish_says_so(self) -> None:
        wanted = {
            "type": "failed",
            "message": "the script ended without run.finish(), so whether it did all of"
            " its work is not known",
            "hint": "call run.finish() at its end, or use `with distillery.init():`",
        }
        self.assertEqual(self.ending(LOOP), wanted)
        self.assertEqual(self.ending(LOOP + "raise SystemExit(3)"), wanted)

    def test_a_block_ends_its_run(self) -> None:
        block = "import distillery\nwith distillery.init() as run:\n    "
        cases = {
            "pass": ("finished", None),
            "raise SystemExit(0)": ("finished", None),
            "raise SystemExit(3)": ("failed", "the script ended by sys.exit(3)"),
            "raise KeyboardInterrupt": ("stopped", None),
            "1 / 0": ("failed", "train.py:3: ZeroDivisionError: division by zero"),
        }
        for body, wanted in cases.items():
            with self.subTest(body):
                found = self.ending(block + body)
                self.assertEqual((found["type"], found.get("message")), wanted)

    def test_ctrl_c_stops_the_run(self) -> None:
        found = self.ending(LOOP + "raise KeyboardInterrupt")
        self.assertEqual(found, {"type": "stopped", "step": 20})

    @unittest.skipIf(sys.platform == "win32", "Windows has no such signal")
    def test_a_signal_stops_a_script_that_looks_and_one_that_does_not(self) -> None:
        signalled = "\nimport os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n"
        looks = "run.should_stop" + signalled + "assert run.should_stop\nrun.finish()"
        self.assertEqual(self.ending(LOOP + looks), {"type": "stopped", "step": 20})
        found = self.ending(LOOP + signalled + "run.finish()")
        self.assertEqual(found, {"type": "stopped", "step": 20})

    @unittest.skipIf(sys.platform == "win32", "Windows has no such signal")
    def test_a_signal_is_no_stop_where_several_processes_train(self) -> None:
        """The launcher of processes ends the first one where another has failed."""
        source = LOOP + "\nimport os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n"
        done = self.run_script(source, CONFIG, WORLD_SIZE="2", RANK="0")
        self.assertEqual(done.code, -signal.SIGTERM)
        ends = [one for one in done.events if one["type"] in ("stopped", "failed")]
        self.assertEqual(ends, [])

    def test_a_request_stops_the_run_and_one_to_another_attempt_does_not(self) -> None:
        source = """
        import distillery, json, time
        run = distillery.init()
        token = json.loads((run.folder / "owner.json").read_text())["token"]
        request = run.folder / "requests/stop"
        request.write_text("another")
        while request.exists(): time.sleep(0.01)
        assert not run.should_stop
        request.write_text(token)
        while not run.should_stop: time.sleep(0.01)
        run.finish()
        """
        self.assertEqual(self.ending(source), {"type": "stopped", "step": 0})

    def test_other_ranks_and_workers_write_nothing(self) -> None:
        rank = self.run_script(LOOP + "run.finish()", CONFIG, RANK="1")
        self.assertEqual((rank.code, rank.runs), (0, []))
        forks = """
        if hasattr(os, "fork"):
            child = os.fork()
            if child == 0:
                run.log({"loss": 9.0}, step=99)
                raise SystemExit(0)
            os.waitpid(child, 0)
        words = [sys.executable, "-c", "import distillery; distillery.init().finish()"]
        assert subprocess.run(words).returncode == 0
        run.finish()
        """
        lines = "\nimport os, subprocess, sys\n" + textwrap.dedent(forks)
        done = self.run_script(LOOP + lines, CONFIG)
        self.assertEqual((done.code, len(done.runs)), (0, 1))
        self.assertEqual(len(done.of("step")), 20)
        self.assertEqual(done.last["type"], "finished")


class Kills(ScriptCase):
    @unittest.skipIf(sys.platform == "win32", "Windows has no such signal")
    def test_a_killed_script_leaves_a_log_without_a_torn_or_lost_line(self) -> None:
        """Processes that are each killed at another moment of their training."""
        source = """
        import distillery
        run = distillery.init()
        print(run.folder, flush=True)
        step = 0
        while True:
            step += 1
            run.log({"loss": 1 / step, "hard": 0.5}, step=step)
            if step % 50 == 0:
                run.notice(f"reached {step}")
                print(step, flush=True)
        """
        script = self.write(source)
        for attempt in range(20 if os.environ.get("CI") == "true" else 5):
            with Started(script) as (process, name):
                assert process.stdout is not None
                said = 0
                for _ in range(1 + attempt % 7):
                    said = int(process.stdout.readline())
                time.sleep(0.003 * (attempt % 5))
                os.kill(process.pid, signal.SIGKILL)
                rest = process.stdout.read().split("\n")
            run = Path(name)
            whole = [int(line) for line in rest[:-1] if line]
            said = max([said, *whole])
            events = read_events(run)
            numbers = [event["seq"] for event in events]
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
            steps = [event["step"] for event in events if event["type"] == "step"]
            self.assertEqual(steps, list(range(1, len(steps) + 1)))
            # Every step that the script reported as written is there.
            self.assertGreaterEqual(len(steps), said)
            self.assertFalse(is_alive(read_owner(run) or {}, run))


if __name__ == "__main__":
    unittest.main()
