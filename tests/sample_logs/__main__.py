"""Write the bundled sample logs again: ``python -m tests.sample_logs [FOLDER]``."""

import sys
from pathlib import Path

from tests.sample_logs.bundled import FOLDER, write_sample

for path in write_sample(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
    print(path)
