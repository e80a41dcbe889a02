"""Whether a full stop after a single letter is that of an initial or ends a sentence."""

import re
from typing import Final

from phemius_core.text._word_set import word_set

__all__ = ["is_initial", "starts_sentence"]

_STARTERS: Final = (
    "a|after|all|also|although|an|and|another|any|as|at|because|before|both|but|by|can|come|did|do|"
    "does|during|each|even|every|finally|first|for|from|get|go|have|he|hence|her|here|his|how|"
    "however|i|if|in|instead|is|it|its|just|last|later|let|like|many|maybe|meanwhile|more|"
    "moreover|most|much|my|never|next|no|nobody|not|nothing|now|of|on|once|one|only|or|other|our|"
    "perhaps|please|rather|see|she|since|so|some|soon|still|such|suddenly|thank|thanks|that|the|"
    "their|then|there|therefore|these|they|this|those|though|thus|to|today|tomorrow|two|under|"
    "unless|until|use|usually|we|well|what|when|where|which|while|who|whose|why|with|without|yes|"
    "yesterday|yet|you|your"
)
_STARTS_SENTENCE: Final = re.compile(rf"\s+[\"'“‘(\[*_]*+(?=[A-Z])(?i:{_STARTERS})\b(?!\.)")
_CUES: Final = word_set(
    """annex answer appendix block box building category choice class column division drive
    exhibit figure flight form gate grade group hall hepatitis influenza item key letter level
    line list mark model note opción option page panel paragraph part phase plan platform point
    room row schedule school seat section sector set side stage step table team terminal track
    gen generation type unit variant version vitamin vitamins volume wing zone"""
)
"""Words after which a single letter names a thing, not a person."""
_BEFORE_NAMES: Final = word_set(
    """and by called de e et for from met named of saw says said to und von with y"""
)


def starts_sentence(text: str, at: int) -> bool:
    """Whether a word that usually begins a sentence follows: the full stop of an abbreviation
    before it ends the sentence as well.
    """
    return _STARTS_SENTENCE.match(text, at) is not None


def is_initial(text: str, at: int, after: int) -> bool:
    """Whether the letter at `at`, with its full stop, abbreviates a name.

    Args:
        text: The text.
        at: Place of a capital letter that a full stop follows.
        after: Place after the full stop.
    """
    letter = text[at]
    if starts_sentence(text, after):
        return False
    words = text[max(0, at - 40) : at].split()
    follows_initial = re.match(r"\s*+[^\W\d_]\.", text[after : after + 8]) is not None
    if not words or words[-1].endswith((".", "!", "?", "…", ":")):
        return letter != "I" or follows_initial
    word = words[-1].strip("\"'“”‘’(,;")
    if word.casefold() in _CUES or (len(word) == 1 and not words[-1].endswith(".")):
        return False
    if letter == "I" and not follows_initial:
        return False
    return word.istitle() or word.casefold() in _BEFORE_NAMES or follows_initial
