"""Spanish abbreviations."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Abbreviations

__all__ = ["ABBREVIATIONS"]

_WORDS: Final[Mapping[str, str]] = {
    # people
    "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores", "Sras.": "señoras",
    "Srtas.": "señoritas", "D.": "don", "D.ª": "doña", "Dña.": "doña", "Da.": "doña",
    "Dr.": "doctor",
    "Dra.": "doctora", "Dres.": "doctores", "Dras.": "doctoras", "Prof.": "profesor",
    "Profa.": "profesora", "Prof.ª": "profesora", "Lic.": "licenciado", "Lcdo.": "licenciado",
    "Lcda.": "licenciada", "Licda.": "licenciada", "Ing.": "ingeniero", "Arq.": "arquitecto",
    "Abg.": "abogado", "Mtro.": "maestro", "Mtra.": "maestra", "Gral.": "general",
    "Cnel.": "coronel",
    "Cap.": "capitán", "Tte.": "teniente", "Sgto.": "sargento", "Cdte.": "comandante",
    "Alm.": "almirante", "Mons.": "monseñor", "Rvdo.": "reverendo", "Sto.": "santo",
    "Sta.": "santa",
    "S.": "san", "P.": "padre", "Fr.": "fray", "Hno.": "hermano", "Hna.": "hermana",
    "Hnos.": "hermanos",
    "Ud.": "usted", "Uds.": "ustedes", "Vd.": "usted", "Vds.": "ustedes", "Excmo.": "excelentísimo",
    "Excma.": "excelentísima", "Ilmo.": "ilustrísimo", "Ilma.": "ilustrísima", "M.ª": "María",
    "Ma.": "María", "Pdte.": "presidente", "Pdta.": "presidenta", "Dir.": "director",
    "Admr.": "administrador",
    # countries and institutions
    "EE. UU.": "Estados Unidos", "EEUU": "Estados Unidos", "EE UU": "Estados Unidos",
    "EE.UU": "Estados Unidos", "E.U.A.": "Estados Unidos", "E. U. A.": "Estados Unidos",
    "RR. HH.": "recursos humanos", "RRHH": "recursos humanos", "RR. PP.": "relaciones públicas",
    "FF. AA.": "fuerzas armadas", "FFAA": "fuerzas armadas", "JJ. OO.": "juegos olímpicos",
    "JJOO": "juegos olímpicos", "CC. AA.": "comunidades autónomas", "CCAA": "comunidades autónomas",
    "CC. OO.": "comisiones obreras", "CCOO": "comisiones obreras", "DD. HH.": "derechos humanos",
    "DDHH": "derechos humanos", "RR. SS.": "redes sociales", "RRSS": "redes sociales",
    "SS. MM.": "sus majestades", "AA. VV.": "autores varios", "S. M.": "su majestad",
    "S. A.": "ese a", "S. L.": "ese ele", "S. A. de C. V.": "ese a de ce uve", "Cía.": "compañía",
    "Ltda.": "limitada", "Cía. Ltda.": "compañía limitada", "Inc.": "incorporated",
    "Bco.": "banco", "Ayto.": "ayuntamiento",
    "Gob.": "gobierno", "Univ.": "universidad", "Dpto.": "departamento", "Depto.": "departamento",
    "dpto.": "departamento", "depto.": "departamento", "Admón.": "administración",
    "Prov.": "provincia", "Min.": "ministerio", "Coop.": "cooperativa",
    # addresses
    "Av.": "avenida", "Avda.": "avenida", "Avd.": "avenida", "av.": "avenida", "avda.": "avenida",
    "C/": "calle ", "c/": "calle ", "Pza.": "plaza", "Pl.": "plaza", "Plza.": "plaza",
    "Ctra.": "carretera", "P.º": "paseo", "Pº": "paseo", "c.º b.": "camino bajo", "c.º": "camino",
    "Urb.": "urbanización",
    "Edif.": "edificio", "Apdo.": "apartado", "Apto.": "apartamento", "apto.": "apartamento",
    "Blvd.": "bulevar", "Bulev.": "bulevar", "Col.": "colonia", "Bo.": "barrio", "Pje.": "pasaje",
    "Trav.": "travesía", "Rda.": "ronda", "Pol. Ind.": "polígono industrial", "izq.": "izquierda",
    "izqda.": "izquierda",
    "izda.": "izquierda", "dcha.": "derecha", "der.": "derecha", "s/n": "sin número",
    "C. P.": "código postal",
    "Ntra.": "nuestra", "Esq.": "esquina", "esq.": "esquina",
    # books and lists
    "pág.": "página", "págs.": "páginas", "p.": "página", "pp.": "páginas", "pg.": "página",
    "núm.": "número", "núms.": "números", "n.º": "número", "N.º": "número", "nº": "número",
    "Nº": "número", "n.°": "número", "N.°": "número", "n°": "número", "N°": "número",
    "nro.": "número",
    "Nro.": "número", "No.": "número", "n.os": "números", "cap.": "capítulo", "caps.": "capítulos",
    "art.": "artículo", "arts.": "artículos", "Art.": "artículo", "Arts.": "artículos",
    "fig.": "figura", "Fig.": "figura", "figs.": "figuras", "vol.": "volumen", "vols.": "volúmenes",
    "ed.": "edición", "ej.": "ejemplo", "p. ej.": "por ejemplo", "P. ej.": "por ejemplo",
    "v. gr.": "verbigracia", "etc.": "etcétera", "incl.": "incluido", "km": "kilómetro", "xq": "porque", "xfa": "por favor",
    "tqm": "te quiero mucho", "salu2": "saludos", "ntp": "no te preocupes", "hab.": "habitantes", "tpo.": "tiempo", "máx.": "máximo", "mín.": "mínimo",
    "aprox.": "aproximadamente",
    "vs.": "versus", "cf.": "confróntese", "cfr.": "confróntese", "íd.": "ídem", "id.": "ídem",
    "ibíd.": "ibídem", "ibid.": "ibídem", "op. cit.": "obra citada", "s. f.": "sin fecha",
    "sig.": "siguiente",
    "sigs.": "siguientes", "ss.": "siguientes", "párr.": "párrafo", "secc.": "sección",
    "tít.": "título", "inc.": "inciso",
    "trad.": "traducción", "coord.": "coordinador", "coords.": "coordinadores",
    "ref.": "referencia",
    "Ref.": "referencia", "obs.": "observación", "abrev.": "abreviatura",
    "N. del T.": "nota del traductor",
    "P.D.": "posdata", "PD:": "posdata:", "P.S.": "posdata", "q. e. p. d.": "que en paz descanse",
    "Q. E. P. D.": "que en paz descanse", "D. E. P.": "descanse en paz", "a. C.": "antes de Cristo",
    "d. C.": "después de Cristo", "a. de C.": "antes de Cristo", "d. de C.": "después de Cristo",
    "a. n. e.": "antes de nuestra era", "c/u": "cada uno", "cta.": "cuenta", "tel.": "teléfono",
    "Tel.": "teléfono", "Tels.": "teléfonos", "tels.": "teléfonos", "tfno.": "teléfono",
    "Tfno.": "teléfono",
    "tlf.": "teléfono", "Tlf.": "teléfono", "teléf.": "teléfono", "ext.": "extensión",
    "Ext.": "extensión",
    "min.": "minutos", "seg.": "segundos", "hrs.": "horas", "hs.": "horas", "kg.": "kilogramos",
    "dto.": "descuento", "dcto.": "descuento", "imp.": "impuesto", "ptas.": "pesetas",
    "pta.": "peseta",
    "uds.": "unidades", "ud.": "unidad", "unid.": "unidades", "doc.": "documento", "tb.": "también",
    "atte.": "atentamente", "Atte.": "atentamente", "adj.": "adjunto", "admón.": "administración",
    "pral.": "principal", "prov.": "provincia", "reg.": "registro", "cód.": "código",
    "gral.": "general",
    "nac.": "nacional", "int.": "interior", "prof.": "profesor", "ing.": "ingeniero",
    "dir.": "dirección",
    "Pte.": "presidente", "pte.": "pendiente", "cto.": "céntimo", "cts.": "céntimos",
    # days, which no date rule has read
    "lun.": "lunes", "mié.": "miércoles", "jue.": "jueves", "vie.": "viernes", "sáb.": "sábado",
    "dom.": "domingo",
}  # fmt: skip
_OTHER_CASE: Final = (
    "Sr.", "Sra.", "Srta.", "Sres.", "Dr.", "Dra.", "Lic.", "Ud.", "Uds.", "EE. UU.", "RR. HH.",
    "FF. AA.", "JJ. OO.", "CC. AA.", "DD. HH.", "RR. SS.", "S. A.", "S. L.",
)  # fmt: skip
"""Abbreviations that people write in small or in capital letters as well."""
ABBREVIATIONS: Final = Abbreviations(
    words={
        **_WORDS,
        **{written.lower(): _WORDS[written] for written in _OTHER_CASE},
        **{written.upper(): _WORDS[written] for written in _OTHER_CASE},
    },
    often_last=frozenset((
        "etc.", "EE. UU.", "E.U.A.", "S. A.", "S. L.", "a. C.", "d. C.", "a. de C.", "d. de C.",
        "RR. HH.", "FF. AA.", "JJ. OO.", "CC. AA.", "CC. OO.", "DD. HH.", "RR. SS.", "Ud.", "Uds.",
        "Vd.", "Vds.", "Cía.", "Ltda.", "Cía. Ltda.", "Inc.", "izq.", "izqda.", "izda.", "dcha.",
        "der.", "min.", "seg.", "hrs.",
        "hs.", "kg.", "ptas.", "pta.", "uds.", "ud.", "máx.", "mín.", "aprox.", "q. e. p. d.",
        "Q. E. P. D.", "D. E. P.", "s. f.", "ss.", "cts.", "op. cit.", "ibíd.", "ibid.",
        "a. n. e.", "adj.",
        "S. A. de C. V.", "atte.", "pte.", "ee. uu.", "s. a.", "s. l.", "ud.", "uds.",
    )),
    before_numbers=frozenset((
        "p.", "pp.", "No.", "cap.", "caps.", "art.", "arts.", "vol.", "vols.", "fig.", "inc.",
        "Col.",
        "min.", "seg.", "int.", "reg.", "imp.", "tít.", "der.", "km",
    )) - {"min.", "seg.", "imp.", "reg.", "der.", "Col."},
    before_names=frozenset((
        "D.", "S.", "P.", "Da.", "Ma.", "Fr.", "Cap.", "Dir.", "Gob.", "Min.", "Alm.", "Col.",
        "Bo.", "Pl.", "Prov.", "Coop.", "dir.",
    )),
)  # fmt: skip
