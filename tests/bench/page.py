"""The page of benchmarks: tables and a plot, from what was measured."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

PAGE, PLOT = Path("docs/benchmarks.md"), Path("docs/pictures/benchmarks.svg")
WHOLE = "logs to protected figures"
WAYS = {"ours": "this program", "sql": "hand-written SQL", "pandas": "plain pandas"}
STAGES = ("extract", "anonymise", "validate", "expectations", "aggregate", "reconcile", "protect", "draw", "edition")
BOUNDED = ("expectations", "reconcile", "protect", "draw", "edition")
"""What must not grow with the rows."""

Found = Mapping[tuple[str, int, str], Mapping[str, tuple[float, float]]]
"""From way, contacts and kind of file to seconds and gigabytes by what was measured."""

INTRODUCTION = """# Benchmarks

`make bench` writes this page. It generates logs as the sample's staff would write them (25 columns, seven of ten values
not in the contract's own form, 0.2 % faulty rows; calls and e-mails of two years), counts a half-year in three windows,
and measures each run in a process of its own: median of {runs} runs, highest peak of memory; plain pandas up to a
million. Sizes are set with `make bench SIZES="1000 50000000"`.

{machine}

What it is measured against does less. The **hand-written SQL** (`tests/bench/reference.sql`, DuckDB) folds the same
spellings, takes the same keyed hash and counts the same figures, which a test holds equal; it does not validate, set
aside, keep row numbers, look for identifiers, reconcile, round or audit. **Plain pandas** does as much as the SQL,
without the conditions of some figures.
"""


def write_page(found: Found, runs: int, machine: str) -> None:
    """Write the page and its plot."""
    PAGE.write_text("\n".join([INTRODUCTION.format(runs=runs, machine=machine), *_lines(found)]) + "\n", "utf-8")
    _plot(found)


def _lines(found: Found) -> Iterator[str]:
    yield "## From logs to protected figures\n"
    yield "| contacts | from | this program | hand-written SQL | plain pandas | to SQL |"
    yield "|---:|---|---:|---:|---:|---:|"
    for contacts, suffix in dict.fromkeys((contacts, suffix) for _, contacts, suffix in found):
        cells = {way: found[way, contacts, suffix][WHOLE] for way in WAYS if (way, contacts, suffix) in found}
        told = " | ".join("{:.1f} s, {:.2f} GB".format(*cells[way]) if way in cells else "–" for way in WAYS)
        yield f"| {contacts:,} | {suffix} | {told} | × {cells['ours'][0] / cells['sql'][0]:.2f} |"
    yield f"\n![Seconds by contacts](pictures/{PLOT.name})\n"
    yield from _stages(found)


def _stages(found: Found) -> Iterator[str]:
    sizes = [contacts for way, contacts, suffix in found if way == "ours" and suffix == "parquet"]
    yield "## Each stage, from Parquet\n"
    yield f"| stage | {' | '.join(f'{contacts:,}' for contacts in sizes)} |"
    yield f"|---|{'---:|' * len(sizes)}"
    for stage in STAGES:
        cells = (found["ours", contacts, "parquet"][stage] for contacts in sizes)
        yield f"| {stage} | {' | '.join(f'{seconds:.2f} s, {gigabytes:.1f} GB' for seconds, gigabytes in cells)} |"
    yield "\n`expectations` is the part of `validate` in which Great Expectations checks the profiles;"
    yield "`draw` makes the charts in English; `edition` is all that follows `protect`:"
    yield "charts, tables, pages, PDF.\n"
    yield "## Growth\n"
    yield from _growth(found, sizes)


def _growth(found: Found, sizes: list[int]) -> Iterator[str]:
    ends = [(sizes[0], sizes[-1])] if len(sizes) > 2 else []
    for small, large in (*pairwise(sizes), *ends):
        before, after = (found["ours", contacts, "parquet"] for contacts in (small, large))
        bounded = ", ".join(f"{stage} × {after[stage][0] / before[stage][0]:.2f}" for stage in BOUNDED)
        yield f"- {small:,} to {large:,}: in all × {after[WHOLE][0] / before[WHOLE][0]:.1f}; {bounded}"


def _plot(found: Found) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "benchmarks", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 3.6), layout="constrained")
    for way, label in WAYS.items():
        points = sorted(
            (contacts, of[WHOLE][0]) for (w, contacts, suffix), of in found.items() if (w, suffix) == (way, "parquet")
        )
        axes.plot(*zip(*points, strict=True), marker="o", label=label)
    axes.set(xscale="log", yscale="log", xlabel="contacts", ylabel="seconds", title="From logs in Parquet to figures")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PLOT, metadata={"Date": None})
