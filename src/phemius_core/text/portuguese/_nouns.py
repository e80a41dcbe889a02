"""Gender of Portuguese nouns by their ending, for numbers that agree with them."""

from typing import Final

from phemius_core.text.romance.iberian import NounEndings

__all__ = ["NOUNS"]

_FEMININE: Final = frozenset((
    "mão", "mãos", "foto", "fotos", "moto", "motos", "tribo", "tribos",
    "mulher", "mulheres", "vez", "vezes", "noite", "noites", "tarde", "tardes", "parte", "partes",
    "chave", "chaves", "carne", "carnes", "cor", "cores", "dor", "dores", "flor", "flores",
    "imagem", "imagens", "viagem", "viagens", "mensagem", "mensagens", "página", "páginas", "lei",
    "leis", "luz", "luzes", "cruz", "cruzes", "rede", "redes", "parede", "paredes", "sede",
    "sedes", "série", "séries", "base", "bases", "fase", "fases", "frase", "frases", "nave",
    "naves", "torre", "torres", "fonte", "fontes", "morte", "mortes", "sorte", "sortes", "ordem",
    "ordens", "espécie", "espécies", "voz", "vozes", "noz", "nozes", "raiz", "raízes", "atriz",
    "atrizes", "paz", "gente", "mente", "mentes", "corrente", "correntes", "crise", "crises",
    "tese", "teses", "dose", "doses", "hipótese", "hipóteses", "síntese", "sínteses", "análise",
    "análises", "fome", "classe", "classes", "ponte", "pontes", "avó", "avós", "mãe", "mães",
    "irmã", "irmãs", "manhã", "manhãs", "maçã", "maçãs", "lã", "lãs")
)  # fmt: skip
_MASCULINE: Final = frozenset((
    "dia", "dias", "mapa", "mapas", "planeta", "planetas", "cometa",
    "cometas", "sofá", "sofás", "poeta", "poetas", "atleta", "atletas", "pijama", "pijamas",
    "clima", "climas")
)  # fmt: skip
_GREEK_STEMS: Final = (
    "problem", "sistem", "tem", "poem", "teorem", "esquem", "lem", "dilem", "idiom", "diplom",
    "sintom", "program", "dram", "panoram", "telegram", "diagram", "quilogram", "gram", "enigm",
    "fantasm",
)  # fmt: skip
_FEMININE_ENDINGS: Final = (
    "ção", "ções", "são", "sões", "xão", "gião", "giões", "dade", "dades", "tude", "tudes", "gem",
    "gens", "ice", "ices", "a", "as", "ã", "ãs",
)  # fmt: skip
_MASCULINE_ENDINGS: Final = (
    "o", "os", "or", "ores", "ão", "ões", "ães", "ãos", "im", "ins", "om", "ons", "um", "uns", "em",
    "ens", "al", "ais", "el", "éis", "il", "is", "ol", "óis", "ar", "ares", "er", "eres", "ês",
    "eses", "te", "tes", "me", "mes", "ues", "ses", "nes", "bres", "dres", "us", "ás", "és", "ós",
    "ses", "jes", "ches", "des",
)  # fmt: skip
_NO_NOUNS: Final = frozenset(("e", "ou", "a", "à", "ao", "aos", "às", "as", "o", "os", "de", "do",
    "da", "dos", "das", "em", "no", "na", "nos", "nas", "por", "para", "pelo", "pela", "com",
    "sem", "sob", "sobre", "até", "entre", "que", "se", "não", "nem", "mais", "menos", "mas",
    "como", "é", "são", "era", "eram", "foi", "foram", "tem", "têm", "há", "está", "estão", "me",
    "te", "lhe", "lhes", "seu", "sua", "seus", "suas", "este", "esta", "estes", "estas", "esse",
    "essa", "esses", "essas", "já", "também", "só", "todo", "todos", "toda", "todas", "quando",
    "onde", "antes", "depois", "além", "agora", "aqui", "ali", "seja", "algo", "nada", "cada",
    "meu", "minha", "muito", "tão", "pode")
)  # fmt: skip
NOUNS: Final = NounEndings(
    no_nouns=_NO_NOUNS,
    feminine=_FEMININE,
    masculine=_MASCULINE,
    greek_stems=_GREEK_STEMS,
    feminine_endings=_FEMININE_ENDINGS,
    masculine_endings=_MASCULINE_ENDINGS,
)
