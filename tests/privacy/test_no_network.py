"""The whole build where there is no network: in a namespace of its own, with a loopback and no routes."""

import fcntl
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

NAMESPACES = (("unshare", "--map-root-user", "--net"), ("unshare", "--net"))
"""How to get a network namespace: as anyone, where the system lets users have their own; else as its administrator."""
OUTSIDE = ("192.0.2.1", 80)
"""An address that is set aside for examples; anything else outside would do."""


def namespace() -> tuple[str, ...]:
    """The words before a command that is to have no network."""
    for words in NAMESPACES if shutil.which("unshare") else ():
        if subprocess.run([*words, "true"], check=False, capture_output=True).returncode == 0:
            return words
    pytest.skip("the kernel gives this user no network namespace: that a build needs no network was NOT tested")


def bring_up_loopback() -> None:
    """In a new namespace the loopback is down, and Prefect's own server is reached over it."""
    get_flags, set_flags, up = 0x8913, 0x8914, 0x1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, get_flags, request))[1]
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", b"lo", flags | up))


def environment(folder: Path) -> dict[str, str]:
    """That of this process, without a server to go to; Prefect's files go into the folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    settings = folder / "settings.toml"
    settings.write_text(f"[folders]\npublished = {str(folder / 'published')!r}\nstate = {str(folder / 'state')!r}\n")
    return kept | {"PREFECT_HOME": str(folder / "prefect"), "HELPLINE_REPORT_SETTINGS": str(settings)}


def cut_off(arguments: list[str]) -> None:
    """Within the namespace: prove that nothing outside can be reached, then become the command."""
    bring_up_loopback()
    try:
        socket.create_connection(OUTSIDE, timeout=5).close()
    except OSError as error:
        print(f"no way out: {os.strerror(error.errno or 0)}", flush=True)
    else:
        sys.exit("a connection to the outside was made")
    os.execv(sys.executable, [sys.executable, "-m", "flows.cli", *arguments])


def test_the_whole_build_succeeds_and_gives_the_same_bytes(sample_edition: Path, tmp_path: Path) -> None:
    period = ["--from", "2016-12", "--to", "2018-11"]
    folders = ["--out", str(tmp_path / "editions"), "--private", str(tmp_path / "private")]
    program = [sys.executable, "-m", "tests.privacy.test_no_network", "build", "--sample", *period, *folders]
    done = subprocess.run(
        [*namespace(), *program],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0] == "no way out: Network is unreachable"
    editions = (tmp_path / "editions" / sample_edition.name, sample_edition)
    built, known = (json.loads((edition / "manifest.json").read_text("utf-8")) for edition in editions)
    assert "report.pdf" in built["files"]
    assert built == known


if __name__ == "__main__":
    cut_off(sys.argv[1:])
