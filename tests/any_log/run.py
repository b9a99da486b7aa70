"""Editions built, verified and published one after the other, in one process with one content.

python -m tests.any_log.run CONTENT ORDERS.json OUTCOMES.json
"""

import contextlib
import io
import json
import sys
import traceback
from pathlib import Path
from typing import Any

REFUSALS = (4, 5)
"""Exit codes of the quality gate, and of disclosure control."""


def run(content: str, orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Build, verify and publish editions; gives of each the command that ended it, its exit code and its words."""
    return [_outcome(content, order) for order in orders]


def _outcome(content: str, order: dict[str, Any]) -> dict[str, Any]:
    from tasks.model.manifest import digest

    folder, ledger = Path(order["out"]) / order["edition"], ["--ledger", order["ledger"]]
    first, _, last = order["edition"].partition("_")
    logs = ["--calls", order["calls"], "--emails", order["emails"], "--private", order["private"]]
    pdf = [] if order["pdf"] else ["--no-pdf"]
    build = ["build", *logs, *ledger, "--from", first, "--to", last, "--out", order["out"], *pdf]
    code, words = _said(content, build)
    if code:
        return {"command": "build", "code": code, "words": words, "left": folder.exists()}
    code, words = _said(content, ["verify", str(folder), "--private", order["private"], *ledger])
    if code:
        return {"command": "verify", "code": code, "words": words}
    approval = ["--approve", digest(folder), "--to", str(Path(order["ledger"]).parent)]
    code, words = _said(content, ["publish", str(folder), *approval, *ledger])
    return {"command": "publish", "code": code, "words": words}


def _said(content: str, arguments: list[str]) -> tuple[int, str]:
    from flows.cli import main

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = main(["--content", content, *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        except BaseException:  # noqa: BLE001 - whatever gets through is an outcome
            traceback.print_exc()
            code = 1
    return code, said.getvalue()


if __name__ == "__main__":
    path, given, result = sys.argv[1:]
    Path(result).write_text(json.dumps(run(path, json.loads(Path(given).read_text()))))
