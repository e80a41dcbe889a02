"""The `phemius` command."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line: the entry point of the script `phemius`."""
    try:
        from phemius_core.cli._app import run
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is not installed: pip install 'phemius[speech]'")
    sys.exit(run())
