"""English words for notation in prose: citations, superscripts, colours, hashtags, emoticons,
operators, C++ and the like.
"""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._word_set import word_set
from phemius_core.text.english._number_words import cardinal, digits

__all__ = ["RULES", "split_words"]

_HUMP: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+|[^\W\d_]+")
_INDICES: Final[Mapping[str, str]] = {"ⁿ": " to the power of n", "ₙ": " n", "ᵢ": " i"}
_MEASURES: Final = word_set("feet foot inch inches meter meters metre metres mile miles yard yards")
_OPERATORS: Final[Mapping[str, str]] = {
    "===": "strictly equals", "!==": "is not", "&&": "and", "||": "or", "+=": "plus equals",
    "-=": "minus equals", "*=": "times equals", "/=": "divided by equals", ":=": "is set to",
    "<<": "shifted left by", ">>": "shifted right by", "??": "or else", "::": "colon colon",
    "|>": "piped to", "<-": "gets", "<=>": "compared to", "<->": "to and from", "++": "plus plus",
}  # fmt: skip
_PRONOUNS: Final[Mapping[str, str]] = {
    "and/or": "and or", "he/she": "he or she", "she/he": "she or he", "his/her": "his or her",
    "him/her": "him or her", "s/he": "he or she", "he/him": "he him", "she/her": "she her",
    "they/them": "they them", "either/or": "either or", "yes/no": "yes or no",
}  # fmt: skip
_CITED: Final = re.compile(
    r"\b(?:in|see|by|from|of|to|and|also|per|cf\.?|ref\.?|refs\.?|following|than|with|both)\s?$",
    re.IGNORECASE,
)


def split_words(name: str) -> list[str]:
    """Words of an identifier or hashtag: `parseHTTPResponse2` as parse HTTP Response 2."""
    return _HUMP.findall(name)


def _citation(found: re.Match[str], _lang: str) -> str | None:
    """`[4]` and `[4, 7–9]` are silent; "in [4]" is in reference four."""
    text, start = found.string, found.start()
    numbers = found["citation"]
    before = text[max(0, start - 12) : start]
    if numbers == "0" or (before[-1:] == "_" or text[found.end() : found.end() + 1] in {"(", "["}):
        return None
    if (_CITED.search(before) and not found[0].startswith("[")) or not before.strip():
        listed = [cardinal(n) for n in re.findall(r"\d+", numbers)]
        if len(listed) == 1:
            return f"reference {listed[0]}"
        return f"references {', '.join(listed[:-1])} and {listed[-1]}"
    return " " if text[found.end() : found.end() + 1].isalnum() else ""


def _tag(found: re.Match[str], _lang: str) -> str | None:
    """`<noise/>`, `<singing>…</singing>`: tags that are not HTML are silent."""
    text, start, end = found.string, found.start(), found.end()
    closes, opens = found["tag_close"], found["tag_open"]
    if closes and f"<{closes}>" not in text[max(0, start - 2000) : start]:
        return None
    if opens and f"</{opens}>" not in text[end : end + 2000]:
        return None
    return " " if text[end : end + 1].isalnum() and start else ""


def _prerelease(found: re.Match[str], _lang: str) -> str:
    """`2.0.0-beta.1`."""
    name = found["stage"]
    number = f" {cardinal(found['stage_number'])}" if found["stage_number"] else ""
    return f" {name.upper() if name == 'rc' else name}{number}"


def _note_mark(found: re.Match[str], _lang: str) -> str | None:
    """The raised number of a note, as in `word.¹`, is silent."""
    word = re.search(r"[^\W\d_]+$", found.string[max(0, found.start() - 24) : found.start()])
    return None if word and word[0].lower() in _MEASURES else ""


def _index(found: re.Match[str], _lang: str) -> str:
    """`xⁿ`, `aᵢ`."""
    return _INDICES[found[0]]


def _hex_colour(found: re.Match[str], _lang: str) -> str | None:
    """`#FF5733`, `#fff`."""
    code = found["colour"]
    before = found.string[max(0, found.start() - 30) : found.start()]
    about_colour = re.search(
        r"\b(?:colou?r|background|hex|fill|border|shade|accent)\b[^.!?]*$", before, re.IGNORECASE
    )
    if not about_colour:
        if code.isdecimal() or (code.isalpha() and len(code) == 6 and not code.isupper()):
            return None
        if len(code) == 3 and len(set(code.lower())) > 1 and not re.search(r"\d", code):
            return None
        if len(code) == 3 and code[0].isdecimal() and not code[-1].isalpha():
            return None
    return "hash " + " ".join(digits(c) if c.isdecimal() else c.upper() for c in code)


def _hashtag(found: re.Match[str], _lang: str) -> str:
    """`#ThrowbackThursday` as hashtag Throwback Thursday."""
    words = split_words(found["hashtag"])
    spoken = [cardinal(word) if word.isdecimal() else word for word in words]
    return "hashtag " + " ".join(spoken)


def _operator(found: re.Match[str], _lang: str) -> str:
    text, start, end = found.string, found.start(), found.end()
    before = "" if not start or text[start - 1].isspace() else " "
    after = "" if end == len(text) or not text[end].isalnum() else " "
    return f"{before}{_OPERATORS[found[0].strip()]}{after}"


