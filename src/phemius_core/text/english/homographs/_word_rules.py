"""Rules of single homographs: the name of a reading, or None where the rule is not sure."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final

from phemius_core.text.english.homographs._place import Place, first_true, words

__all__ = ["WORD_RULES"]

_GET: Final = words("get gets got getting gotten become becomes became becoming grow grew grown")

_THINGS: Final = frozenset(
    (
        "DET",
        "POSS",
        "HER",
        "THAT_",
        "THAT",
        "SUBJ",
        "OBJ",
        "PREP",
        "BE",
        "HAVE",
        "STOP",
        "COMMA",
        "",
    )
)


def _used(p: Place) -> str | None:
    """`used to live` and `is used to living`, but `is used to cut`."""
    n = 1
    while p.class_of(n).startswith(("RB", "NEG")):
        n += 1
    following = p.class_of(n + 1)
    # What can be got used to: `is used to it`, `to noises`, `to living`.
    thing = following in _THINGS or following.startswith(("VBG", "NNS", "NNP", "JJ"))
    thing |= p.word(n + 1).endswith("ing")
    # `tools used to cut wood are sharp`: another verb of the clause is the finite one.
    finite = any(
        p.class_of(d) in {"BE", "MODAL", "DO"} or p.class_of(d).startswith(("VBD", "VBZ"))
        for d in (*range(-8, 0), *range(n + 2, n + 7))
    )
    subject = p.governor in {"SUBJ", "THAT_", "AND", "NNP", "DO", ""} or p.governor_word == "there"
    return first_true(
        ("use_vrb", p.word(n) != "to"),
        ("used_to", p.governor_word in _GET),
        ("use_vrb", p.governor in {"BE", "HAVE"} and not thing),
        ("used_to", p.governor in {"BE", "HAVE"} or subject or not finite),
        ("use_vrb", True),
    )


def _use(p: Place) -> str | None:
    """`did not use to`."""
    return first_true(("use_nou", p.after == "to" and p.near(words("didn't did"), 3)))


_ASKING: Final = words("do does did don't doesn't didn't will would can could shall should must "
                       "may might can't won't wouldn't couldn't shouldn't let let's make makes "
                       "made help helps helped")  # fmt: skip
_HAVE: Final = words("have has had haven't hasn't hadn't")
_HABIT: Final = words("every each daily weekly monthly usually always often sometimes nowadays "
                      "regularly rarely seldom mornings evenings")  # fmt: skip
_PAST_TIME: Final = words("yesterday ago")
_TIME_UNITS: Final = words("night week month year summer winter spring autumn fall monday tuesday "
                           "wednesday thursday friday saturday sunday time")  # fmt: skip


def _read(p: Place) -> str | None:
    earlier = p.word(p.governor_at - 1)
    has_subject = p.governor in {"SUBJ", "OBJ", "HER", "NNP"}
    last = any(a == "last" and b in _TIME_UNITS for a, b in pairwise(p.lower))
    past = p.near(_PAST_TIME, 20) or last
    many = p.governor_word in {"i", "you", "we", "they", "people"}
    return first_true(
        ("read_present", p.is_verb_place),
        # `what we must do is read`
        ("read_present", p.governor_word == "is" and earlier in {"do", "does"}),
        ("read_past", p.governor == "HAVE"),
        ("read_present", has_subject and earlier in _ASKING),
        ("read_past", has_subject and earlier in _HAVE),
        ("read_past", p.governor_word in {"he", "she", "it"}),
        ("read_past", past and p.governor in {"SUBJ", "AND", "NNP", "NNS"}),
        ("read_present", not past and many and p.near(_HABIT, 12)),
        ("read_present",
         p.starts and p.class_of(1) in {"DET", "THAT_", "POSS", "OBJ", "HER"}),
    )  # fmt: skip


_LEAD_GOODS: Final = words(
    "pipe pipes piping poisoning paint paints acid shot weight weights ore ores mine mines mining "
    "glass crystal oxide acetate azide bullet bullets smelter smelters smelting sheet sheeting "
    "roof roofs roofing coffin pencil pencils free based solder dust exposure zinc carbonate "
    "lined clad chromate sulfide sulphide nitrate iodide plumbing content contamination "
    "toxicity levels "
    "sinker sinkers foil ingot ingots isotope isotopes alloy alloys apron aprons"
)
_METALS: Final = words("zinc copper tin silver mercury iron arsenic cadmium antimony gold nickel "
                       "aluminium aluminum steel uranium")  # fmt: skip
_LEADS: Final = words("lead leads led leading due exposure exposed linked related owing rise")
_LEAD_ILLS: Final = words("poisoning exposure paint contamination toxicity levels pipes dust")
_LEADING: Final = words("to singer singers guitar guitarist vocals vocalist role roles actor "
                        "actress")  # fmt: skip
_MADE: Final = words("made cast covered clad")


def _lead(p: Place) -> str | None:
    goods = p.after in _LEAD_GOODS or (p.after == "-" and p.word(2) in _LEAD_GOODS)
    joins = {"and", ",", "or"}
    # `lead to lead poisoning`: the second is what the first leads to.
    led_to = p.before == "to" and p.word(-2) in _LEADS and p.after in _LEAD_ILLS
    return first_true(
        ("lead_nou", led_to),
        ("lead_nou", goods and not p.is_verb_place),
        (None, goods),
        ("lead_nou", p.before in {"of", "in"} and p.word(-2) in _MADE),
        ("lead_nou", p.after in joins and p.word(2) in _METALS),
        ("lead_nou", p.before in joins and p.word(-2) in _METALS),
        ("lead_nou-vrb", p.is_verb_place or p.after in _LEADING),
    )


_FISHES: Final = words("largemouth smallmouth sea striped rock spotted peacock chilean hybrid")
_FISHING: Final = words("caught catch catches fishing angler anglers lake trout pike perch fillet "
                        "fillets salmon catfish hooked fisherman fishermen bait bluegill "
                        "crappie walleye cod grilled fried")  # fmt: skip
_FISHED: Final = words("fish fishes fished fishing angling angled trolling")
_MUSIC: Final = words("guitar guitars guitarist player players drum drums clarinet line lines clef "
                      "note notes singer vocals baritone vocalist amp saxophone trombone solo "
                      "voice part boost")  # fmt: skip
_INSTRUMENTS: Final = words("guitar guitars drums vocals keyboards keyboard piano percussion "
                            "saxophone violin cello band tenor soprano baritone alto")  # fmt: skip


def _bass(p: Place) -> str | None:
    double = p.before in {"double", "electric", "acoustic", "upright"}
    return first_true(
        ("bass", p.after in _MUSIC or double),
        ("bass_corp", p.before in _FISHES),
        ("bass_corp", p.before == "for" and p.word(-2) in _FISHED),
        ("bass_corp", p.near(_FISHING, 4) and not p.near(_INSTRUMENTS, 6)),
    )


_TAKE: Final = words("take takes took taken taking")
_TAKEN: Final = words("a final last deep their his her")
_WORN: Final = words("wear wears wore worn wearing tie ties tied tying draw drew drawn with")
_ENDS: Final = frozenset(("STOP", "COMMA", "AND", "PREP", ""))
_SHIPS: Final = words("ship boat vessel ships deck stern to")


def _bow(p: Place) -> str | None:
    worn = bool(_WORN & {p.word(-2), p.word(-3)}) and p.class_of(1) in _ENDS
    own = p.governor == "POSS" and p.before != "'s"
    to_somebody = p.after == "to" and p.class_of(2) in {"DET", "POSS", "OBJ", "HER"}
    return first_true(
        ("bow_nou-knot", p.after in words("tie ties string strings hunting hunter")),
        ("bow_nou-knot", p.after == "and" and p.word(2) in {"arrow", "arrows"}),
        ("bow_nou-ship", p.after == "and" and p.word(2) in {"stern", "scrape"}),
        ("bow_nou-knot", worn and p.form == "bow"),
        ("bow_nou-ship", p.after in words("thruster thrusters wave waves door doors down out")),
        ("bow_nou-ship", p.before in _TAKEN and not _TAKE.isdisjoint((p.word(-2), p.word(-3)))),
        ("bow_nou-ship", p.is_verb_place and p.written.islower()),
        ("bow_nou-ship", own and to_somebody),
        ("bow_nou-knot", own and not p.near(_SHIPS, 8)),
    )


_OF_STRINGS: Final = words("string strings stringed instrument instruments psaltery lyre legs wall "
                           "walls strokes stroke technique techniques arm")  # fmt: skip


def _bowed(p: Place) -> str | None:
    return "bow_nou-knot" if p.after in _OF_STRINGS else "bow_nou-ship"


_ROUND: Final = words("up down around round through back on onto into its their itself together "
                      "along in with tightly past")  # fmt: skip


def _wound(p: Place) -> str | None:
    earlier = p.word(p.governor_at - 1)
    spun = p.after in {"up", "rotor", "core"}
    around = p.after in _ROUND and p.governor in {"SUBJ", "THAT_", "NNS"}
    hurts = p.governor == "NNS" and p.class_of(1) in {"NNS", "OBJ", "POSS", "DET"}
    return first_true(
        ("wound_nou-vrb", p.is_verb_place),
        ("wound_vrb", p.governor in {"BE", "HAVE"}),
        ("wound_vrb", p.before in {"tightly", "coiled", "wire"}),
        # of `to wound`, it would be `she wounds`
        ("wound_vrb", p.governor_word in {"he", "she", "it"} and earlier not in _ASKING),
        ("wound_nou-vrb", p.governor in {"DET", "POSS"} and not spun),
        (None, p.governor in {"DET", "POSS"}),
        ("wound_vrb", around or p.after == "up"),
        ("wound_nou-vrb", hurts),
    )


_OF_TEARS: Final = words("gas duct ducts drop film gland glands stained")
_BEFORE_TEARS: Final = words("in into of to with her his my their our your")
_TEARS_DO: Final = words("ran run rolled roll flowed flow fell fall welled well streamed stream "
                         "were are filled fill came come poured pour stung sting of "
                         "and")  # fmt: skip
_TORN: Final = words("ligament muscle tendon cartilage fabric shirt cloth paper meniscus sail "
                     "rotator retinal jacket jeans trousers hamstring acl labrum")  # fmt: skip


def _tear(p: Place) -> str | None:
    return first_true(
        ("tear_nou", p.after in _OF_TEARS),
        ("tear_vrb", p.is_verb_place and p.form == "tear"),
        ("tear_vrb", p.before == "and" and p.word(-2) == "wear"),
        ("tear_nou", p.form == "tears" and p.before in _BEFORE_TEARS),
        ("tear_nou", p.form == "tears" and p.starts and p.after in _TEARS_DO),
        ("tear_vrb", p.near(_TORN, 5)),
    )


def _polish(p: Place) -> str | None:
    with_object = p.class_of(1) in {"DET", "THAT_", "POSS", "OBJ"}
    return first_true(
        (None, p.written.isupper()),
        ("polish", p.written[0].islower() or (p.starts and with_object)),
        ("polish_geo", True),
    )


_TINY: Final = words("amount amounts quantity quantities detail details particle particles trace "
                     "traces difference differences crack cracks organism organisms fraction "
                     "fractions proportions insect insects creature creatures variation variations "
                     "hole holes grain grains scales specks")  # fmt: skip
_ONE: Final = words("every per each last first this any next one -")


def _minute(p: Place) -> str | None:
    ends = p.class_of(1) in {"STOP", "COMMA", "PREP", "AND", "THAT", ""}
    return first_true(
        ("minute", p.class_of(-1) == "CD" or p.before in _ONE),
        ("minute", p.before in {"a", "the"} and ends),
        ("minute_adj", p.governor == "BE" and ends and p.before not in words("there now")),
        ("minute_adj", p.after in _TINY),
        ("minute_adj", p.before in {"very", "extremely", "so", "these", "those"}),
    )


_SCHOLARS: Final = words("man men woman women society societies friend scholar scholars judge "
                         "counsel journal journals author authors professor lady body bodies "
                         "treatise institution institutions profession academy")  # fmt: skip


def _learned(p: Place) -> str | None:
    return first_true(("learned_adj", p.after in _SCHOLARS and p.governor != "SUBJ"))


def _august(p: Place) -> str | None:
    """The month has a capital, or stands in another place than an adjective."""
    attribute = p.class_of(-1) in {"DET", "THAT_", "POSS", "AND"} or p.before == "most"
    noun_follows = p.class_of(1).startswith(("NN", "JJ"))
    return first_true(("august_adj", p.written.islower() and attribute and noun_follows))


_QUARRELS: Final = words("blazing heated furious diplomatic public political bitter almighty "
                         "unholy racism expenses family")  # fmt: skip
_ABOUT: Final = words("over about broke erupted with")


def _row(p: Place) -> str | None:
    """`a row over money`, in British English above all."""
    about = p.after in _ABOUT and p.governor == "DET"
    return first_true(
        ("row_1", p.form == "row" and p.before == "a" and p.word(-2) == "in"),
        ("row_2", p.before in _QUARRELS or about),
        ("row_1", p.form == "rows"),
    )


def _job(p: Place) -> str | None:
    book = p.before == "of" and p.word(-2) in {"book", "patience", "story", "trials"}
    his = p.after == "'s" and p.word(2) in {"patience", "comforter", "comforters", "tears"}
    return first_true(
        ("job", p.written != "Job"),
        ("job_bible", book or his),
        ("job_bible", not p.starts and p.class_of(1) == "CD"),
    )


def _nice(p: Place) -> str | None:
    town = p.before in words("in to from near of at via and") and not p.starts
    is_name = p.written == "Nice" and town and p.class_of(1) not in {"NN", "NNS"}
    return "nice_geo" if is_name else "nice"


def _reading(p: Place) -> str | None:
    """The town stands after a preposition of place, with a capital."""
    town = p.before in words("in near from at to") and p.class_of(1) in {
        "STOP",
        "COMMA",
        "PREP",
        "",
    }
    return first_true(
        ("reading_en", p.written.islower()),
        ("reading_geo", p.written == "Reading" and town),
    )


def _dove(p: Place) -> str | None:
    """The bird stands behind an article, `he dove in` is a verb."""
    flew = p.after in words("into in down deep under off from through for headfirst right straight")
    return first_true(
        ("dove", p.after == "dove"),
        ("dove", p.governor in {"DET", "POSS", "CD"} and not (flew and p.before == "dove")),
        ("dove_vrb", p.governor_word in words("i he she we they who") or p.before == "dove"),
        ("dove", p.after in words("of bar soap symbol release")),
    )


def _content(p: Place) -> str | None:
    """`made her content`, `content with life`."""
    made = p.word(-2) in words("make makes made making keep keeps kept") and p.class_of(-1) in {
        "OBJ",
        "HER",
        "NNP",
    }
    ends = p.class_of(1) in {"STOP", "COMMA", "AND", ""}
    return first_true(
        ("content_adj-nou-vrb", p.after == "with" and p.before not in {"the", "of"}),
        ("content_adj-nou-vrb", made and ends),
        ("content_adj-nou-vrb", p.before in words("quite perfectly fairly very") and ends),
    )


_RIPENED: Final = words("cheese cheddar beef whiskey whisky wine rum balsamic tequila ham steak")


def _aged(p: Place) -> str | None:
    """`it aged badly`: one syllable before an adverb, an age or the end of a clause."""
    noun_before = p.class_of(-1).startswith("NN")
    return first_true(
        ("aged", p.class_of(1) == "CD" or p.after in words("between about around over under from")),
        ("aged", p.after in words("badly well gracefully quickly poorly terribly beautifully")),
        ("aged_adj", p.class_of(-1) in {"DET", "POSS"} and p.after not in _RIPENED
         and p.class_of(1).startswith("NN")),
        ("aged", noun_before and p.class_of(1) in {"STOP", "COMMA", ""}),
        ("aged", p.after in _RIPENED),
    )  # fmt: skip


def _order(verb: str) -> Callable[[Place], str | None]:
    """A verb at the beginning of a sentence, with its object: `Transport the goods`."""

    def rule(p: Place) -> str | None:
        return verb if p.starts and p.class_of(1) in _OBJECTS_BEHIND else None

    return rule


_OBJECTS_BEHIND: Final = frozenset(("DET", "THAT_", "POSS", "OBJ", "HER"))


def _close(p: Place) -> str | None:
    """`at the close of play`."""
    ended = p.before in {"the", "a"} and p.word(-2) in words("at by before until to")
    return first_true(("close_vrb", ended and p.after in {"of", ".", ",", ""}))


_SHOWN: Final = words("broadcast broadcasts performed streamed recorded aired")
_WASTE: Final = words("collection collectors disposal bin bins dump heap")

WORD_RULES: Final[Mapping[str, Callable[[Place], str | None]]] = {
    "august": _august, "bass": _bass, "basses": _bass, "bow": _bow, "bows": _bow, "bowed": _bowed,
    "bowing": _bowed, "close": _close, "job": _job, "lead": _lead, "leads": _lead,
    "learned": _learned, "minute": _minute, "nice": _nice,
    "polish": _polish, "read": _read, "reading": _reading, "reread": _read,
    "misread": _read, "proofread": _read,
    "row": _row, "rows": _row, "tear": _tear, "tears": _tear, "use": _use, "used": _used,
    "wound": _wound, "dove": _dove, "content": _content, "aged": _aged,
    "transport": _order("transport_vrb"), "conduct": _order("conduct_vrb"),
    "appropriate": _order("appropriate_vrb"),
    "live": lambda p: first_true(("live_adj", p.before in _SHOWN)),
    "mobile": lambda p: first_true(("mobile", p.written[0].islower())),
    "refuse": lambda p: first_true(("refuse_nou", p.after in _WASTE)),
}  # fmt: skip
"""By form. Names are those of the form's readings."""
