"""Draws the rooms and their imports into `docs/architecture.md`.

    python scripts/draw_architecture.py           writes the drawing
    python scripts/draw_architecture.py --check   fails if the page shows another one

The layers come from `.importlinter`, the arrows from the imports in the code. Imports under
`TYPE_CHECKING` and inside functions count like all others.
"""  # noqa: INP001 - a script, not a package

import argparse
import configparser
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "architecture.md"
CONTRACTS: Final = ROOT / ".importlinter"
START: Final = "<!-- rooms: drawn by scripts/draw_architecture.py -->"
END: Final = "<!-- end of rooms -->"
CORE: Final = "phemius_core"
DOOR: Final = "__init__"
"""Stands in the drawing for what `phemius_core/__init__.py` imports itself."""
_WIDTH: Final = 96

Arrows = Mapping[str, Sequence[str]]
"""Names of the importers, in order, and of what each imports."""


def build_graph() -> grimp.ImportGraph:
    """The imports between all modules of the packages that `.importlinter` names."""
    packages = _contracts()["importlinter"]["root_packages"].split()
    return grimp.build_graph(packages[0], *packages[1:], cache_dir=None)


def read_layers() -> list[str]:
    """The layers of the core, highest first, as `.importlinter` writes them (`accounts : cloning`).

    Raises:
        KeyError: There is no contract of layers.
    """
    return _contracts()["importlinter:contract:layers"]["layers"].strip().splitlines()


def rooms_of(layers: Iterable[str]) -> list[str]:
    """The rooms in layers, highest first."""
    return [room for layer in layers for room in re.findall(r"\w+", layer)]


def room_arrows(graph: grimp.ImportGraph, rooms: Sequence[str]) -> dict[str, list[str]]:
    """What each room of the core and each other package imports.

    Args:
        graph: Imports between modules.
        rooms: Rooms in the order of the drawing; rooms that are not in it come last.
    """

    def room(module: str) -> str:
        package, _, rest = module.partition(".")
        return package if package != CORE else rest.partition(".")[0] or DOOR

    return _arrows(graph, room, [*rooms, DOOR])


def inner_arrows(graph: grimp.ImportGraph) -> dict[str, list[str]]:
    """What the packages inside a room import of the same room: `engine.cpu` and `engine.kokoro`."""
    packages = {module for module in graph.modules if graph.find_children(module)}

    def package(module: str) -> str:
        owner = module if module in packages else module.rpartition(".")[0]
        return owner.removeprefix(f"{CORE}.")

    arrows = _arrows(graph, package, [])
    inside = {
        importer: [name for name in imported if _room_of(name) == _room_of(importer)]
        for importer, imported in arrows.items()
    }
    return {importer: imported for importer, imported in inside.items() if imported}


def draw(graph: grimp.ImportGraph) -> str:
    """The drawing, in Markdown."""
    layers = read_layers()
    rooms = rooms_of(layers)
    arrows = room_arrows(graph, rooms)
    callers = [name for name in arrows if name.startswith("phemius_")]
    return "\n\n".join(
        (
            "The layers, highest first, and where the other packages enter:",
            _code(_draw_layers(layers, {name: arrows[name] for name in callers})),
            "Every arrow that is there, a row for each room:",
            _code(_draw_arrows(arrows)),
            "And inside the rooms that have packages of their own:",
            _code(_draw_arrows(inner_arrows(graph))),
        )
    )


def drawn() -> str:
    """The drawing that the page shows.

    Raises:
        ValueError: The page has no place for it.
    """
    return _parts()[1].strip()


def write(drawing: str) -> None:
    """Puts a drawing into the page."""
    before, _, after = _parts()
    PAGE.write_text(f"{before}\n\n{drawing}\n\n{after}", encoding="utf-8")


def _draw_layers(layers: Sequence[str], callers: Arrows) -> str:
    entries: dict[int, list[str]] = {}
    for caller, imported in callers.items():
        highest = min(i for i, layer in enumerate(layers) if set(rooms_of([layer])) & {*imported})
        entries.setdefault(highest, []).append(caller)
    width = max(map(len, layers))
    rule = "─" * (width + 2)
    lines = [f"┌{rule}┐"]
    for i, layer in enumerate(layers):
        arrow = f" ◄─ {', '.join(entries[i])}" if i in entries else ""
        lines += [f"│ {layer:{width}} │{arrow}", f"├{rule}┤"]
    return "\n".join([*lines[:-1], f"└{rule}┘"])


def _draw_arrows(arrows: Arrows) -> str:
    width = max(map(len, arrows))
    lines: list[str] = []
    for importer, imported in arrows.items():
        lines += textwrap.wrap(
            ", ".join(imported) or "nothing",
            _WIDTH,
            initial_indent=f"{importer:{width}} ─► ",
            subsequent_indent=" " * (width + 4),
        )
    return "\n".join(lines)


def _arrows(
    graph: grimp.ImportGraph, group: Callable[[str], str], order: Sequence[str]
) -> dict[str, list[str]]:
    """Imports between groups of modules, groups in the given order and then by name."""
    found: dict[str, set[str]] = {group(module): set() for module in graph.modules}
    for module in graph.modules:
        importer = group(module)
        for imported in graph.find_modules_directly_imported_by(module):
            found[importer].add(group(imported))
        found[importer].discard(importer)
    position = {name: i for i, name in enumerate(order)}

    def rank(name: str) -> tuple[int, str]:
        return position.get(name, len(position)), name

    return {importer: sorted(found[importer], key=rank) for importer in sorted(found, key=rank)}


def _room_of(package: str) -> str:
    return package.partition(".")[0]


def _code(text: str) -> str:
    return f"```text\n{text}\n```"


def _contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read_string(CONTRACTS.read_text(encoding="utf-8"))
    return parser


def _parts() -> tuple[str, str, str]:
    """The page up to and with `START`, what is between, and the page from `END` on."""
    before, start, rest = PAGE.read_text(encoding="utf-8").partition(START)
    between, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"{PAGE.name} lacks a line: write {START!r}, then {END!r}")
    return before + start, between, end + after


def main() -> None:
    """Writes the drawing, or checks it."""
    parser = argparse.ArgumentParser(description="Draw the rooms into docs/architecture.md.")
    parser.add_argument("--check", action="store_true", help="fail if the page is not up to date")
    drawing = draw(build_graph())
    if not parser.parse_args().check:
        write(drawing)
    elif drawing != drawn():
        sys.exit(f"{PAGE.relative_to(ROOT)} is not up to date: run python {sys.argv[0]}")


if __name__ == "__main__":
    main()
