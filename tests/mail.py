"""A real mail server on the loopback that keeps what it is given, and can be taken down and up again."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """A mail server and what it received, in order."""

    port: int
    received: list[EmailMessage] = field(default_factory=list)

    def address(self, to: str) -> str:
        """The Apprise address of a recipient here."""
        return f"mailto://127.0.0.1:{self.port}?from=report@helpline.example&to={to}@helpline.example&format=text"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - the library's name for it
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def letters(self) -> list[tuple[str, str]]:
        """Recipient and subject of each message."""
        return [(m["to"].partition("@")[0].lstrip("<"), m["subject"]) for m in self.received]

    @contextmanager
    def up(self) -> Iterator[None]:
        """The server answers during the block; before and after, its port is closed."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()


def mailbox() -> Mailbox:
    """A mailbox on a free port, not yet up."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Mailbox(probe.getsockname()[1])
