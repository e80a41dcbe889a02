"""The command-line application: its commands, and errors as one line and an exit code."""

from importlib.metadata import version

import typer

from phemius_core.cli import (
    _accounts,
    _bench,
    _doctor,
    _keys,
    _models,
    _serve,
    _speak,
    _text,
    _voices,
    _worker,
)
from phemius_core.errors import InvalidRequest, PhemiusError

__all__ = ["create_app", "run"]


def create_app() -> typer.Typer:
    app = typer.Typer(
        name="phemius",
        help="Self-hosted text-to-speech on Kokoro-82M.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    app.command("serve")(_serve.serve)
    app.command("worker")(_worker.worker)
    app.command("speak")(_speak.speak)
    app.command("bench")(_bench.bench)
    app.command("doctor")(_doctor.doctor)
    app.add_typer(_text.create_app(), name="text")
    app.add_typer(_voices.create_app(), name="voices")
    app.add_typer(_models.create_app(), name="models")
    app.add_typer(_keys.create_app(), name="keys")
    for name, sub_app in _accounts.create_apps().items():
        app.add_typer(sub_app, name=name)
    app.command("usage")(_accounts.usage)
    return app


def run() -> int:
    """Run the command in `sys.argv`.

    Returns:
        Exit code: 0 for success, 2 for input that was refused, 1 for other errors.
    """
    try:
        create_app()()
    except SystemExit as end:  # typer exits on usage errors, Ctrl-C and typer.Exit
        return end.code if isinstance(end.code, int) else 1
    except InvalidRequest as error:
        typer.echo(f"error: {error}", err=True)
        return 2
    except PhemiusError as error:
        typer.echo(f"error: {error}", err=True)
        return 1
    return 0


def _print_version(requested: bool) -> None:
    if requested:
        typer.echo(f"phemius {version('phemius')}")
        raise typer.Exit


def _root(
    *,
    _version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_print_version, is_eager=True
    ),
) -> None:
    pass
