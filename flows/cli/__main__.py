"""``python -m flows.cli``: the command line, as ``helpline-report`` runs it."""

import gc
import sys

from flows.cli import main


def run() -> None:
    """Run the command of this process, and end it."""
    code = main()
    # All goes with the process: to look through it for garbage first would take a tenth of a build.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    run()
