"""`phemius models`: show and fetch the engines' model files."""

import json
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from phemius_core.engine import ModelFiles
from phemius_core.settings import Settings


def create_app() -> typer.Typer:
    app = typer.Typer(help="Show and fetch model files.", no_args_is_help=True)
    app.command("status")(status)
    app.command("fetch")(fetch)
    return app


def status(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show which model files are present, and their source."""
    settings = Settings()
    report = ModelFiles(settings.data_dir, given=settings.model_dir).status()
    if as_json:
        typer.echo(json.dumps(report.as_dict(), indent=2))
    else:
        table = Table("file", "state", "from", "size", box=None)
        for entry in report.files:
            size = f"{entry.size_bytes / 1e6:.1f} MB" if entry.size_bytes else ""
            table.add_row(entry.name, entry.state, entry.source, size)
        Console().print(table)
    raise typer.Exit(0 if report.ready else 1)


def fetch(
    *,
    official: Annotated[
        bool,
        typer.Option(
            "--official", help="Download the float32 weights of hexgrad/Kokoro-82M from the hub."
        ),
    ] = False,
) -> None:
    """Fetch the model files into the data directory and check them by SHA-256."""
    settings = Settings()
    files = ModelFiles(settings.data_dir, given=settings.model_dir)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as progress:
        bar = progress.add_task("model", total=None)

        def report(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        fetch_files: Callable[..., object] = files.fetch_official if official else files.fetch
        path = fetch_files(progress=report)
    typer.echo(path)
