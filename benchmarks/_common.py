"""Options, environment, medians and tables that all benchmarks share.

Every script takes `--smoke`: a run of seconds on the smallest input, which shows that the script
still works. Its figures mean nothing.
"""

import argparse
import importlib.util
import os
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(__file__).parent / "data"
ARTICLE = DATA / "article.txt"
SENTENCES = DATA / "sentences.txt"
SAMPLE_RATE = 24_000


def arguments(description: str | None) -> argparse.ArgumentParser:
    """An argument parser with the option `--smoke`.

    Args:
        description: The docstring of the script, printed by `--help` as it stands.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--smoke", action="store_true", help="Run in seconds, to show that the script works."
    )
    return parser


def parse(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Parse the command line and print to standard error where the figures are taken."""
    options = parser.parse_args()
    print(environment(), file=sys.stderr)
    if options.smoke:
        print("smoke run: the figures mean nothing", file=sys.stderr)
    return options


def environment() -> str:
    """Versions, cores that this process may use, and the CPU."""
    cpu = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists() and (found := re.search(r"model name\s*:\s*(.+)", info.read_text())):
        cpu = found[1]
    cores = len(os.sched_getaffinity(0))
    return f"phemius {version('phemius')}, Python {platform.python_version()}, {cores} cores, {cpu}"


def is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def leave_out(part: str, reason: str) -> None:
    """Say on standard error that a part of the benchmark is not measured."""
    print(f"left out: {part}: {reason}", file=sys.stderr)


def skip(reason: str) -> None:
    """Say why nothing can be measured here, and exit with 0."""
    print(f"skipped: {reason}")
    sys.exit(0)


def require(package: str, command: str) -> None:
    """Skip the whole benchmark where a package is not installed.

    Args:
        package: Import name.
        command: Shell command that installs it.
    """
    if not is_installed(package):
        skip(f"{package} is not installed: {command}")


def require_torch() -> None:
    """Skip the whole benchmark without torch and kokoro."""
    for package in ("torch", "kokoro"):
        require(package, "pip install 'phemius[torch]'")


def sentences() -> list[str]:
    """The hundred sentences of `data/sentences.txt`."""
    return SENTENCES.read_text(encoding="utf-8").splitlines()


def english_voices() -> list[str]:
    """Names of the stock voices that speak English."""
    from phemius_core.voices import STOCK_PACKS

    return [name for name in STOCK_PACKS if name[0] in "ab"]


def percentile(values: Iterable[float], percent: float, *, digits: int = 4) -> float:
    return round(float(np.percentile(list(values), percent)), digits)


def median(values: Iterable[float], *, digits: int = 4) -> float:
    return percentile(values, 50, digits=digits)


def table(report: Mapping[str, Any], *, indent: int = 0) -> str:
    """A nested report as indented lines of names and figures."""
    lines = []
    for name, value in report.items():
        if isinstance(value, Mapping):
            lines += [" " * indent + str(name), table(value, indent=indent + 4)]
        else:
            lines.append(f"{'':{indent}}{name!s:24} {value}")
    return "\n".join(lines)
