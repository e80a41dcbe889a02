"""Rules for amounts of money, with the sign or code before or behind."""

import re

from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._nouns import Currency
from phemius_core.text.romance._written_numbers import (
    DASH,
    MINUS,
    NUMBER,
    WrittenNumber,
    read_number,
)
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import Grammar

__all__ = ["rules"]


class _Money:
    """Says amounts of money."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.words = grammar.words
        self.counting = Counting(grammar)

    def amount(self, written: str, currency: Currency, scale: str) -> str:
        number = read_number(written, grouped_by_comma=True)
        if scale := " ".join(scale.split()):
            return self.scaled(number, currency, scale)
        decimals, cent = number.decimals, currency.hundredth
        if cent is None or not 1 <= len(decimals) <= 2:
            return self.counting.quantity(number, currency.noun)
        main = self.counting.quantity(WrittenNumber(number.whole), currency.noun)
        cents = WrittenNumber(str(int(decimals.ljust(2, "0"))))
        if not cents.value:
            return main
        small = self.counting.quantity(cents, cent)
        return small if not int(number.whole) else f"{main}{self.words.cents_join}{small}"

    def scaled(self, number: WrittenNumber, currency: Currency, scale: str) -> str:
        one, many = self.grammar.scales.get(scale) or (scale, scale)
        name = one if number.is_one else many
        last = name.split()[-1]
        noun = self.grammar.numerals.scales.get(last)
        gender = noun or currency.noun.gender
        count = self.counting.number(number, gender, before_scale=bool(noun))
        if number.is_one and not noun:
            # "mil euros", not "un mil euros".
            count = ""
        of = f" {self.words.of}" if noun else ""
        return f"{count} {name}{of} {currency.noun.many}".strip()

    def said(self, low: str, high: str | None, currency: Currency, scale: str) -> str:
        if not high:
            return self.amount(low, currency, scale)
        first = read_number(low, grouped_by_comma=True)
        if first.decimals and not scale:
            start = self.amount(low, currency, "")
        else:
            start = self.counting.number(first, "" if scale else currency.noun.gender)
        return f"{start} {self.words.to} {self.amount(high, currency, scale)}"

    def currency_of(self, written: str) -> Currency:
        key = written.strip()
        return self.grammar.currencies.get(key) or self.grammar.currencies[key.upper()]

    def sign_before(self, found: re.Match[str], _lang: str) -> str:
        minus = f"{self.words.minus} " if found["money_sign"] or found["money_sign2"] else ""
        # "$20 MXN": the code says which dollar or peso it is.
        currency = self.currency_of(found["money_code"] or found["currency"])
        return minus + self.said(found["money"], found["money_to"], currency, found["scale"])

    def sign_behind(self, found: re.Match[str], _lang: str) -> str:
        minus = f"{self.words.minus} " if found["behind_sign"] else ""
        return minus + self.said(
            found["behind"],
            found["behind_to"],
            self.currency_of(found["code"]),
            found["behind_scale"],
        )


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    says = _Money(grammar)
    letters = [code for code in grammar.currencies if code.isalpha() and code.isascii()]
    lower = [code.lower() for code in letters if code.lower() not in grammar.code_words]
    signs = [sign for sign in grammar.currencies if sign not in letters]
    signs += [sign.lower() for sign in signs if sign.lower() != sign]
    word_signs = [sign for sign in signs if sign[0].isalpha()]
    bare_signs = [sign for sign in signs if not sign[0].isalpha()]
    before = (
        rf"(?:(?:{alternatives(bare_signs)})|(?<!\w)(?:{alternatives(word_signs)})"
        rf"|(?<!\w)(?:{alternatives([*letters, *lower])})(?=\s|\d{{3}}|\d{{1,2}}[.,]\d)"
        r"|(?<!\w)(?:USD|EUR|GBP)(?=\d))"
    )
    behind = (
        rf"(?:(?:{alternatives(bare_signs)})"
        rf"|(?:{alternatives([*word_signs, *letters, *lower])})(?!\w))"
    )
    long_scales = [name for name in grammar.scales if name.islower() and len(name) > 2]
    short_scales = [name for name in grammar.scales if name not in long_scales]
    scale = (
        rf"(?:\s(?:{alternatives(long_scales)})\b|\s?(?:{alternatives(short_scales)})(?![^\W\d_]))?"
    )
    code_after = rf"(?=\s?{behind})"
    return (
        Rule("money",
             rf"(?P<money_sign>{MINUS})?(?P<currency>{before})[ \u00a0\u202f]?"
             rf"(?P<money_sign2>[-−])?"
             rf"(?P<money>{NUMBER})"
             rf"(?:{DASH}(?:{alternatives(bare_signs)})?(?P<money_to>{NUMBER}))?(?P<scale>{scale})"
             rf"(?:\s(?P<money_code>{alternatives(letters)})(?!\w))?",
             says.sign_before),
        Rule("money_behind",
             rf"(?P<behind_sign>{MINUS})?(?<![\w.,])(?P<behind>{NUMBER})"
             rf"(?:\s?(?:{alternatives(bare_signs)})?{DASH}(?P<behind_to>{NUMBER}))?"
             rf"(?P<behind_scale>(?:\s?"
             rf"(?:{alternatives([*short_scales, *long_scales])}){code_after})?)"
             rf"\s?(?P<code>{behind})", says.sign_behind),
    )  # fmt: skip
