"""Which G2P reads which language."""

from phemius_core.languages import find_language
from phemius_core.text._foreign import FOREIGN, SpellingG2P
from phemius_core.text._g2p import G2P

__all__ = ["load_g2p"]


def load_g2p(lang: str) -> G2P:
    """The best G2P for a language that is installed here. Takes about two seconds for English.

    Args:
        lang: A letter or tag of `LANGUAGES`, or a member of `FOREIGN`.

    Raises:
        InvalidRequest: No voicepack speaks the language.
        MissingExtra: A package of the extra `speech` is not installed.
    """
    if lang == "und":
        return SpellingG2P()
    code = lang if lang in FOREIGN else find_language(lang).code
    if code in ("a", "b"):
        from phemius_core.text.english import EnglishG2P

        return EnglishG2P(british=code == "b")
    if code in ("j", "z") and (dictionary := _load_dictionary_g2p(code)) is not None:
        return dictionary
    from phemius_core.text._espeak import EspeakG2P

    return EspeakG2P(code)


def _load_dictionary_g2p(code: str) -> G2P | None:
    """The G2P of Japanese or Chinese; None if the packages of the extra `asian` are missing."""
    try:
        if code == "j":
            from phemius_core.text.japanese import JapaneseG2P

            return JapaneseG2P()
        from phemius_core.text.chinese import ChineseG2P

        return ChineseG2P()
    except ImportError:
        return None
