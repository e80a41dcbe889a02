"""`phemius text`: score how text is read."""

import json
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from phemius_core.languages import LANGUAGES
from phemius_core.text import Score, score_files


def create_app() -> typer.Typer:
    app = typer.Typer(help="Score how text is read.", no_args_is_help=True)
    # A command of its own name, though it is the only one.
    app.callback()(_root)
    app.command("score")(score)
    return app


def _root() -> None:
    pass


def score(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="LANGUAGE-KIND.txt with lines written~spoken, or homographs as WORD.tsv.",
        ),
    ],
    *,
    lang: Annotated[
        str | None, typer.Option(help="Language letter or tag; by default from the file's name.")
    ] = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="List the cases that differ.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score normalisation and homographs on files of labelled cases."""
    scores = list(score_files(files, lang=lang))
    if as_json:
        rows = [_as_json(each, failures=failures) for each in scores]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if failures:
        _print_failures(scores)
    _print_table(scores)


def _as_json(each: Score, *, failures: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "format": each.format,
        "lang": LANGUAGES[each.lang].tag,
        "kind": each.kind,
        "cases": len(each.cases),
        "right": each.right,
        "accuracy": round(each.accuracy, 4),
    }
    if failures:
        row["failures"] = [
            {"given": case.given, "expected": case.expected, "got": case.got}
            for case in each.cases
            if not case.right
        ]
    return row


def _print_failures(scores: list[Score]) -> None:
    for each in scores:
        for case in each.cases:
            if not case.right:
                tag = LANGUAGES[each.lang].tag
                typer.echo(f"{tag} {each.kind}: {case.given}\n  expected  {case.expected}")
                typer.echo(f"  got       {case.got}")


def _print_table(scores: list[Score]) -> None:
    table = Table(box=None)
    for name in ("language", "kind"):
        table.add_column(name)
    for name in ("cases", "right", "accuracy"):
        table.add_column(name, justify="right")
    by_language: dict[str, list[Score]] = defaultdict(list)
    for each in scores:
        by_language[LANGUAGES[each.lang].tag].append(each)
    for tag, of_language in by_language.items():
        given = [each for each in of_language if each.format == "normalisation"]
        for each in given:
            _add_row(table, tag, each.kind, [each])
        if len(given) > 1:
            _add_row(table, tag, "all", given)
        if words := [each for each in of_language if each.format == "homographs"]:
            _add_row(table, tag, f"homographs of {len(words)} words, micro", words)
            macro = fmean(each.accuracy for each in words)
            table.add_row(tag, "homographs, macro", "", "", f"{macro:.1%}")
    Console().print(table)


def _add_row(table: Table, tag: str, kind: str, scores: list[Score]) -> None:
    cases = sum(len(each.cases) for each in scores)
    right = sum(each.right for each in scores)
    table.add_row(tag, escape(kind), str(cases), str(right), f"{right / max(1, cases):.1%}")
