"""`phemius voices`: the catalogue."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from phemius_core.voices import VoiceCatalogue


def voices(
    *, as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False
) -> None:
    """List the voices that can be named."""
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
