"""Who is told where: addresses of Apprise for e-mail, Slack, Teams, a webhook, and whatever else it has one for.

An address holds a password or a token. It is read from the environment where it is used, and never shown: not in a log,
an error, a form or the outbox, which knows an address by a mark only.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasks.alert.messages import Audience, Words, words_of_test

if TYPE_CHECKING:
    from apprise import Apprise

VARIABLES = {
    Audience.STAFF: "HELPLINE_REPORT_ALERTS_STAFF",
    Audience.OFFICER: "HELPLINE_REPORT_ALERTS_OFFICER",
    Audience.COMMS: "HELPLINE_REPORT_ALERTS_COMMS",
}
"""Environment variables with the addresses of each audience, several with a space between."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Who receives what. Whose audience has no address of its own is told to the data officer."""

    by_audience: Mapping[Audience, tuple[str, ...]] = field(repr=False)

    def of(self, audience: Audience) -> Mapping[str, str]:
        """The addresses for an audience, by marks that tell them apart without showing them."""
        own = self.by_audience.get(audience, ()) or self.by_audience.get(Audience.OFFICER, ())
        return {hashlib.sha256(address.encode()).hexdigest()[:12]: address for address in own}

    def __bool__(self) -> bool:
        return any(self.by_audience.values())


def addresses_in(environment: Mapping[str, str]) -> Addresses:
    """The addresses that the environment names."""
    return Addresses({audience: tuple(environment.get(name, "").split()) for audience, name in VARIABLES.items()})


def understood(address: str) -> bool:
    """Whether Apprise knows what to do with an address; nothing is sent."""
    return bool(_apprise(address))


def send(address: str, words: Words) -> bool:
    """Send a message to an address; False where it was not taken."""
    from apprise import NotifyFormat

    try:
        # No address at all and a failed delivery are both falsy.
        return bool(_apprise(address).notify(words.body, title=words.subject, body_format=NotifyFormat.TEXT))
    except Exception:  # noqa: BLE001 - whatever it was, it may name the address
        return False


def send_test(addresses: Addresses) -> Mapping[Audience, tuple[bool, ...]]:
    """Send a test alert to each address, past the outbox; gives whether each took it, in the order of the addresses."""
    return {
        audience: tuple(send(address, words_of_test(audience)) for address in own)
        for audience, own in addresses.by_audience.items()
    }


def _apprise(address: str) -> "Apprise":
    import apprise

    # It writes addresses that it does not understand into its log, with their passwords.
    logging.getLogger("apprise").disabled = True
    found = apprise.Apprise()
    found.add(address)
    return found
