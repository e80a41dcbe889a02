"""French abbreviations in full."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.french._number_words import cardinal
from phemius_core.text.romance.french_italian import AbbreviationSpeech, abbreviation_rules

__all__ = ["ABBREVIATIONS", "RULES"]

_TITLES: Final[Mapping[str, str]] = {
    "M.": "monsieur", "MM.": "messieurs", "Mr": "monsieur", "Mr.": "monsieur", "Mme": "madame",
    "Mme.": "madame", "Mmes": "mesdames", "Mrs": "madame", "Mlle": "mademoiselle",
    "Mlle.": "mademoiselle",
    "Mlles": "mesdemoiselles", "Mgr": "monseigneur", "Me": "maître", "Mᵉ": "maître",
    "Dr": "docteur", "Dr.": "docteur", "Drs": "docteurs", "Dre": "docteure",
    "Pr": "professeur", "Pr.": "professeur", "Prof.": "professeur",
    "St": "saint", "St.": "saint", "Ste": "sainte", "Ste.": "sainte", "Cdt": "commandant",
    "Cne": "capitaine", "Lt": "lieutenant", "Col.": "colonel", "Gén.": "général",
    "Vve": "veuve",
}  # fmt: skip
_BEFORE_NUMBERS: Final[Mapping[str, str]] = {
    "p.": "page", "pp.": "pages", "n°": "numéro", "N°": "numéro", "nº": "numéro", "Nº": "numéro",
    "n°s": "numéros", "nos": "numéros", "nᵒ": "numéro", "no": "numéro", "no.": "numéro",
    "No": "numéro", "Éd.": "édition",
    "No.": "numéro", "art.": "article", "Art.": "article", "chap.": "chapitre",
    "Chap.": "chapitre", "vol.": "volume", "Vol.": "volume", "t.": "tome", "T.": "tome",
    "fig.": "figure", "Fig.": "figure", "tél.": "téléphone", "Tél.": "téléphone",
    "Tel.": "téléphone", "Tél": "téléphone", "env.": "environ", "éd.": "édition", "al.": "alinéa",
    "§": "paragraphe", "réf.": "référence", "Réf.": "référence", "ch.": "chapitre",
    "av.": "avant", "max": "maximum", "min.": "minimum", "max.": "maximum",
}  # fmt: skip
_ANYWHERE: Final[Mapping[str, str]] = {
    "p. ex.": "par exemple", "p.ex.": "par exemple", "par ex.": "par exemple", "ex.": "exemple",
    "Ex.": "exemple", "c.-à-d.": "c'est-à-dire", "c-à-d": "c'est-à-dire", "càd": "c'est-à-dire",
    "c.à.d.": "c'est-à-dire", "c.-à-d": "c'est-à-dire", "etc.": "et cetera", "Etc.": "et cetera",
    "cf.": "confer", "Cf.": "confer", "cf": "confer", "i.e.": "c'est-à-dire", "vs.": "versus",
    "vs": "versus", "av. J.-C.": "avant Jésus-Christ", "av. J.C.": "avant Jésus-Christ",
    "av. JC": "avant Jésus-Christ", "avant J.-C.": "avant Jésus-Christ",
    "ap. J.-C.": "après Jésus-Christ", "apr. J.-C.": "après Jésus-Christ",
    "après J.-C.": "après Jésus-Christ", "ap. JC": "après Jésus-Christ",
    "J.-C.": "Jésus-Christ", "bd": "boulevard", "Bd": "boulevard", "bd.": "boulevard",
    "Bd.": "boulevard", "boul.": "boulevard", "Blvd": "boulevard", "blvd": "boulevard",
    "av.": "avenue", "Av.": "avenue", "pl.": "place", "Pl.": "place", "rte": "route",
    "imp.": "impasse", "bât.": "bâtiment", "Bât.": "bâtiment", "appt": "appartement",
    "apt.": "appartement", "app.": "appartement", "ét.": "étage", "dép.": "département",
    "dpt": "département", "env.": "environ", "resp.": "respectivement", "qqn": "quelqu'un",
    "qqch": "quelque chose", "qq.": "quelques", "svp": "s'il vous plaît",
    "s.v.p.": "s'il vous plaît",
    "SVP": "s'il vous plaît", "stp": "s'il te plaît", "N.B.": "nota bene", "P.-S.": "post-scriptum",
    "P.S.": "post-scriptum", "rdv": "rendez-vous", "RDV": "rendez-vous", "Cie": "compagnie",
    "Cie.": "compagnie", "Éts": "établissements", "Ets": "établissements", "adj.": "adjectif",
    "adv.": "adverbe", "hab.": "habitants", "suiv.": "suivantes",
    "lun.": "lundi", "ven.": "vendredi",
    "sam.": "samedi", "dim.": "dimanche", "Max.": "maximum", "Min.": "minimum",
    "É.-U.": "États-Unis",
    "E.-U.": "États-Unis", "Sté": "société", "km": "kilomètre", "dsl": "désolé",
    "tkt": "t'inquiète",
    "pq": "pourquoi", "pcq": "parce que", "qd": "quand", "tt": "tout", "ds": "dans",
    "incl.": "inclus",
    "comp.": "comprimé", "max.": "maximum", "min.": "minimum",
    "tél": "téléphone", "Tél": "téléphone",
    "tél.": "téléphone", "Tél.": "téléphone", "éd.": "édition", "suppl.": "supplément",
    "vol.": "volume", "chap.": "chapitre", "fig.": "figure", "art.": "article", "réf.": "référence",
    "dir.": "direction", "trad.": "traduction", "coll.": "collection", "auj.": "aujourd'hui",
    "bcp": "beaucoup", "n°": "numéro", "N°": "numéro", "Rdv": "rendez-vous",
    "tlj": "tous les jours", "cad": "c'est-à-dire", "tjs": "toujours",
    "jr": "junior", "Jr": "junior", "Jr.": "junior",
    "Dʳ": "docteur", "Dʳˢ": "docteurs", "Dʳᵉ": "docteure", "Dʳᵉˢ": "docteures", "Mᵐᵉ": "madame",
    "Mᵐᵉˢ": "mesdames", "Mˡˡᵉ": "mademoiselle", "Mˡˡᵉˢ": "mesdemoiselles", "Mᵍʳ": "monseigneur",
    "Mʳ": "monsieur", "Pʳ": "professeur", "Pʳᵉ": "professeure", "Pʳˢ": "professeurs",
    "Sᵗ": "saint", "Sᵗᵉ": "sainte", "Cⁱᵉ": "compagnie", "nᵒˢ": "numéros", "Mᵉ": "maître",
    "Mᵉˢ": "maîtres", "et/ou": "et ou", "km²": "kilomètres carrés", "m²": "mètres carrés",
    "m³": "mètres cubes", "km/h": "kilomètres par heure",
}  # fmt: skip
_OFTEN_LAST: Final = frozenset((
    "suiv.", "lun.", "ven.", "sam.", "dim.",
    "etc.", "Etc.", "av. J.-C.", "av. J.C.", "ap. J.-C.", "apr. J.-C.", "après J.-C.",
    "avant J.-C.", "J.-C.", "hab.", "max.", "min.", "s.v.p.", "É.-U.", "E.-U.", "Max.", "Min.",
    "incl.", "Cie.", "Jr.", "env.",
))  # fmt: skip
ABBREVIATIONS: Final = frozenset(
    name.rstrip(".").lower()
    for name in (*_TITLES, *_BEFORE_NUMBERS, *_ANYWHERE)
    if name.endswith(".") and name not in _OFTEN_LAST
)
"""In lower case and without their full stop."""
RULES: Final = (
    Rule(
        "saint",
        r"(?<![\w-])S(?P<saint>te?)\.?-(?=[A-ZÀ-Þ])",
        lambda found, _lang: "Saint-" if found["saint"] == "t" else "Sainte-",
    ),
    *abbreviation_rules(
        AbbreviationSpeech(
            anywhere=_ANYWHERE,
            before_names=_TITLES,
            before_numbers=_BEFORE_NUMBERS,
            often_last=_OFTEN_LAST,
            after_titles=r"(?:et\s(?:M\.|Mme|Mlle|MM\.)|l[ea]\s|l['’])",
            numeral=cardinal,
        )
    ),
)
