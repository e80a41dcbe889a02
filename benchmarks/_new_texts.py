"""Texts for servers with caches: no segment of them was ever spoken before."""

from itertools import count

TALE = (
    "the evening train was late again so we walked along the river and talked about the year "
    "that had gone by, the people we had met, and the plans we had made for the summer"
)
WORDS = TALE.split()
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_serial = count()


def new_text(words: int) -> str:
    """One sentence that begins and ends with a serial number, digit by digit.

    Args:
        words: Length of the sentence, the numbers included.
    """
    number = [DIGITS[int(digit)] for digit in str(next(_serial))]
    inner = (number + WORDS * words)[: max(len(number), words - len(number))]
    return " ".join((inner + number)[:words]).capitalize() + "."


def new_long_text(chars: int) -> str:
    """Sentences of 20 words, each with a serial number of its own.

    Args:
        chars: Most characters of the text.
    """
    text = new_text(20)
    while len(text) < chars:
        text += f" {new_text(20)}"
    return text[:chars].rsplit(".", 1)[0] + "."
