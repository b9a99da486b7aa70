"""Memory kept back is there when a run that may have no more has to end."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource, threading
from pathlib import Path
from tasks.core.reserve import give_back, keep_back

{before}
pages = int(Path("/proc/self/statm").read_text().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize(), -1))
{after}
thread = threading.Thread(target=print, args=("started",), daemon=True)
thread.start()
thread.join()
"""
STAGE = """
import resource
from pathlib import Path
from tasks.core.guard import guarded
from tasks.core.reserve import keep_back

keep_back()
pages = int(Path("/proc/self/statm").read_text().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + {left}, -1))
guarded("count")(lambda: print("began"))()
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "", "can't start new thread"),
        ("keep_back()", "", "can't start new thread"),
        ("keep_back()", "give_back()", "started"),
        ("keep_back(); keep_back()", "give_back(); give_back()", "started"),
        ("", "keep_back(); give_back()", "can't start new thread"),
    ],
    ids=["never held", "held", "given back", "held once only", "no room for it"],
)
def test_a_thread_starts_once_the_reserve_is_given_back(before: str, after: str, said: str) -> None:
    program = PROGRAM.format(before=before, after=after)
    run = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert said in run.stdout + run.stderr


@pytest.mark.parametrize(("left", "code"), [(0, 1), (63, 1), (65, 0)])
def test_a_stage_does_not_begin_without_room(left: int, code: int) -> None:
    program = STAGE.format(left=left * 2**20)
    run = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert (run.returncode, "began" in run.stdout) == (code, code == 0)
    assert code == 0 or "StageError: An unforeseen MemoryError stopped the stage count." in run.stderr
