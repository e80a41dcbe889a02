"""Which G2P reads which language."""

from phemius_core.languages import find_language
from phemius_core.text._foreign import FOREIGN, SpellingG2P
from phemius_core.text._g2p import G2P
from phemius_core.text._respelling import Respelling

__all__ = ["load_g2p"]


def load_g2p(lang: str) -> G2P:
    """The G2P of a language. Takes about two seconds for English.

    Args:
        lang: A letter or tag of `LANGUAGES`, or a member of `FOREIGN`.

    Raises:
        InvalidRequest: No voicepack speaks the language.
        MissingExtra: A package of the extra `speech` is not installed, or one of `asian` for
            Japanese and Mandarin.
    """
    if lang == "und":
        return SpellingG2P()
    code = lang if lang in FOREIGN else find_language(lang).code
    if code in ("a", "b"):
        from phemius_core.text.english import EnglishG2P

        return EnglishG2P(british=code == "b")
    if code == "j":
        from phemius_core.text.japanese import JapaneseG2P

        return JapaneseG2P()
    if code == "z":
        from phemius_core.text.chinese import ChineseG2P

        return ChineseG2P()
    from phemius_core.text._espeak import EspeakG2P

    return EspeakG2P(code, respelling=_load_respelling(code))


def _load_respelling(code: str) -> "Respelling | None":
    match code:
        case "f":
            from phemius_core.text.french import RESPELLING
        case "i":
            from phemius_core.text.italian import RESPELLING
        case _:
            return None
    return RESPELLING
