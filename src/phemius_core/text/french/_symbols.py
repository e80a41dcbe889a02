"""French words for symbols, operators and comparisons."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.french._number_words import cardinal
from phemius_core.text.romance.french_italian import SymbolSpeech, symbol_rules

__all__ = ["RULES", "SYMBOLS"]

SYMBOLS: Final[Mapping[str, str]] = {
    "&": "et", "+": "plus", "=": "égale", "%": "pour cent", "@": "arobase", "#": "dièse",
    "°": "degrés", "×": "fois", "÷": "divisé par", "±": "plus ou moins", "→": "vers",
    "≈": "environ", "≠": "différent de", "≤": "inférieur ou égal à", "≥": "supérieur ou égal à",
    "√": "racine carrée de", "∞": "infini", "©": "copyright", "®": "marque déposée",
    "™": "marque déposée", "§": "paragraphe", "¶": "paragraphe", "µ": "micro", "π": "pi",
    "½": "un demi", "¼": "un quart", "¾": "trois quarts", "²": "au carré", "³": "au cube",
    "$": "dollars", "£": "livres", "€": "euros", "¥": "yens", "/": "slash", "*": "astérisque",
    "№": "numéro", "¢": "centimes", "₹": "roupies", "−": "moins", "∑": "somme de",
    "∏": "produit de", "∫": "intégrale de", "‰": "pour mille", "∆": "delta", "∈": "appartient à",
    "⇒": "implique", "←": "depuis", "↔": "équivaut à", "¬": "non",
    "∪": "union", "∩": "intersection", "∀": "pour tout", "∃": "il existe",
    "∅": "l'ensemble vide", "∉": "n'appartient pas à", "⊂": "est inclus dans",
    "⊆": "est inclus dans", "∝": "est proportionnel à", "≡": "est équivalent à",
    "≅": "est congru à", "∂": "d rond", "∇": "nabla", "∛": "racine cubique de", "∴": "donc",
    "∵": "car", "⊥": "est perpendiculaire à", "⌘": "Commande", "⌥": "Option", "⇧": "Majuscule",
    "⌃": "Contrôle", "⏎": "Entrée", "⌫": "Effacer", "≪": "très inférieur à",
    "≫": "très supérieur à",
}  # fmt: skip
RULES: Final = (
    # Before an equals sign it is no range.
    Rule(
        "difference",
        r"(?<=\d)\s?[-−–]\s?(?=\d{1,12}\s?=)",
        lambda _found, _lang: " moins ",
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
                "+": "plus",
                "-": "moins",
                "**": "puissance",
                "*": "fois",
                "=": "égale",
                "÷": "divisé par",
            },
            comparisons={
                "<=": "est inférieur ou égal à",
                ">=": "est supérieur ou égal à",
                "!=": "est différent de",
                "==": "est égal à",
                "=>": "donne",
                "->": "vers",
                "<": "est inférieur à",
                ">": "est supérieur à",
            },
            bounds={"<": "moins de", ">": "plus de", "~": "environ"},
            by="sur",
            times="fois",
            over="sur",
            as_many="fois",
            to="à",
            sharp="dièse",
        )
    ),
)
