"""How Spanish and Portuguese read links, e-mail addresses, handles and hashtags."""

from phemius_core.text._rule import Rule
from phemius_core.text.romance._addresses import AddressSpeech, address_rules
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import Grammar
from phemius_core.text.romance.iberian._spelling import is_pronounceable

__all__ = ["rules"]

_SHORTEST_WORD = 4
_YEAR_LENGTH = 4
_LONGEST_SPELT = 16


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    words, spelling = grammar.words, grammar.spelling
    counting = Counting(grammar)
    signs = {
        **words.symbols, ".": words.dot, "@": words.at, "-": words.dash, "_": words.underscore,
        "/": words.slash, "=": words.equals, "+": words.plus,
    }  # fmt: skip

    def is_word(name: str) -> bool:
        return name in spelling.domains or (
            len(name) >= _SHORTEST_WORD and is_pronounceable(name, spelling)
        )

    def number(digits: str) -> str:
        is_year = len(digits) == _YEAR_LENGTH and digits[0] in "12"
        return counting.whole(digits) if is_year else grammar.digits(digits)

    return address_rules(
        AddressSpeech(
            signs=signs,
            readings={"www": " ".join("www")},
            is_word=is_word,
            number=number,
            whole=counting.whole,
            spell=grammar.spell,
            scheme=lambda name: f"{' '.join(name)} {signs[':']} {words.slash} {words.slash}",
            hashtag=words.hashtag,
            numero=words.number,
            longest_spelt=_LONGEST_SPELT,
        )
    )
