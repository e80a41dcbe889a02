"""English words for what programmers write: identifiers, calls, file paths, literals, hashes."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._word_set import word_set
from phemius_core.text.english._notation import split_words
from phemius_core.text.english._number_words import digits
from phemius_core.text.english._web_addresses import spell_out

__all__ = ["RULES"]

_ONE_WORD: Final = word_set(
    "easyjet javascript typescript youtube github gitlab linkedin whatsapp tiktok"
)
_KEYS: Final = {"Ctrl": "Control", "Cmd": "Command", "Esc": "Escape", "Del": "Delete",
                "PgUp": "Page Up", "PgDn": "Page Down", "Alt": "Alt",
                "CTRL": "Control"}  # fmt: skip


def _camel_case(found: re.Match[str], _lang: str) -> str | None:
    """`getUserName` as get user name."""
    name = found["camel"]
    if name.lower() in _ONE_WORD:
        return None
    words = split_words(name)
    return " ".join(
        digits(word)
        if word.isdecimal()
        else word
        if word.isupper() and len(word) > 1
        else word.lower()
        for word in words
    )


def _call(found: re.Match[str], _lang: str) -> str:
    """The empty brackets of `main()` are silent."""
    return "" if found["call_joins"] is None else " "


def _path(found: re.Match[str], _lang: str) -> str | None:
    """`/usr/local/bin`, `~/.bashrc`, `./run.sh`."""
    path = found["path"]
    trailing = re.search(r"[.,;:!?]+$", path)
    punctuation = trailing[0] if trailing else ""
    path = path[: len(path) - len(punctuation)]
    is_rooted = path.startswith(("~", "."))
    if path.count("/") < 2 and not is_rooted and not re.search(r"\.\w+$|[\d_]", path):
        return None
    return spell_out(path.rstrip("/") or path) + punctuation


def _windows_path(found: re.Match[str], _lang: str) -> str:
    r"""`C:\Users\bob`."""
    path = found[0]
    trailing = re.search(r"[.,;!?]+$", path)
    punctuation = trailing[0] if trailing else ""
    path = path[: len(path) - len(punctuation)]
    return f"{path[0].upper()} colon {spell_out(path[2:])}" + punctuation


def _digest(found: re.Match[str], _lang: str) -> str | None:
    """A hash or UUID, character by character: `a1b2c3d`."""
    code = found["digest"]
    plain = code.replace("-", "")
    if not (re.search("[a-f]", plain) and len(re.findall(r"\d", plain)) > 1):
        return None
    if re.fullmatch(r"\d+[a-f]|[a-f]\d+", plain):
        return None
    return ", ".join(
        " ".join(digits(c) if c.isdecimal() else c.upper() for c in group)
        for group in code.split("-")
    )


RULES: Final = (
    Rule(
        "camel_case",
        r"(?<![\w@#/.-])(?P<camel>[a-z]{2,24}(?:[A-Z][a-z0-9]{1,24}|[A-Z]{2,8}){1,8}(?:[A-Z]{1,5})?"
        r"|(?:[A-Z][a-z]{1,24}){3,8}|[A-Z]{2,6}(?:[A-Z][a-z]{1,24}){2,8})(?![\w@-])",
        _camel_case,
        starts=r"\b[A-Za-z]",
    ),
    Rule("call", r"(?<=\w)\(\)(?P<call_joins>(?=\w))?", _call, starts=r"\("),
    Rule(
        "windows_path",
        r"(?<![\w\\])[A-Za-z]:\\(?:[\w.$ -]{0,60}[\w.$-]\\){0,12}[\w.$-]{0,60}",
        _windows_path,
        starts=r"\b[A-Za-z]",
    ),
    Rule(
        "path",
        r"(?<![\w/.:~)\]}>\"'%-])(?P<path>(?:~|\.{1,2})?(?:/[\w.+@%-]{1,64}){1,20}+/?)(?![\w*<])",
        _path,
        starts="[~./]",
    ),
    Rule(
        "digest",
        r"(?<![\w.#-])(?P<digest>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        r"|[0-9a-f]{7,64})(?![\w-])",
        _digest,
        starts=r"\d|\b[a-f]",
    ),
    Rule(
        "hexadecimal",
        r"(?<!\w)0[xX](?P<hexadecimal>[0-9A-Fa-f]{1,16})(?!\w)",
        lambda found, _lang: (
            "zero X "
            + " ".join(digits(c) if c.isdecimal() else c.upper() for c in found["hexadecimal"])
        ),
        starts=r"\d",
    ),
    Rule(
        "key",
        rf"\b(?P<key>{'|'.join(_KEYS)})(?=\s?[+-]\s?\w)|(?<=\+)(?P<key_after>{'|'.join(_KEYS)})\b",
        lambda found, _lang: _KEYS[found["key"] or found["key_after"]],
        starts=r"\b[A-Z]",
    ),
)
