"""Distillery for Python: three lines in a training loop of one's own.

    import distillery

    run = distillery.init("flowers.distill.yaml", steps=1000, epochs=10)
    for step, batch in enumerate(batches, 1):
        ...
        run.log({"loss": loss, "hard": hard, "soft": soft}, step=step)
        if run.should_stop:
            run.save(model, optimizer)
            break
    run.evaluate("validation", logits, labels, epoch=10)
    run.finish()

A run is a folder (docs/run-folder.md), written as the trainer on Node writes it:
`distillery list`, `show`, `compare`, `check` and the panel in VS Code read both. No
other package is needed; PyTorch and NumPy are used where a script gives their values.
`distillery.protocol` is the layer below.
"""

# An older Python reads this file, and no other of the package.
import sys

if sys.version_info < (3, 9):
    raise ImportError(
        "distillery needs Python 3.9 or newer, and %s is Python %d.%d.%d; start the"
        " script with a newer one" % ((sys.executable,) + tuple(sys.version_info[:3]))
    )

from .errors import DistilleryError
from .run import Run
from .start import init
from .version import VERSION as __version__

__all__ = ["DistilleryError", "Run", "__version__", "init"]
