"""How heavy the program is: its lines and files by package, without tests. ``python -m tests.bench.size`` prints it."""

from pathlib import Path

import grimp
from rich.console import Console
from rich.table import Table

PACKAGES = ("flows", "tasks", "expectations")
LONGEST_MODULE = 300
SHORT_MODULE = 65


def main() -> None:
    """Print a table of packages, the modules that are longer than they should be, and the circles of imports."""
    lines = {file: len(file.read_text().splitlines()) for root in PACKAGES for file in Path(root).rglob("*.py")}
    table = Table("package", "files", "lines", f"files under {SHORT_MODULE} lines")
    for package in sorted({_package(file) for file in lines}):
        table.add_row(package, *_numbers([count for file, count in lines.items() if _package(file) == package]))
    table.add_row("all", *_numbers(list(lines.values())), style="bold")
    console = Console()
    console.print(table)
    for file, count in lines.items():
        if count > LONGEST_MODULE:
            console.print(f"{file} has {count} lines, more than {LONGEST_MODULE}")
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    for circle in _circles({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}):
        console.print("a circle of imports: " + ", ".join(sorted(circle)))


def _package(file: Path) -> str:
    return "/".join(file.parts[:2]) if len(file.parts) > 2 else file.parts[0]


def _numbers(counts: list[int]) -> tuple[str, str, str]:
    return f"{len(counts):,}", f"{sum(counts):,}", f"{sum(count < SHORT_MODULE for count in counts):,}"


def _circles(imports: dict[str, set[str]]) -> list[set[str]]:
    """The sets of two and more modules of which each imports, through others, each other."""
    reached = {module: _reached(module, imports) for module in imports}
    circles: list[set[str]] = []
    for module in imports:
        circle = {other for other in reached[module] if module in reached[other]}
        if len(circle) > 1 and circle not in circles:
            circles.append(circle)
    return circles


def _reached(module: str, imports: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        new = imports[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


if __name__ == "__main__":
    main()
