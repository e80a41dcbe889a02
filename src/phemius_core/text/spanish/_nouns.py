"""Gender of Spanish nouns by their ending, for numbers that agree with them."""

from typing import Final

from phemius_core.text.romance.iberian import NounEndings

__all__ = ["NOUNS"]

_FEMININE: Final = frozenset((
    "mano", "manos", "foto", "fotos", "moto", "motos", "radio", "radios",
    "mujer", "mujeres", "vez", "veces", "noche", "noches", "tarde", "tardes", "clase", "clases",
    "parte", "partes", "calle", "calles", "llave", "llaves", "leche", "sangre", "carne", "flor",
    "flores", "imagen", "imágenes", "señal", "señales", "cárcel", "cárceles", "piel", "pieles",
    "ley", "leyes", "luz", "luces", "cruz", "cruces", "red", "redes", "pared", "paredes", "sede",
    "sedes", "serie", "series", "base", "bases", "fase", "fases", "frase", "frases", "clave",
    "claves", "nave", "naves", "nube", "nubes", "torre", "torres", "fuente", "fuentes", "muerte",
    "muertes", "suerte", "suertes", "orden", "órdenes", "especie", "especies", "superficie",
    "superficies", "voz", "voces", "nuez", "nueces", "raíz", "raíces", "actriz", "actrices",
    "nación", "paz", "paces", "tos", "sal", "sales", "miel", "capital", "capitales", "sucursal",
    "sucursales", "gente", "gentes", "mente", "mentes", "corriente", "corrientes", "pendiente",
    "variable", "variables", "tribu", "tribus", "crisis", "tesis", "dosis", "hipótesis",
    "síntesis", "bis", "pyme", "pymes", "hambre", "costumbre", "costumbres", "legumbre",
    "legumbres", "plaza", "aldea", "app", "apps", "web", "webs", "libra", "libras")
)  # fmt: skip
_MASCULINE: Final = frozenset((
    "día", "días", "mapa", "mapas", "planeta", "planetas", "cometa",
    "cometas", "tranvía", "tranvías", "sofá", "sofás", "papá", "papás", "gorila", "gorilas",
    "pijama", "pijamas", "poeta", "poetas", "atleta", "atletas")
)  # fmt: skip
_GREEK_STEMS: Final = (
    "problem", "sistem", "tem", "poem", "teorem", "esquem", "lem", "dilem", "idiom", "diplom",
    "síntom", "aom", "genom", "crom", "program", "dram", "panoram", "telegram", "diagram",
    "organigram", "kilogram", "gram", "clim", "enigm", "fantasm", "dogm",
)  # fmt: skip
_FEMININE_ENDINGS: Final = (
    "ción", "ciones", "sión", "siones", "xión", "xiones", "gión", "giones", "dad", "dades", "tad",
    "tades", "tud", "tudes", "umbre", "umbres", "a", "as", "triz", "trices",
)  # fmt: skip
_MASCULINE_ENDINGS: Final = (
    "o", "os", "or", "ores", "aje", "ajes", "ón", "ones", "ín", "ines", "és", "eses", "ar", "ares",
    "al", "ales", "el", "eles", "il", "iles", "ol", "oles", "ete", "etes", "ote", "otes", "ente",
    "entes", "ante", "antes", "ues", "eles", "ús", "ays", "ips", "its", "ets", "ers", "mes",
    "meses", "lápices", "jueces", "peces", "trenes", "ses", "nes", "bles", "bres", "dres", "tes",
    "jes", "ches", "ques", "ques", "des",
)  # fmt: skip
_NO_NOUNS: Final = frozenset(("y", "o", "u", "e", "a", "ante", "bajo", "con", "contra", "de",
    "del", "desde", "durante", "en", "entre", "hacia", "hasta", "para", "por", "según", "sin",
    "sobre", "tras", "que", "se", "lo", "la", "los", "las", "el", "al", "un", "una", "unos",
    "unas", "no", "ni", "más", "menos", "pero", "como", "es", "son", "era", "eran", "fue",
    "fueron", "ha", "han", "hay", "está", "están", "nos", "les", "me", "te", "le", "su", "sus",
    "este", "esta", "estos", "estas", "ese", "esa", "esos", "esas", "ya", "también", "tampoco",
    "solo", "sólo", "todo", "todos", "toda", "todas", "cuando", "donde", "antes", "después",
    "además", "luego", "ahora", "aquí", "allí", "gana", "ganó", "sea", "algo", "nada", "cada",
    "mi", "tu", "muy", "tan", "puede")
)  # fmt: skip
NOUNS: Final = NounEndings(
    no_nouns=_NO_NOUNS,
    feminine=_FEMININE,
    masculine=_MASCULINE,
    greek_stems=_GREEK_STEMS,
    feminine_endings=_FEMININE_ENDINGS,
    masculine_endings=_MASCULINE_ENDINGS,
)