def _capitals_slash(found: re.Match[str], _lang: str) -> str | None:
    """`HIV/AIDS`, `TCP/IP`, `I/O`: no slash is said between acronyms."""
    text, start, end = found.string, found.start(), found.end()
    before = re.search(r"[\w'’]+$", text[max(0, start - 16) : start])
    after = re.match(r"[\w'’]+", text[end : end + 16])
    both = before and after and before[0].isupper() and after[0].isupper()
    return " " if both else None


def _dot_net(found: re.Match[str], _lang: str) -> str:
    start = found.start()
    return " dot net" if start and found.string[start - 1].isalnum() else "dot net"


def _in_words(found: re.Match[str], _lang: str) -> str:
    spoken = _PRONOUNS[found[0].casefold()]
    return spoken.capitalize() if found[0][0].isupper() else spoken


def _grade(found: re.Match[str], _lang: str) -> str | None:
    """`a B- in maths`."""
    before = found.string[max(0, found.start() - 14) : found.start()]
    cued = re.search(r"\b(?:an?|got|grades?|rated|score[sd]?|type|from|to|of)\s[A-F]$", before)
    return " minus" if cued else None


RULES: Final = (
    Rule(
        "citation",
        r"[ \u00a0]?\[(?P<citation>\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3}){0,12})\]",
        _citation,
        starts=r"[ \u00a0](?![^\[])|\[",
    ),
    Rule(
        "tag",
        r"<(?:[a-z][a-z_-]{1,30}\s?/|/(?P<tag_close>[a-z][a-z_-]{1,30})"
        r"|(?P<tag_open>[a-z][a-z_-]{1,30}))>",
        _tag,
        starts="<",
    ),
    Rule(
        "prerelease",
        r"(?<=\d)[-.]?(?P<stage>alpha|beta|rc|preview|dev|post|canary|next)(?:[.-]?(?P<stage_number>"
        r"\d{1,4}))?(?![\w-])",
        _prerelease,
        starts=r"(?<!\D)[-.a-z]",
    ),
    Rule(
        "note_mark",
        r"(?:(?<=[a-z]{4})|(?<=[.,;:!?”\"’)]))[⁰¹²³⁴-⁹]{1,3}(?![⁰-⁹ⁿ⁺⁻\w])",
        _note_mark,
        starts="[⁰¹²³⁴-⁹]",
    ),
    Rule("index", r"(?<=[\w)\]])[ⁿₙᵢ]", _index, starts="[ⁿₙᵢ]"),
    Rule(
        "hex_colour",
        r"(?<![\w&])#(?P<colour>[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})(?![\w-])",
        _hex_colour,
        starts="#",
    ),
    Rule(
        "hashtag",
        r"(?<![\w#])#(?P<hashtag>\d{0,8}[^\W\d]\w{0,80})",
        _hashtag,
        starts="#",
    ),
    Rule(
        "emoticon",
        r"(?:(?<=[\s.!?,])|(?<![^\n]))(?:[:;]['’]?-?[)(\]\[DPpOo3|*]{1,3}|:-?[/\\]|<3{1,4}|</3|[xX]D|=[)D(]"
        r"|\^[_-]?\^|-_-|[To]_[TOo]|¯\\_\(ツ\)_/¯)(?![\w/])",
        lambda _found, _lang: "",
        starts=r"[:;<=^¯-]|\b[xXTo]",
    ),
    Rule(
        "optional_plural",
        r"(?<![\w'’])(?P<singular>[^\W\d_]{2,24})\((?P<plural>s|es)\)(?!\w)",
        lambda found, _lang: found["singular"] + found["plural"],
        starts=r"\b\w",
    ),
    Rule(
        "in_words",
        rf"(?<![\w/])(?i:{'|'.join(map(re.escape, _PRONOUNS))})(?![\w/])",
        _in_words,
        starts=r"\b\w",
    ),
    Rule("capitals_slash", r"(?<=[A-Z])/(?=[A-Z])", _capitals_slash, starts="/"),
    Rule(
        "plus_plus",
        r"(?<=\b[A-Za-z])\+\+(?!\w)|(?<=\b[a-z]{2})\+\+(?!\w)",
        lambda _found, _lang: " plus plus",
        starts=r"\+",
    ),
    Rule("dot_net", r"(?<!\w)\.NET\b|(?<=[A-Z])\.NET\b", _dot_net, starts=r"\."),
    Rule("letter_dot", r"(?<=\b[A-Z])\.(?=\d)", lambda _found, _lang: " dot ", starts=r"\."),
    Rule("grade", r"(?<=\b[A-F])[-−](?=[\s.,;:)!?]|(?!.))", _grade, starts="[-−]"),
    Rule("about", r"(?<![\w~/])~(?=[$£€]?\d)", lambda _found, _lang: "about ", starts="~"),
    Rule("sections", r"§§\s?", lambda _found, _lang: "sections ", starts="§"),
    Rule(
        "operator",
        r"===|!==|<=>|<->|&&|\|\||(?:(?<=[\w)\]])|(?<=[\w)\]]\s))[+*/-]=(?=\s)|(?<=\s):=|(?<=\s)(?:<<|>>|\?\?|\|>|<-)(?=\s)"
        r"|(?<=\w)::(?=\w)",
        _operator,
        starts="[-=!<>&|+*/:?]",
    ),
)
