"""Commands of the package: `python -m distillery …`."""

from __future__ import annotations

import sys


def main(words: list[str]) -> int:
    """Runs a command; gives the exit code."""
    if len(words) == 2 and words[0] == "train" and not sys.stdin.isatty():
        from .training.worker import main as train

        return train(words)
    if words == ["optuna"] and not sys.stdin.isatty():
        from .optuna_points import main as propose_points

        return propose_points()
    print(
        "usage: python -m distillery train RUN_FOLDER\n"
        "       python -m distillery optuna\n"
        "A run and a sweep start them; to train a config: distillery run CONFIG",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
