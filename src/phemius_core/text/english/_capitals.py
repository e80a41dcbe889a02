"""Words in capitals that are words, as in headings and shouted sentences: `CONTACT US`.

A reader takes capitals for letters to be named ("IBM", "the US") or for plain words ("GO HOME") by
what stands beside them. Plain words are put into lower case before they are looked up.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from phemius_core.text._word_set import word_set

__all__ = ["lower_shouted"]

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*+")
_SHORT_WORDS: Final = word_set(
    """a all am an and any are as at be been but by can did do does for from get go had has have he
    her him his how i if in is it its let may me must my nor not now of off oh on one or our out
    own she so than that the them then they this to too up us was we were what when who why will
    with yes you your don't can't won't isn't it's i'm we're you're let's"""
)
"""Words that hardly any acronym is spelt like, where other words in capitals stand beside them."""
_EMPHATIC: Final = _SHORT_WORDS - frozenset(("am", "it", "us", "who", "or", "in", "me", "may", "a"))
"""Words that are words in capitals even alone in a sentence of small letters."""
_LONGEST_ACRONYM: Final = 5
_NAMED_ALONE: Final = frozenset(("it", "us", "am", "pm", "id", "who", "aids"))
"""Words that are named letter by letter in some company."""
_BEFORE_US: Final = word_set(
    """about against among around ask at back before behind between both call choose contact email
    find fix follow for give help hire hit invite join keep leave let like love made make meet near
    of on over pay phone reach save see send show support take tell text than to towards trust
    understand upon us visit watch with without write"""
)
"""Words after which `US` is the pronoun."""
_AFTER_IT: Final = word_set(
    """admin administrator budget career company consultant crowd department director engineer firm
    girl infrastructure industry job jobs manager policy professional professionals project sector
    security services skills specialist staff support systems team"""
)
"""Words before which `IT` is information technology."""
_AFTER_US: Final = word_set(
    """airforce ambassador army based border bureau census citizen citizens congress constitution
    court customs debt department dollar dollars economy edition election embassy exports federal
    forces government house imports market marines military navy open passport policy president
    senate senator soldiers states supreme tariffs tax taxes troops visa"""
)
_BEFORE_AM: Final = frozenset(("i", "what", "who", "where", "why", "how", "so", "and", "not"))


def lower_shouted(text: str, is_word: Callable[[str], bool]) -> str:
    """The text with shouted words in lower case; as long as before.

    Args:
        text: A sentence or part of one.
        is_word: Whether a word in lower case is in a lexicon.
    """
    if not any(char.isupper() for char in text):
        return text
    words = list(_WORD.finditer(text))
    chars: list[str] | None = None
    for first, last in _runs(words):
        run = [word[0].lower() for word in words[first:last]]
        before = words[first - 1][0].lower() if first else ""
        after = words[last][0].lower() if last < len(words) else ""
        for n in _shouted(run, before, after, is_word):
            if chars is None:
                chars = list(text)
            start, end = words[first + n].span()
            chars[start:end] = text[start:end].lower()
    return text if chars is None else "".join(chars)


def _runs(words: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """First and last of words in capitals that follow each other, with a word of two letters."""
    first = None
    for n in range(len(words) + 1):
        if n < len(words) and words[n][0].isupper():
            first = n if first is None else first
        elif first is not None:
            if any(len(word[0]) > 1 for word in words[first:n]):
                yield first, n
            first = None


def _shouted(
    run: Sequence[str], before: str, after: str, is_word: Callable[[str], bool]
) -> Iterator[int]:
    """Which words of a run are plain words."""
    long = [word for word in run if len(word) > 1]
    plain = [word for word in long if word in _SHORT_WORDS or is_word(word)]
    is_shout = len(long) > 1 and (
        any(word in _SHORT_WORDS and word not in _NAMED_ALONE for word in long)
        or 2 * len(plain) > len(long)
    )
    for n, word in enumerate(run):
        previous = run[n - 1] if n else before
        following = run[n + 1] if n + 1 < len(run) else after
        if len(word) == 1:
            is_plain = word == "a" and is_shout and len(following) > 1
        elif word in _NAMED_ALONE:
            is_plain = _is_plain(word, previous, following, shout=is_shout)
        elif is_shout:
            is_plain = word in _SHORT_WORDS or is_word(word) or len(word) > 5
        else:
            is_plain = word in _EMPHATIC or (len(word) > _LONGEST_ACRONYM and is_word(word))
        if is_plain:
            yield n


def _is_plain(word: str, previous: str, following: str, *, shout: bool) -> bool:
    match word:
        case "us":
            return previous in _BEFORE_US and following not in _AFTER_US and shout
        case "it":
            if following in _AFTER_IT or previous in {"the", "our", "your", "an"}:
                return False
            return shout or previous in {"do", "did", "get", "want", "love", "need", "like"}
        case "am":
            return previous in _BEFORE_AM or following in {"i", "not"}
        case "who":
            return shout and previous != "the"
    return False
