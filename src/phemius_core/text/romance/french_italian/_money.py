"""Rules for amounts of money, and for numbers with an abbreviated million or thousand."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._nouns import Currency
from phemius_core.text.romance._written_numbers import (
    GAP,
    NUMBER,
    SIGN,
    WrittenNumber,
    read_number,
)
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["MoneySpeech", "money_rules"]


_CODE_LENGTH: Final = 3
_ALSO_WORDS: Final = frozenset(("TRY", "MAD", "DOP", "ALL", "TOP"))
"""Codes that in lower case are words."""


@dataclass(frozen=True, kw_only=True)
class MoneySpeech:
    """How a language reads amounts of money."""

    speaker: Speaker
    """Says the numbers."""
    currencies: Mapping[str, Currency]
    """Currencies by sign and by code."""
    conjunction: str
    """Stands between the amount and its hundredths."""

    @cached_property
    def by_name(self) -> Mapping[str, Currency]:
        """Currencies by sign and by code in either case."""
        return {
            name.lower(): currency
            for name, currency in self.currencies.items()
            if len(name) == _CODE_LENGTH and name not in _ALSO_WORDS
        } | dict(self.currencies)

    def amount(self, number: WrittenNumber, scale: str | None, name: str) -> str:
        currency = self.by_name[name]
        if scale:
            scaled = scaled_number(self.speaker, number, scale)
            if scaled.endswith(f" {self.speaker.thousand}") or scale in _thousands(self.speaker):
                return f"{scaled} {currency.noun.many}"
            return f"{scaled} {self.speaker.of(currency.noun.many)}"
        if currency.hundredth is None or len(number.decimals) != 2:
            return self.speaker.count(number, currency.noun)
        hundredths = WrittenNumber(number.decimals.lstrip("0"))
        whole = WrittenNumber(number.whole)
        if not hundredths.whole:
            return self.speaker.count(whole, currency.noun)
        small = self.speaker.count(hundredths, currency.hundredth)
        if not whole.whole.strip("0"):
            return small
        return f"{self.speaker.count(whole, currency.noun)} {self.conjunction}{small}"

    def range_or_amount(
        self,
        found: re.Match[str],
        sign: str,
        low: str,
        high: str | None,
        scale: str | None,
        name: str,
    ) -> str:
        if not high:
            return sign + self.amount(read_number(low), scale, name)
        first, last = read_number(low), read_number(high)
        before = found.string[max(0, found.start() - 16) : found.start()]
        gender = self.by_name[name].noun.gender
        small = (
            self.amount(first, None, name) if first.decimals else self.speaker.number(first, gender)
        )
        ascends = first.value < last.value
        return self.speaker.span(sign + small, self.amount(last, scale, name), before, ascends)

    def sign_before(self, found: re.Match[str], _lang: str) -> str:
        sign = self.speaker.sign(found["money_sign"] or found["money_sign_inside"])
        name = found["currency"].strip(_SPACES)
        scale = (found["money_scale"] or "").strip(_SPACES)
        return self.range_or_amount(found, sign, found["money"], found["money_to"], scale, name)

    def sign_behind(self, found: re.Match[str], _lang: str) -> str:
        sign = self.speaker.sign(found["amount_sign"])
        low, name = found["amount"], found["amount_currency"]
        if found["amount_cents"]:
            low = f"{low},{found['amount_cents']}"
        scale = (found["amount_scale"] or "").strip(_SPACES)
        return self.range_or_amount(found, sign, low, found["amount_to"], scale, name)

    def scaled_alone(self, found: re.Match[str], _lang: str) -> str:
        spoken = scaled_number(self.speaker, read_number(found["scaled"]), found["scaled_scale"])
        return self.speaker.sign(found["scaled_sign"]) + spoken


def money_rules(speech: MoneySpeech) -> tuple[Rule, ...]:
    """Rules for `1 234,50 €`, `€ 5`, `EUR 5`, `12 €50`, `5-10 €`, `1,2 M€`, `$3 milliards`."""
    signs = _group(name for name in speech.by_name if not name[-1].isalnum())
    codes = _group(name for name in speech.by_name if name[-1].isalnum())
    scales = _group(speech.speaker.scales)
    before = rf"(?:(?<!\w){codes}{GAP}?|(?<!\w){signs}{GAP}?|[€£¥]{GAP}?)"
    behind = (
        "(?:"
        + "|".join(
            re.escape(name) + (r"(?!\w)" if name[-1].isalnum() else "")
            for name in sorted(speech.by_name, key=len, reverse=True)
        )
        + ")"
    )
    scale = rf"(?:{GAP}?{scales}(?![^\W\d_]))"
    short = [
        name for name in speech.speaker.scales if len(name) <= 3 or name == speech.speaker.thousand
    ]
    letters = _group(name for name in short if len(name) == 1)
    scale_alone = (
        rf"(?:{letters}(?=[.,;:!?)]?(?:\s[^\W\dA-Z]|\s?$))"
        rf"|{_group(name for name in short if len(name) > 1)}(?![\w'’]|\.\w))"
    )
    return (
        Rule(
            "money",
            rf"(?P<money_sign>{SIGN})?(?P<currency>{before})(?P<money_sign_inside>[-−])?"
            rf"(?P<money>{NUMBER})(?:{GAP}?[-–—]{GAP}?(?:{signs}{GAP}?)?(?P<money_to>{NUMBER}))?"
            rf"(?P<money_scale>{scale})?",
            speech.sign_before,
        ),
        Rule(
            "amount",
            rf"(?P<amount_sign>{SIGN})?(?<![\w.,])(?P<amount>{NUMBER})"
            rf"(?:{GAP}?(?:{signs})?{GAP}?[-–—]{GAP}?(?P<amount_to>{NUMBER}))?"
            rf"(?P<amount_scale>{GAP}?{scales})?{GAP}?(?P<amount_currency>{behind})"
            r"(?:(?P<amount_cents>\d\d)(?![\d.,]))?",
            speech.sign_behind,
        ),
        Rule(
            "scaled",
            rf"(?P<scaled_sign>{SIGN})?(?<![\w.,])(?P<scaled>{NUMBER}){GAP}?"
            rf"(?P<scaled_scale>{scale_alone})",
            speech.scaled_alone,
        ),
    )


_SPACES = " \u00a0\u2007\u2009\u202f"


def scaled_number(speaker: Speaker, number: WrittenNumber, scale: str) -> str:
    """`("2,5", "M")` as two point five millions; thousands are multiplied out."""
    noun = speaker.scales[scale]
    if scale not in _thousands(speaker) or len(number.decimals) > 3:
        return speaker.count(number, noun)
    thousands = number.value * 1000
    return speaker.whole(str(int(thousands)))


def _thousands(speaker: Speaker) -> frozenset[str]:
    return frozenset(name for name, noun in speaker.scales.items() if noun.one == speaker.thousand)


def _group(names: Iterable[str]) -> str:
    return f"(?:{alternatives(names)})"
