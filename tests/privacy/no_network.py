"""A command where there is no network: in a namespace of its own, with a loopback and no routes.

``python -m tests.privacy.no_network ARGUMENTS`` within such a namespace proves that there is no way out, and becomes
the command.
"""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys

NAMESPACES = (("unshare", "--map-root-user", "--net"), ("unshare", "--net"))
"""How to get a network namespace: as anyone, where the system lets users have their own; else as its administrator."""
OUTSIDE = ("192.0.2.1", 80)
"""An address that is set aside for examples; anything else outside would do."""
NO_WAY_OUT = "no way out"


def namespace() -> tuple[str, ...]:
    """The words before a command that is to have no network; none where the kernel gives this user no namespace."""
    for words in NAMESPACES if shutil.which("unshare") else ():
        if subprocess.run([*words, "true"], check=False, capture_output=True).returncode == 0:
            return words
    return ()


def bring_up_loopback() -> None:
    """In a new namespace the loopback is down, and Prefect's own server is reached over it."""
    get_flags, set_flags, up = 0x8913, 0x8914, 0x1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, get_flags, request))[1]
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", b"lo", flags | up))


def cut_off(arguments: list[str]) -> None:
    """Within the namespace: prove that nothing outside can be reached, then become the command."""
    bring_up_loopback()
    try:
        socket.create_connection(OUTSIDE, timeout=5).close()
    except OSError as error:
        print(f"{NO_WAY_OUT}: {os.strerror(error.errno or 0)}", flush=True)
    else:
        sys.exit("a connection to the outside was made")
    os.execv(sys.executable, [sys.executable, "-m", "flows.cli", *arguments])


if __name__ == "__main__":
    cut_off(sys.argv[1:])
