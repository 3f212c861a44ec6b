"""Random numbers of the package are those of the trainer, by recorded vectors."""

from __future__ import annotations

import json
import sys
import unittest
from pathlib import Path
from typing import Any, Sequence

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "python"))

from distillery import randomness  # noqa: E402
from distillery.randomness import Generator  # noqa: E402

VECTORS: dict[str, Any] = json.loads(
    (ROOT / "test/fixtures/protocol/randomness.json").read_text(encoding="utf8")
)


class Randomness(unittest.TestCase):
    def near(self, found: Sequence[float], wanted: Sequence[float], rel: float) -> None:
        self.assertEqual(len(found), len(wanted))
        for one, other in zip(found, wanted):
            self.assertLessEqual(abs(one - other), rel * abs(other))

    def test_streams_have_the_numbers_of_the_trainer(self) -> None:
        streams = VECTORS["streams"]
        self.assertEqual(streams["initialWeights"], randomness.INITIAL_WEIGHTS)
        for name in ("augmentation", "dropout", "change", "mixup", "split", "labels"):
            self.assertEqual(streams[name], getattr(randomness, name.upper()))

    def test_whole_numbers_agree_bit_for_bit(self) -> None:
        for one in VECTORS["uint32"]:
            generator = Generator(*one["seeds"])
            self.assertEqual([generator.uint32() for _ in one["values"]], one["values"])
        below = VECTORS["below"]
        generator = Generator(*below["seeds"])
        drawn = [generator.below(below["limit"]) for _ in below["values"]]
        self.assertEqual(drawn, below["values"])

    def test_uniform_and_normal_numbers_agree(self) -> None:
        uniform, normal = VECTORS["uniform"], VECTORS["normal"]
        generator = Generator(*uniform["seeds"])
        drawn = [generator.uniform() for _ in uniform["values"]]
        self.assertEqual(drawn, uniform["values"])
        generator = Generator(*normal["seeds"])
        self.near(
            [generator.normal() for _ in normal["values"]], normal["values"], 1e-15
        )

    def test_orders_agree(self) -> None:
        for one in VECTORS["shuffled"]:
            order = randomness.shuffled(one["count"], *one["seeds"])
            self.assertEqual(order, one["values"])
        self.assertEqual(
            randomness.epoch_order("abcdefghij", 1, 0),
            ["abcdefghij"[place] for place in randomness.shuffled(10, 1, 0)],
        )

    def test_initial_weights_agree(self) -> None:
        for one in VECTORS["initialWeights"]:
            stream = randomness.INITIAL_WEIGHTS[one["phase"]]
            generator = Generator(one["seeds"][0], stream)
            for kernel in one["kernels"]:
                wanted = one["values"][kernel["name"]]
                shape = (kernel["initializer"], kernel["inputs"], kernel["outputs"])
                found = randomness.initial_weights(generator, len(wanted), *shape)
                # A float32 may round otherwise where a logarithm's last bit differs.
                self.near(found, wanted, 1e-7)

    def test_dropout_and_mixup_agree(self) -> None:
        for one in VECTORS["dropout"]:
            generator = Generator(*one["seeds"])
            mask = randomness.dropout_mask(generator, one["size"], one["rate"])
            self.near(mask, one["values"], 1e-15)
        for one in VECTORS["mixup"]:
            generator = Generator(*one["seeds"])
            shares = [
                randomness.mixup_share(one["alpha"], generator) for _ in one["values"]
            ]
            self.near(shares, one["values"], 1e-12)

    def test_refuses_an_unknown_initializer(self) -> None:
        with self.assertRaisesRegex(ValueError, "'he' or 'glorot', not 'zeros'"):
            randomness.initial_weights(Generator(1), 1, "zeros", 1, 1)


if __name__ == "__main__":
    unittest.main()
