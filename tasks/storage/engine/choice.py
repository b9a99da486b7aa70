"""Which engine, and how it is reached: a frozen value, so that it can cross the borders of tasks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine of an installation.

    Attributes:
        name: ``duckdb`` or ``spark``.
        master: of Spark: ``local[*]``, ``yarn``, ``spark://host:7077``, ``k8s://…``.
        options: further properties of Spark, by their own names; what keeps records safe cannot be changed by them.
    """

    name: Literal["duckdb", "spark"] = "duckdb"
    master: str = "local[*]"
    options: Mapping[str, str] = field(default_factory=dict)


DUCKDB = Engine()
