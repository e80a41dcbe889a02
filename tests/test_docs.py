"""The documentation is true: its drawing, the paths, names and settings that it quotes."""

import importlib
import re
from pathlib import Path

import pytest
from scripts import draw_architecture

from phemius_core.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (".ci", "benchmarks", "docs", "examples", "scripts", "src", "tests")
IN_PROJECT = tuple(f"{folder}/" for folder in FOLDERS)
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:[\w.-]+/)*[\w.-]+(?:\.(?:py|c|h|inc|md|toml|html)|/)")
"""A file of one of these kinds, or a folder, which ends with a slash."""
NAME = re.compile(r"\bphemius_(?:core|client|server_fastapi|server_flask)(?:\.\w+)+")
PLACEHOLDER = re.compile(r"NAME|FOLDER")
OTHER_VARIABLES = {"PHEMIUS_API_KEY", "PHEMIUS_BASE_URL"}
"""Environment variables that are not settings of the server: those of the client."""


def text_of(page):
    return page.read_text(encoding="utf-8")


def code_of(page):
    """What stands in code blocks and code spans of a page."""
    text = text_of(page)
    return [*FENCED.findall(text), *SPAN.findall(FENCED.sub("", text))]


@pytest.fixture(scope="module")
def repository():
    """All files and folders of the project, from its root, folders with a slash at the end."""
    found = {f"/{path.name}" for path in ROOT.iterdir() if path.is_file()}
    for folder in FOLDERS:
        found.add(f"/{folder}/")
        for path in (ROOT / folder).rglob("*"):
            found.add(f"/{path.relative_to(ROOT)}{'/' if path.is_dir() else ''}")
    return found


@pytest.fixture(scope="module")
def graph():
    return draw_architecture.build_graph()


def test_the_drawing_of_the_rooms_is_up_to_date(graph):
    drawing = draw_architecture.draw(graph)
    assert draw_architecture.drawn() == drawing, "run: python scripts/draw_architecture.py"


def test_a_new_import_changes_the_drawing():
    graph = draw_architecture.build_graph()
    before = draw_architecture.draw(graph)
    graph.add_import(importer="phemius_core.errors", imported="phemius_core.wire")
    assert draw_architecture.draw(graph) != before


def test_an_import_inside_a_room_is_drawn(graph):
    inside = draw_architecture.inner_arrows(graph)
    assert "engine.kokoro" in inside["engine.cpu"]


def test_the_table_describes_every_room(graph):
    page = text_of(draw_architecture.PAGE)
    rooms = graph.find_children("phemius_core")
    for name in sorted(room.removeprefix("phemius_core.") for room in rooms):
        assert f"| `{name}/` |" in page or f"| `{name}.py` |" in page, name


def test_a_page_without_a_place_for_the_drawing_is_an_error(tmp_path, monkeypatch):
    page = tmp_path / "architecture.md"
    page.write_text("# Architecture\n", encoding="utf-8")
    monkeypatch.setattr(draw_architecture, "PAGE", page)
    with pytest.raises(ValueError, match="lacks a line"):
        draw_architecture.drawn()


@EVERY_PAGE
def test_every_quoted_path_exists(page, repository):
    spans = set(SPAN.findall(FENCED.sub("", text_of(page))))
    in_commands = {
        word for code in code_of(page) for word in code.split() if word.startswith(IN_PROJECT)
    }
    paths = {word for word in spans | in_commands if PATH.fullmatch(word)}
    missing = {
        path
        for path in paths
        if not PLACEHOLDER.search(path)
        and not any(known.endswith(f"/{path}") for known in repository)
    }
    assert not missing


@EVERY_PAGE
def test_every_quoted_name_can_be_imported(page):
    missing = {name for name in NAME.findall(text_of(page)) if not exists(name)}
    assert not missing


def exists(name):
    """Whether a dotted name is a module, or an attribute of one or of its classes."""
    module, _, rest = name.partition(".")
    found = importlib.import_module(module)
    for part in rest.split("."):
        module = f"{module}.{part}"
        if hasattr(found, part):
            found = getattr(found, part)
            continue
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError:
            return part in getattr(found, "__annotations__", {})
    return True


@pytest.mark.parametrize("name", ["phemius_core.policy", "phemius_core.engine.ReusingEngine"])
def test_a_name_that_is_gone_is_found(name):
    assert NAME.fullmatch(name)
    assert not exists(name)


@EVERY_PAGE
def test_every_quoted_setting_exists(page):
    quoted = set(re.findall(r"\bPHEMIUS_[A-Z][A-Z_]+\b", text_of(page)))
    settings = {f"PHEMIUS_{field.upper()}" for field in Settings.model_fields}
    assert quoted <= settings | OTHER_VARIABLES


def test_every_setting_is_documented():
    page = text_of(ROOT / "docs" / "settings.md")
    for field in Settings.model_fields:
        assert f"`PHEMIUS_{field.upper()}`" in page


@pytest.fixture(scope="module")
def former_names():
    """Identifiers of the left column of the changelog's table of names that no source has now."""
    _, _, rest = text_of(ROOT / "CHANGELOG.md").partition("### Changed: names")
    table, _, _ = rest.partition("\n### ")
    former = {
        word
        for row in table.splitlines()
        if row.startswith("| ")
        for span in SPAN.findall(row.split("|")[1])
        for word in re.findall(r"[A-Za-z_]{3,}", span)
    }
    sources = "\n".join(text_of(path) for path in (ROOT / "src").rglob("*.py"))
    return former - set(re.findall(r"\w+", sources))


def test_former_names_are_known(former_names):
    assert {"accounts_and_policy", "resolve_named", "ReusingEngine", "BodyRules"} <= former_names


@EVERY_PAGE
def test_no_page_quotes_a_former_name(page, former_names):
    quoted = {word for code in code_of(page) for word in re.findall(r"\w+", code)}
    assert not quoted & former_names
