"""`phemius voices`: the stock voices, and an account's custom voices."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from phemius_core.cli import _custom_voices
from phemius_core.voices import VoiceCatalogue


def create_app() -> typer.Typer:
    app = typer.Typer(
        help="List the stock voices; create, clone, list and delete custom voices.",
        invoke_without_command=True,
    )
    app.callback()(voices)
    app.command("create")(_custom_voices.create)
    app.command("clone")(_custom_voices.clone)
    app.command("list")(_custom_voices.list_custom)
    app.command("delete")(_custom_voices.delete)
    return app


def voices(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the stock voices; with a command, work on custom voices."""
    if context.invoked_subcommand is not None:
        return
    catalogue = VoiceCatalogue()
    if as_json:
        rows = [
            {
                "name": info.name,
                "voicepack": info.pack,
                "gender": info.gender,
                "language": info.language,
                "description": info.description,
            }
            for info in catalogue.list()
        ]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    table = Table("name", "voicepack", "gender", "language", "description", box=None)
    for info in catalogue.list():
        table.add_row(info.name, info.pack, info.gender, info.language, info.description)
    Console().print(table)
