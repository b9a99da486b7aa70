"""The true value of every number of a tile, worked out from the raw counts of its figures."""

from collections.abc import Iterator, Mapping

from tasks.core.errors import ReconcileError
from tasks.core.figures import FigureCounts
from tasks.core.linked import Layout, LinkedTables, Number, Relation


def true_values(tables: LinkedTables, figures: Mapping[str, FigureCounts]) -> dict[Number, int]:
    """The value of each number in the relations of a tile.

    What no figure counts, such as the cases in which a platform is not named, follows from what they count.

    Raises:
        ReconcileError: two figures count the same thing differently, parts do not add up to their whole, or are more
            than it.
    """
    values: dict[Number, int] = {}
    for figure_id, layout in tables.layouts.items():
        for number, count in counted(layout, figures[figure_id]):
            if values.setdefault(number, count) != count:
                raise _contradiction(figure_id)
    _complete(values, tables.relations)
    for relation in tables.relations:
        if values[relation.whole] != sum(values[part] for part in relation.parts):
            raise _contradiction(str(relation.whole))
    below = next((number for number, count in values.items() if count < 0), None)
    if below:
        raise _contradiction(str(below))
    return values


def counted(layout: Layout, counts: FigureCounts) -> Iterator[tuple[Number, int]]:
    """The numbers of a figure, printed or not, each with its count."""
    yield from layout.told(counts)
    yield from ((number, counts.partial[key]) for key, number in layout.partial.items())


def _complete(values: dict[Number, int], relations: tuple[Relation, ...]) -> None:
    """Fill in every number that is the only unknown one of a relation, until all are known."""
    open_ones = list(relations)
    while open_ones:
        still_open = []
        for relation in open_ones:
            unknown = [number for number in (relation.whole, *relation.parts) if number not in values]
            if len(unknown) > 1:
                still_open.append(relation)
            elif unknown == [relation.whole]:
                values[relation.whole] = sum(values[part] for part in relation.parts)
            elif unknown:
                values[unknown[0]] = values[relation.whole] - sum(values.get(part, 0) for part in relation.parts)
        if len(still_open) == len(open_ones):
            raise _contradiction(str(still_open[0].whole))
        open_ones = still_open


def _contradiction(where: str) -> ReconcileError:
    return ReconcileError(
        "Two figures count the same thing differently.",
        where,
        "Mend the declarations of the figures that show it, or report the defect.",
    )
