"""The wheel of the package: whole by its RECORD, and importable."""

from __future__ import annotations

import base64
import csv
import hashlib
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))

import distillery  # noqa: E402
from script_case import ROOT, environment  # noqa: E402


class Wheel(unittest.TestCase):
    def test_has_the_package_its_licence_and_a_record_of_all(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            words = ["node", "scripts/package-python.mjs", "--out", folder]
            packed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True)
            wheel = Path(packed.stdout.decode().strip())
            name = f"distillery_kd-{distillery.__version__}"
            self.assertEqual(wheel.name, f"{name}-py3-none-any.whl")
            with zipfile.ZipFile(wheel) as files:
                self.assertIsNone(files.testzip())
                record = files.read(f"{name}.dist-info/RECORD").decode()
                rows = {row[0]: row[1:] for row in csv.reader(record.splitlines())}
                self.assertEqual(set(rows), set(files.namelist()))
                for entry, (digest, size) in rows.items():
                    content = files.read(entry)
                    if entry.endswith("RECORD"):
                        continue
                    found = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
                    self.assertEqual(digest, f"sha256={found.decode().rstrip('=')}")
                    self.assertEqual(int(size), len(content))
            self.assertIn(f"{name}.dist-info/licenses/LICENSE", rows)
            self.assertIn("distillery/py.typed", rows)
            code = (
                "import importlib.metadata as m, distillery;"
                " print(m.version('distillery-kd'), distillery.__file__)"
            )
            variables = {**environment(), "PYTHONPATH": str(wheel)}
            words = [sys.executable, "-c", code]
            told = subprocess.run(words, capture_output=True, env=variables, text=True)
            self.assertEqual(told.stderr, "")
            version, file = told.stdout.strip().split(" ", 1)
            self.assertEqual(version, distillery.__version__)
            self.assertTrue(file.startswith(str(wheel)), file)


if __name__ == "__main__":
    unittest.main()
