"""The check on scope: every channel is declared and printed, counted or not."""

from collections.abc import Iterator

from expectations.contract.vocabulary import vocabulary
from tasks.core.foreign import without_foreign
from tasks.proofread.book import Proof
from tasks.proofread.finding import Finding

FILE, TABLE = "report.toml", "scope"


def scope_declared(proof: Proof) -> Iterator[Finding]:
    """The methodology names every channel and says of each whether it is counted, and why not."""
    channels = proof.texts.channels
    for log in vocabulary("log").keys:
        if log not in [channel.log for channel in channels]:
            yield Finding(proof.texts.place(FILE), f"No channel is declared for the log of {log}.", f'log = "{log}"')
    if all(channel.log for channel in channels):
        yield Finding(
            proof.texts.place(FILE), "No channel is declared that is not counted.", "[[channel]] with a reason why not"
        )
    table = proof.page.with_id(TABLE)
    rows = [row.words for row in table.with_tag("tr")] if table else []
    for channel in channels:
        place = proof.texts.place(FILE, channel.id, "name")
        if channel.log and channel.log not in vocabulary("log").keys:
            yield Finding(place, f"There is no log of {channel.log}.", f"one of {', '.join(vocabulary('log').keys)}")
        if not channel.log and not channel.why:
            yield Finding(place, "The channel is not counted, and nothing says why.", 'why = "…"')
        named = without_foreign(channel.name), without_foreign(channel.why)
        if not any(all(words in row for words in named) for row in rows):
            yield Finding(place, "The methodology does not name the channel.", 'template = "methodology" in its block')
