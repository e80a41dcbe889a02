"""Italian abbreviations in full."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.italian._number_words import ordinal
from phemius_core.text.romance.french_italian import AbbreviationSpeech, abbreviation_rules

__all__ = ["ABBREVIATIONS", "RULES"]

_TITLES: Final[Mapping[str, str]] = {
    "Sig.": "signor", "sig.": "signor", "Sig.ra": "signora", "sig.ra": "signora",
    "Sig.na": "signorina", "sig.na": "signorina", "Sig.ri": "signori", "Sigg.": "signori",
    "sigg.": "signori", "Sig.re": "signore", "Sig.rina": "signorina", "Dott.": "dottor",
    "dott.": "dottor", "Dr.": "dottor", "dr.": "dottor", "Dott.ssa": "dottoressa",
    "dott.ssa": "dottoressa", "Dr.ssa": "dottoressa", "dr.ssa": "dottoressa", "Dr": "dottor",
    "Prof.": "professor", "prof.": "professor", "Prof.ssa": "professoressa",
    "prof.ssa": "professoressa", "Proff.": "professori", "Avv.": "avvocato", "avv.": "avvocato",
    "Ing.": "ingegner", "ing.": "ingegner", "Arch.": "architetto", "arch.": "architetto",
    "Geom.": "geometra", "geom.": "geometra", "Rag.": "ragionier", "rag.": "ragionier",
    "Cav.": "cavalier", "Comm.": "commendator", "On.": "onorevole", "on.": "onorevole",
    "Sen.": "senator", "Gen.": "generale", "gen.": "generale", "Col.": "colonnello",
    "Ten.": "tenente", "Mons.": "monsignor", "mons.": "monsignor",
    "Don": "don", "Spett.": "spettabile", "Gent.": "gentile", "Egr.": "egregio",
    "Ill.mo": "illustrissimo", "Gent.mo": "gentilissimo", "Gent.ma": "gentilissima",
    "St.": "saint",
}  # fmt: skip
_BEFORE_NUMBERS: Final[Mapping[str, str]] = {
    "pag.": "pagina", "Pag.": "pagina", "pagg.": "pagine", "p.": "pagina", "pp.": "pagine",
    "n.": "numero", "N.": "numero", "nr.": "numero", "n°": "numero", "N°": "numero",
    "nº": "numero", "num.": "numero", "nn.": "numeri", "art.": "articolo", "Art.": "articolo",
    "artt.": "articoli", "km": "chilometro", "Km": "chilometro", "cap.": "capitolo",
    "Cap.": "capitolo", "vol.": "volume",
    "Vol.": "volume", "fig.": "figura", "Fig.": "figura", "tab.": "tabella", "Tab.": "tabella",
    "tel.": "telefono", "Tel.": "telefono", "Tel": "telefono", "cell.": "cellulare",
    "Cell.": "cellulare", "c.": "circa", "ca.": "circa", "co.": "comma", "lett.": "lettera",
    "sec.": "secolo", "v.": "verso", "vv.": "versi", "max.": "massimo", "min.": "minimo",
}  # fmt: skip
_ANYWHERE: Final[Mapping[str, str]] = {
    "ecc.": "eccetera", "Ecc.": "eccetera", "etc.": "eccetera", "ecc": "eccetera",
    "es.": "esempio", "Es.": "esempio", "p. es.": "per esempio", "p.es.": "per esempio",
    "ad es.": "ad esempio", "Ad es.": "ad esempio", "per es.": "per esempio", "cfr.": "confronta",
    "Cfr.": "confronta", "cf.": "confronta", "i.e.": "cioè", "vs.": "versus", "vs": "versus",
    "a.C.": "avanti Cristo", "a. C.": "avanti Cristo", "d.C.": "dopo Cristo",
    "d. C.": "dopo Cristo",
    "AC": "AC", "dip.": "dipartimento", "Dip.": "dipartimento", "p.za": "piazza", "P.za": "piazza",
    "p.zza": "piazza", "P.zza": "piazza", "c.so": "corso", "C.so": "corso", "v.le": "viale",
    "V.le": "viale", "l.go": "largo", "L.go": "largo", "p.le": "piazzale", "P.le": "piazzale",
    "v.lo": "vicolo", "str.": "strada", "loc.": "località", "fraz.": "frazione",
    "prov.": "provincia", "F.lli": "fratelli", "f.lli": "fratelli", "S.p.A.": "S p A",
    "S.p.A": "S p A", "s.p.a.": "S p A", "S.r.l.": "S r l", "s.r.l.": "S r l", "SpA": "S p A",
    "Srl": "S r l", "s.n.c.": "S n C", "S.n.c.": "S n C", "pag.": "pagina", "pagg.": "pagine",
    "tel.": "telefono", "Tel.": "telefono", "cell.": "cellulare", "cap.": "capitolo",
    "Cap.": "capitano", "cmq": "comunque", "nn": "non",
    "xké": "perché", "xkè": "perché", "xchè": "perché", "xché": "perché", "xò": "però",
    "tvb": "ti voglio bene", "qlc": "qualcuno",
    "qlcs": "qualcosa", "qnd": "quando", "qst": "questo", "msg": "messaggio", "grz": "grazie",
    "incl.": "incluso", "segg.": "seguenti",
    "lun.": "lunedì", "mer.": "mercoledì", "gio.": "giovedì", "ven.": "venerdì", "sab.": "sabato",
    "dom.": "domenica",
    "vol.": "volume", "fig.": "figura", "art.": "articolo", "ed.": "edizione", "Ed.": "edizione",
    "c.a.": "corrente anno", "u.s.": "ultimo scorso", "p.v.": "prossimo venturo",
    "c.m.": "corrente mese", "N.B.": "nota bene", "n.b.": "nota bene", "P.S.": "post scriptum",
    "all.": "allegato", "Spett.le": "spettabile", "Gent.le": "gentile", "min.": "minimo",
    "max.": "massimo", "max": "massimo", "ca.": "circa", "ott.mo": "ottimo", "lett.": "lettera",
    "nr.": "numero", "n°": "numero", "N°": "numero", "rif.": "riferimento", "Rif.": "riferimento",
    "ss.": "seguenti",
    "s.l.m.": "sul livello del mare", "sig.": "signore", "dott.": "dottore", "prof.": "professore",
    "avv.": "avvocato", "ing.": "ingegnere", "sec.": "secolo", "gg.": "giorni", "ab.": "abitanti",
    "S.S.": "strada statale", "SS.": "santi", "e/o": "e o", "cm²": "centimetri quadrati",
    "km²": "chilometri quadrati", "m²": "metri quadrati", "m³": "metri cubi",
    "km/h": "chilometri all'ora", "c.c.": "codice civile", "c.p.": "codice penale",
    "tot.": "totale", "int.": "interno", "sc.": "scala",
}  # fmt: skip
_OFTEN_LAST: Final = frozenset((
    "segg.", "lun.", "mer.", "gio.", "ven.", "sab.", "dom.",
    "ecc.", "Ecc.", "etc.", "a.C.", "a. C.", "d.C.", "d. C.", "S.p.A.", "s.p.a.", "S.r.l.",
    "s.r.l.", "s.n.c.", "S.n.c.", "c.a.", "u.s.", "p.v.", "c.m.", "s.l.m.", "ss.", "ca.", "ab.",
    "gg.", "max.", "min.",
))  # fmt: skip
ABBREVIATIONS: Final = frozenset(
    name.rstrip(".").lower()
    for name in (*_TITLES, *_BEFORE_NUMBERS, *_ANYWHERE)
    if name.endswith(".") and name not in _OFTEN_LAST
)
"""In lower case and without their full stop."""
RULES: Final = abbreviation_rules(
    AbbreviationSpeech(
        anywhere=_ANYWHERE,
        before_names=_TITLES,
        before_numbers=_BEFORE_NUMBERS,
        often_last=_OFTEN_LAST,
        after_titles=r"(?:e\s(?:Sig|sig|Dott|dott))",
        numeral=ordinal,
    )
)
