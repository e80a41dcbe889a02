"""What a reader of English puts right behind the lexicon: the letter A, full stops, marks.

Independent of the G2P that reads the rest: tokens in, tokens out.
"""

from collections.abc import Iterable, Iterator

from phemius_core.text._punctuation import MARKS
from phemius_core.text.english._letters import letters_a
from phemius_core.text.english._lexicon import letter_names

__all__ = ["ReadToken", "mend_tokens"]

ReadToken = tuple[int, int, str, str]
"""Start, end and phonemes of a token."""


def mend_tokens(text: str, tokens: Iterable[ReadToken], *, british: bool) -> Iterator[ReadToken]:
    """Tokens with what taggers lose: letters by name, the full stop of the sentence, marks.

    Args:
        text: The text.
        tokens: Its tokens in order.
        british: Whether the accent is British.
    """
    named = dict(letters_a(text))
    speakable_end = max((n + 1 for n, char in enumerate(text) if char.isalnum()), default=0)
    quote_opens = True
    for start, end, given, reader in tokens:
        phonemes = given
        written = text[start:end]
        if not any(char.isalnum() for char in written):
            if written == '"':
                phonemes = phonemes if phonemes in {"“", "”"} else ("“" if quote_opens else "”")
                quote_opens = not quote_opens
            elif not phonemes:
                phonemes = "".join(MARKS.get(char, "") for char in written)
            yield start, end, phonemes, reader
            continue
        if start in named:
            letter = letter_names("A", british=british)
            if named[start] == end or written[1:] == ".":
                phonemes = letter
        has_stop = written.endswith((".", "!", "?")) and len(written) > 1
        if has_stop and phonemes and phonemes[-1] not in ".!?…" and end >= speakable_end:
            # "plan B." is one token to the tagger, and its full stop is lost.
            yield start, end - 1, phonemes, reader
            yield end - 1, end, written[-1], ""
            continue
        yield start, end, phonemes, reader
