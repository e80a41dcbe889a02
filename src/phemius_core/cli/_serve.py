"""`phemius serve`: start a server through the adapter of an entry point."""

import logging
import resource
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Annotated, Final

import anyio
import typer

from phemius_core.cli._accounts import first_key, has_accounts
from phemius_core.errors import InvalidRequest, MissingExtra
from phemius_core.plugins import load_object
from phemius_core.settings import Settings

logger = logging.getLogger(__name__)

_GROUP = "phemius.adapters"
_OTHER_FILES: Final = 256
"""Files that a server has open beside its connections: the database, Redis, the model."""
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def serve(
    *,
    adapter: Annotated[str, typer.Option(help="fastapi, flask, or module:function.")] = "fastapi",
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    print_key: Annotated[
        bool,
        typer.Option("--print-key", help="Print the first key also where no terminal shows it."),
    ] = False,
) -> None:
    """Serve the API. On an empty database, create an account and print a test key once.

    That is done on a terminal only: elsewhere the key would be kept in a log.
    """
    overrides = {"host": host, "port": port}
    given = {name: value for name, value in overrides.items() if value is not None}
    settings = Settings(**given)  # type: ignore[arg-type]
    start = _load(adapter)
    # The library configures no logging; a server does.
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(message)s")
    _show_first_key(settings, on_any_output=print_key)
    start(_with_open_files(settings))


def _show_first_key(settings: Settings, *, on_any_output: bool) -> None:
    if not (on_any_output or sys.stdout.isatty()):
        if not anyio.run(has_accounts, settings):
            logger.warning(
                "there is no account yet: create one, and its first key, with "
                "'phemius keys create --plan growth'"
            )
        return
    key = anyio.run(first_key, settings)
    if key is not None:
        typer.echo(_welcome(key, settings.host, settings.port))


def _with_open_files(settings: Settings) -> Settings:
    """Raise the limit of open files, and lower `max_connections` to what it allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.max_connections + _OTHER_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = max(soft, hard)
    if wanted > soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    if soft == resource.RLIM_INFINITY or soft >= settings.max_connections + _OTHER_FILES:
        return settings
    allowed = max(16, soft - _OTHER_FILES)
    logger.warning(
        "the limit of %d open files allows %d connections: raise it (ulimit -n) for %d",
        soft,
        allowed,
        settings.max_connections,
    )
    return settings.model_copy(update={"max_connections": allowed})


def _load(name: str) -> Callable[[Settings], None]:
    found = {point.name: point for point in entry_points(group=_GROUP)}
    if ":" in name:
        return load_object(name, kind="adapter")  # type: ignore[no-any-return]
    if name not in found:
        raise InvalidRequest(
            f"there is no adapter {name!r}: choose one of {', '.join(sorted(found))}, "
            "or give your own as module:function"
        )
    try:
        return found[name].load()  # type: ignore[no-any-return]
    except ModuleNotFoundError as error:
        raise MissingExtra(str(error.name), name) from error


def _welcome(key: str, host: str, port: int) -> str:
    reachable = host if host in _LOOPBACK else "127.0.0.1"
    return f"""
A test key for this server. It is shown only once; `phemius keys create` creates more.

  {key}

In another terminal (the first start takes some seconds to prepare the model):

  curl http://{reachable}:{port}/v1/speech -H "Authorization: Bearer {key}" \\
    -H "Content-Type: application/json" -H "Accept: audio/wav" \\
    -d '{{"text": "Hello from Phemius.", "voice": "nova"}}' --fail-with-body --output speech.wav
"""
