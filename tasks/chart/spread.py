"""Keep labels apart along a line."""

from collections.abc import Sequence


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Places as near to the wanted ones as they can be without overlap, in the order of the wanted ones.

    Args:
        wanted: the middle that each label would like to have.
        sizes: the room that each takes along the line.
        low: where the line begins.
        high: where it ends; with too little room the labels run past it.

    Returns:
        The middles, in the order given.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = list(wanted)
    edge = low
    for index in order:
        places[index] = max(places[index], edge + sizes[index] / 2)
        edge = places[index] + sizes[index] / 2
    edge = high
    for index in reversed(order):
        places[index] = min(places[index], edge - sizes[index] / 2)
        edge = places[index] - sizes[index] / 2
    overrun = low - edge
    return [place + overrun for place in places] if overrun > 0 else places
