"""Values that scripts log and that have no number, or one that a log has not."""

from __future__ import annotations

import unittest
from typing import Any

from log_case import FakeTensor, LogCase


class Numbers(LogCase):
    def test_a_tensor_that_has_no_number_is_left_out_and_a_fault_of_the_card_is_not(
        self,
    ) -> None:
        meta = FakeTensor(1.0, fault="Tensor.item() cannot be called on meta tensors")
        told = self.warned({"loss": 1.0, "soft": meta}, {"loss": 1.0, "soft": meta})
        self.assertEqual(
            told,
            [
                "distillery: `soft` is left out: it is a FakeTensor without a number:"
                " Tensor.item() cannot be called on meta tensors"
            ],
        )
        broken = FakeTensor(1.0, fault="CUDA error: device-side assert triggered")
        with self.assertRaisesRegex(RuntimeError, "device-side assert"):
            self.own.log({"loss": broken})

    def test_numbers_beyond_those_of_a_log_are_the_nearest_it_has(self) -> None:
        self.own.log({"loss": 10**400, "hard": -(10**400), "soft": 2**60 + 1}, step=1)
        (step,) = self.steps()
        found = (step["loss"], step["hard"], step["soft"])
        self.assertEqual(found, ("Infinity", "-Infinity", float(2**60)))

    def test_a_dict_that_holds_itself_is_left_out(self) -> None:
        endless: dict[str, Any] = {"a": 1.0}
        endless["b"] = endless
        (told,) = self.warned({"loss": 1.0, "x": endless})
        self.assertIn("/b` is left out: it is a dict", told)
        (step,) = self.steps()
        self.assertEqual((step["loss"], step["x/a"], step["x/b/a"]), (1.0, 1.0, 1.0))


if __name__ == "__main__":
    unittest.main()
