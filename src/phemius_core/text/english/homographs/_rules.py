"""Readings of homographs that the words beside them decide with certainty, before the model."""

from typing import Final

from phemius_core.text.english.homographs._features import SentenceContext
from phemius_core.text.english.homographs._place import Place, first_true, words
from phemius_core.text.english.homographs._word_rules import WORD_RULES
from phemius_core.text.english.homographs._words import Homograph

__all__ = ["rule_reading"]

_NEVER_BEFORE_VERBS: Final = words("the a an my your their our its his these those")
_MODALS_AND_NOUNS: Final = words("will can may might must")
_SUBJECTS: Final = frozenset(("SUBJ", "NNS", "NNP", "THAT_"))
_VERBS_AND_NOUNS: Final = words("close correlate intrigue tear")
"""Words of which a noun, too, may be read as the verb is: `a tear in the sleeve`."""
_OBJECT_STARTS: Final = frozenset(("DET", "POSS", "OBJ", "HER", "THAT_"))


def rule_reading(context: SentenceContext, at: int, homograph: Homograph) -> int | None:
    """Index of the reading that a rule is certain of, or None.

    Args:
        context: The sentence.
        at: Place of the word in it.
        homograph: The word.
    """
    if len(homograph.readings) == 1:
        return 0
    place = Place(context, at)
    rule = WORD_RULES.get(homograph.form)
    name = rule(place) if rule else None
    if name is not None:
        return next(n for n, reading in enumerate(homograph.readings) if reading.name == name)
    if homograph.is_verb_contrast:
        part = _inflected(place) if homograph.kind.endswith("/s") else _base(place)
        if part == "noun" and homograph.word in _VERBS_AND_NOUNS:
            return None
        return None if part is None else int(part == "verb")
    return None


def _base(p: Place) -> str | None:
    """Whether the base form of a verb or another word stands there."""
    beside = {p.written_at(-1), p.written_at(1)}
    modal = p.governor == "MODAL" and p.governor_word not in _MODALS_AND_NOUNS
    modal |= p.governor_word in _MODALS_AND_NOUNS and p.class_of(p.governor_at - 1) in _SUBJECTS
    negated = p.governor == "DO" and p.class_of(-1) == "NEG"
    return first_true(
        # `we refuse refuse`
        ("verb", p.written.islower() and p.form in beside and p.written_at(1) == p.form),
        ("noun", p.written.islower() and p.form in beside),
        ("noun", p.before in _NEVER_BEFORE_VERBS),
        (None, not p.written.islower()),
        ("verb", modal or negated or p.governor_word in words("don't doesn't didn't")),
        ("verb", p.governor == "TO" and p.class_of(1) in _OBJECT_STARTS),
    )


def _inflected(p: Place) -> str | None:
    """The same of a form in -s, which is a plural or a verb of the third person."""
    counted = p.class_of(-1) == "CD" and not p.class_of(-2).startswith(("NN", "Cap"))
    return first_true(
        ("noun", p.before in _NEVER_BEFORE_VERBS),
        (None, not p.written.islower()),
        ("noun", p.governor == "TO" or counted),
        ("noun", p.after in words("are were have do")),
        ("verb", p.before in {"he", "she", "it", "who"}),
        # `School resumes on Tuesday.`
        (
            "verb",
            p.class_of(-1).startswith("NN")
            and p.class_of(1) == "PREP"
            and p.lower[-1] in {".", "!", "?"}
            and len(p.lower) < 9
            and p.is_only_verb,
        ),
    )
