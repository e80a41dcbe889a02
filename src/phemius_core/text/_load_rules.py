"""Which rules put which language into words."""

from functools import cache

from phemius_core.text._language_rules import LanguageRules

__all__ = ["load_rules"]


@cache
def load_rules(lang: str) -> LanguageRules | None:
    """The rules of a language by Kokoro's letter, loaded at first use; None if it has none."""
    match lang:
        case "a" | "b":
            from phemius_core.text.english import RULES
        case "e":
            from phemius_core.text.spanish import RULES
        case "f":
            from phemius_core.text.french import RULES
        case "h":
            from phemius_core.text.hindi import RULES
        case "i":
            from phemius_core.text.italian import RULES
        case "j":
            from phemius_core.text.japanese import RULES
        case "p":
            from phemius_core.text.portuguese import RULES
        case "z":
            from phemius_core.text.chinese import RULES
        case _:
            return None
    return RULES
