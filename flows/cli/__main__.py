"""``python -m flows.cli``: the command line, as ``helpline-report`` runs it."""

import sys

from flows.cli import main

sys.exit(main())
