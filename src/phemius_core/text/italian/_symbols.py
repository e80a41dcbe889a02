"""Italian words for symbols, operators and comparisons."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.italian._number_words import cardinal
from phemius_core.text.romance.french_italian import SymbolSpeech, symbol_rules

__all__ = ["RULES", "SYMBOLS"]

SYMBOLS: Final[Mapping[str, str]] = {
    "&": "e", "+": "più", "=": "uguale", "%": "percento", "@": "chiocciola", "#": "cancelletto",
    "°": "gradi", "×": "per", "÷": "diviso", "±": "più o meno", "→": "verso", "≈": "circa",
    "≠": "diverso da", "≤": "minore o uguale a", "≥": "maggiore o uguale a",
    "√": "radice quadrata di", "∞": "infinito", "©": "copyright", "®": "marchio registrato",
    "™": "marchio registrato", "§": "paragrafo", "¶": "paragrafo", "µ": "micro", "π": "pi greco",
    "½": "un mezzo", "¼": "un quarto", "¾": "tre quarti", "²": "al quadrato", "³": "al cubo",
    "$": "dollari", "£": "sterline", "€": "euro", "¥": "yen", "/": "slash", "*": "asterisco",
    "№": "numero", "¢": "centesimi", "₹": "rupie", "−": "meno", "∑": "somma di",
    "∏": "prodotto di", "∫": "integrale di", "‰": "per mille", "∆": "delta", "∈": "appartiene a",
    "⇒": "implica", "←": "da", "↔": "equivale a", "¬": "non",
    "∪": "unione", "∩": "intersezione", "∀": "per ogni", "∃": "esiste", "∅": "l'insieme vuoto",
    "∉": "non appartiene a", "⊂": "è incluso in", "⊆": "è incluso in", "∝": "è proporzionale a",
    "≡": "è equivalente a", "≅": "è congruente a", "∂": "derivata parziale", "∇": "nabla",
    "∛": "radice cubica di", "∴": "quindi", "∵": "poiché", "⊥": "è perpendicolare a",
    "⌘": "Comando", "⌥": "Opzione", "⇧": "Maiuscole", "⌃": "Controllo", "⏎": "Invio",
    "⌫": "Cancella", "≪": "molto minore di", "≫": "molto maggiore di",
}  # fmt: skip
RULES: Final = (
    # Before an equals sign it is no range.
    Rule(
        "difference",
        r"(?<=\d)\s?[-−–]\s?(?=\d{1,12}\s?=)",
        lambda _found, _lang: " meno ",
    ),
    Rule(
        "minuend",
        r"(?<![\w.,])(?P<minuend>\d{1,12})(?=\s?[-−–]\s?\d{1,12}\s?=)",
        lambda found, _lang: cardinal(int(found["minuend"])),
    ),
    *symbol_rules(
        SymbolSpeech(
            symbols=SYMBOLS,
            operators={
                "+": "più",
                "-": "meno",
                "**": "alla",
                "*": "per",
                "=": "uguale",
                "÷": "diviso",
            },
            comparisons={
                "<=": "è minore o uguale a",
                ">=": "è maggiore o uguale a",
                "!=": "è diverso da",
                "==": "è uguale a",
                "=>": "dà",
                "->": "verso",
                "<": "è minore di",
                ">": "è maggiore di",
            },
            bounds={"<": "meno di", ">": "più di", "~": "circa"},
            by="per",
            times="per",
            over="diviso",
            as_many="volte",
            to="a",
            sharp="sharp",
        )
    ),
)
