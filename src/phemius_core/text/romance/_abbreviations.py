"""Rules for abbreviations: their words, and whether their full stop ends the sentence."""

import re

from phemius_core.text._rule import Rule
from phemius_core.text.romance._grammar import Grammar
from phemius_core.text.romance._patterns import alternatives
from phemius_core.text.romance._stops import ends_sentence

__all__ = ["rules"]


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    table = grammar.abbreviations
    # A space within, as in "EE. UU.", may be missing or one that does not break.
    by_plain = {_plain(written): said for written, said in table.words.items()}
    often_last = {_plain(written) for written in table.often_last}
    before_numbers = {_plain(written) for written in table.before_numbers}
    before_names = {_plain(written) for written in table.before_names}

    def abbreviation(found: re.Match[str], _lang: str) -> str | None:
        text, end = found.string, found.end()
        key = _plain(found[0])
        said = by_plain.get(key)
        if said is None:
            key = key[0].lower() + key[1:]
            said = by_plain.get(key) or by_plain[key.lower()]
            if found[0][0].isupper() and not text[: found.start()].strip(" ¿¡(\"“«\n"):
                said = said[0].upper() + said[1:]
        following = text[end : end + 4]
        if key in before_numbers and not re.match(r"\s?[\divxlcdmIVXLCDM]", following):
            return None
        if key in before_names and not re.match(r"\s[^\W\d_a-zà-ÿ]", following):
            return None
        if following[:1].isalnum():
            said += " "
        ends = found[0].endswith(".") and (
            ends_sentence(text, end) if key in often_last else not text[end : end + 80].strip()
        )
        return f"{said}." if ends else said

    def pattern(written: str) -> str:
        return re.escape(written).replace(r"\ ", r"[ \u00a0\u202f]?")

    written = sorted(table.words, key=len, reverse=True)
    dotted = "|".join(pattern(word) for word in written if word.endswith("."))
    other = "|".join(pattern(word) for word in written if not word.endswith("."))
    capital = "|".join(
        pattern(word[0].upper() + word[1:])
        for word in written
        if word[0].islower() and word[0].upper() + word[1:] not in table.words
    )
    return (
        Rule("abbreviation",
             rf"(?<![\w.])(?:{dotted}|(?:{other})(?![^\W\d_]|[ºª])|(?:{capital})(?![^\W\d_]|[ºª]))", abbreviation),
    )  # fmt: skip


def _plain(written: str) -> str:
    return re.sub(r"\s", "", written)
