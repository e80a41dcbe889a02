"""Generates the blocking client, `phemius_client/_sync/`, from the asynchronous one, `_async/`.

    python scripts/generate_sync_client.py           writes the files
    python scripts/generate_sync_client.py --check   fails if they are not what it would write

`unasync` replaces the code's tokens (`await`, `async with`, `__aenter__`, `AsyncPhemius`, …), this
script the same words in docstrings, and ruff formats the result. `_backend.py` exists in both
packages by hand: it has all that differs by more than a word.
"""  # noqa: INP001 - a script, not a package

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import unasync

ROOT: Final = Path(__file__).resolve().parents[1]
ASYNC: Final = ROOT / "src" / "phemius_client" / "_async"
SYNC: Final = ROOT / "src" / "phemius_client" / "_sync"
BY_HAND: Final = "_backend.py"
HEADER: Final = (
    "# Generated from `_async/{name}` by `python scripts/generate_sync_client.py`: do not edit.\n"
)

TOKENS: Final = {"_async": "_sync", "aclose": "close", "aiter_bytes": "iter_bytes"}
"""Replacements beside those of `unasync` and `AsyncName` to `Name`."""
PHRASES: Final = {
    "The asynchronous client, from which the blocking one in `_sync/` is generated.": (
        "The blocking client, generated from `_async/`."
    ),
    "The asynchronous client.": "The blocking client.",
    "Asynchronous client of a Phemius server, for asyncio and trio; WebSockets need asyncio.": (
        "Blocking client of a Phemius server."
    ),
    "Tasks may share a client.": "Threads may share a client.",
}
"""Docstrings of the asynchronous client that are not true of the blocking one."""
_ASYNC_NAME: Final = re.compile(r"\bAsync(?=[A-Z])\w+")
_WORD_IN_DOCSTRING: Final = re.compile(r"\b(?:await|async) |\bAsync(?=[A-Z])")


def generate() -> dict[str, str]:
    """The modules of the blocking client: source by file name.

    Raises:
        ValueError: A phrase of `PHRASES` stands nowhere in the asynchronous client.
        subprocess.CalledProcessError: ruff failed.
    """
    sources = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(ASYNC.glob("*.py"))
        if path.name != BY_HAND
    }
    for phrase in PHRASES:
        if not any(phrase in source for source in sources.values()):
            raise ValueError(f"no docstring says {phrase!r}: remove it from PHRASES")
    names = {name for source in sources.values() for name in _ASYNC_NAME.findall(source)}
    tokens = {**{name: name.removeprefix("Async") for name in names}, **TOKENS}
    with tempfile.TemporaryDirectory() as folder:
        source_dir, target_dir = Path(folder, "_async"), Path(folder, "_sync")
        source_dir.mkdir()
        for name, source in sources.items():
            text = source
            for phrase, replacement in PHRASES.items():
                text = text.replace(phrase, replacement)
            Path(source_dir, name).write_text(text, encoding="utf-8")
        unasync.unasync_files(
            [str(path) for path in source_dir.iterdir()],
            [unasync.Rule(f"{source_dir}/", f"{target_dir}/", additional_replacements=tokens)],
        )
        replaced = {path.name: path.read_text(encoding="utf-8") for path in target_dir.iterdir()}
    return {
        name: _format(name, HEADER.format(name=name) + _WORD_IN_DOCSTRING.sub("", text))
        for name, text in replaced.items()
    }


def outdated() -> list[str]:
    """The files in `_sync/` that differ from what would be generated, by name."""
    generated = generate()
    present = {
        path.name: path.read_text(encoding="utf-8")
        for path in SYNC.glob("*.py")
        if path.name != BY_HAND
    }
    names = generated.keys() | present.keys()
    return sorted(name for name in names if generated.get(name) != present.get(name))


def write() -> None:
    """Writes the files, and removes those whose source is gone."""
    generated = generate()
    for path in SYNC.glob("*.py"):
        if path.name not in {*generated, BY_HAND}:
            path.unlink()
    for name, text in generated.items():
        (SYNC / name).write_text(text, encoding="utf-8")


def _format(name: str, source: str) -> str:
    """The source as the project's ruff sorts and formats it."""
    fixes = ("check", "--fix-only", "--unsafe-fixes", "--select", "I,RUF022,SIM108,UP028")
    for arguments in (fixes, ("format",)):
        command = [sys.executable, "-m", "ruff", *arguments, "--quiet"]
        source = subprocess.run(  # noqa: S603 - no input from outside
            [*command, "--stdin-filename", str(ASYNC.with_name("_sync") / name), "-"],
            input=source,
            capture_output=True,
            cwd=ROOT,
            encoding="utf-8",
            check=True,
        ).stdout
    return source


def main() -> None:
    """Writes the files, or checks them."""
    parser = argparse.ArgumentParser(description="Generate the blocking client.")
    parser.add_argument("--check", action="store_true", help="fail if it is not up to date")
    if not parser.parse_args().check:
        write()
    elif names := outdated():
        sys.exit(f"not up to date: {', '.join(names)}: run python {sys.argv[0]}")


if __name__ == "__main__":
    main()
