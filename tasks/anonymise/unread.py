"""How many different values of each field could not be read: their number, and none of them."""

from expectations.contract.fields import fields
from tasks.anonymise.mapping import table_name
from tasks.core.sql import named, quoted


def unread() -> str:
    """The query for ``field`` and ``texts``, a row a field, over the tables ``folded_…``.

    Values that differ in case or spacing alone count as different, as they stand in the log; those that are longer than
    any can be are not counted.
    """
    return " UNION ALL ".join(
        f"SELECT {quoted(name)} AS field, count(*) AS texts FROM {named(table_name(name))} "
        "WHERE starts_with(value::VARCHAR, '!')"
        for name in fields()
    )
