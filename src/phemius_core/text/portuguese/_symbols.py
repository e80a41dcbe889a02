"""Portuguese words for symbols, and the fixed words of the rules."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance.iberian import Words

__all__ = ["WORDS"]

_SYMBOLS: Final[Mapping[str, str]] = {
    "&": "e", "+": "mais", "=": "igual a", "%": "por cento", "@": "arroba", "#": "jogo da velha",
    "°": "graus", "º": "graus", "ª": "a", "×": "vezes", "÷": "dividido por", "±": "mais ou menos",
    "→": "para", "≈": "aproximadamente", "≠": "diferente de", "≤": "menor ou igual a",
    "≥": "maior ou igual a", "√": "raiz quadrada de", "∞": "infinito", "©": "copyright",
    "®": "marca registrada", "™": "marca registrada", "§": "parágrafo", "¶": "parágrafo",
    "µ": "micro", "μ": "micro", "π": "pi", "½": "um meio", "¼": "um quarto", "¾": "três quartos",
    "²": "ao quadrado", "³": "ao cubo", "¹": "elevado a um", "$": "dólares", "£": "libras",
    "€": "euros", "¥": "ienes", "/": "barra", "*": "vezes", "№": "número", "¢": "centavos",
    "₹": "rúpias", "−": "menos", "∑": "somatório de", "∏": "produto de", "∫": "integral de",
    "‰": "por mil", "∆": "delta", "∈": "pertence a", "⇒": "implica", "←": "de", "↔": "de e para",
    "¬": "não", "¦": "barra", "¤": "moeda", "₩": "wons", "₽": "rublos", "₧": "pesetas",
    "₡": "colóns", "₿": "bitcoins", "₺": "liras", "₪": "shekels", "₫": "dongs", "₱": "pesos",
    "₲": "guaranis", "₴": "grívnias", "₦": "nairas", "฿": "bahts", "℃": "graus Celsius",
    "℉": "graus Fahrenheit", "Ω": "ohms", "·": "vezes", ":": "dois pontos",
    "?": "ponto de interrogação", "~": "til",
    "∪": "união", "∩": "interseção", "∀": "para todo", "∃": "existe", "∅": "o conjunto vazio",
    "∉": "não pertence a", "⊂": "está contido em", "⊆": "está contido em",
    "∝": "é proporcional a", "≡": "é equivalente a", "≅": "é congruente a",
    "∂": "derivada parcial", "∇": "nabla", "∛": "raiz cúbica de", "∴": "portanto",
    "∵": "porque", "⊥": "é perpendicular a", "⌘": "Comando", "⌥": "Opção", "⇧": "Maiúsculas",
    "⌃": "Controle", "⏎": "Enter", "⌫": "Apagar", "≪": "muito menor que",
    "≫": "muito maior que",
}  # fmt: skip
WORDS: Final = Words(
    comma="vírgula",
    point="ponto",
    minus="menos",
    plus="mais",
    to="a",
    per="por",
    of="de",
    conjunction="e",
    percent="por cento",
    at="arroba",
    dot="ponto",
    dash="hífen",
    underscore="sublinhado",
    slash="barra",
    hashtag="hashtag",
    number="número",
    less_than="menor que",
    more_than="maior que",
    equals="é igual a",
    times="vezes",
    divided_by="dividido por",
    power="elevado a",
    squared="ao quadrado",
    cubed="ao cubo",
    about="cerca de",
    over="por",
    cents_join=" e ",
    extension="extensão",
    symbols=_SYMBOLS,
)
