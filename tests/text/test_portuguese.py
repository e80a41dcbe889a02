"""Portuguese text in words, kind by kind."""

import pytest

from phemius_core.text._normalise import normalise
from phemius_core.text._offsets import OffsetMap
from phemius_core.text._sentences import split_sentences

CASES = {
    "cardinal": [
        ("21 pessoas", "vinte e uma pessoas"),
        ("200 páginas", "duzentas páginas"),
        ("2 casas e 2 carros", "duas casas e dois carros"),
        ("2 mil alunas", "duas mil alunas"),
        ("22.000 pessoas", "vinte e duas mil pessoas"),
        ("16 e 14", "dezesseis e catorze"),
        ("1 bilhão", "um bilhão"),
        ("2 mil milhões de euros", "dois mil milhões de euros"),
        ("2 problemas", "dois problemas"),
    ],
    "separators": [
        ("1.234,5", "mil duzentos e trinta e quatro vírgula cinco"),
        ("1,234.56", "mil duzentos e trinta e quatro ponto cinco seis"),
        ("12 345", "doze mil trezentos e quarenta e cinco"),
    ],
    "money": [
        ("R$ 1.234,50", "mil duzentos e trinta e quatro reais e cinquenta centavos"),
        ("R$ 5 mi", "cinco milhões de reais"),
        ("R$ 2,5 bi", "dois vírgula cinco bilhões de reais"),
        ("R$ 1 milhão", "um milhão de reais"),
        ("US$ 10 mil", "dez mil dólares americanos"),
        ("R$ 10-20", "dez a vinte reais"),
        ("R$ 20/mês", "vinte reais por mês"),
        ("5 €", "cinco euros"),
    ],
    "unit": [
        ("20-30 °C", "vinte a trinta graus Celsius"),
        ("9,8 m/s²", "nove vírgula oito metros por segundo ao quadrado"),
        ("2 t", "duas toneladas"),
        ("½ kg", "meio quilo"),
        ("5 mi de habitantes", "cinco milhões de habitantes"),
    ],
    "date": [
        ("em 5/10", "em cinco de outubro"),
        ("15 mar. 2024", "quinze de março de dois mil e vinte e quatro"),
        ("jan/2024", "janeiro de dois mil e vinte e quatro"),
        ("3-5 de maio", "três a cinco de maio"),
        ("1º de maio", "primeiro de maio"),
        ("seg-sex", "segunda a sexta"),
        ("2ª-feira", "segunda-feira"),
        ("3/4 de xícara", "três quartos de xícara"),
    ],
    "time": [
        ("às 15h30", "às quinze horas e trinta"),
        ("1h30min", "uma hora e trinta"),
        ("das 8h às 18h", "das oito horas às dezoito horas"),
        ("3:30 p.m. e", "três horas e trinta da tarde e"),
    ],
    "ordinal": [
        ("o 2o andar", "o segundo andar"),
        ("a 1a vez", "a primeira vez"),
        ("art. 5º, § 2º", "artigo quinto, parágrafo segundo"),
    ],
    "telephone": [
        ("disque 192.", "disque um nove dois."),
        ("ligue para 190", "ligue para um nove zero"),
        ("CEP 01310-100", "cépi zero um três um zero, um zero zero"),
        ("123.456.789-09", "um dois três, quatro cinco seis, sete oito nove, zero nove"),
        ("0800 123 4567", "zero oito zero zero, um dois três, quatro cinco seis sete"),
        ("+55 11 3333-4444",
         "mais cinquenta e cinco, um um, três três três três, quatro quatro quatro quatro"),
    ],
    "roman": [
        ("o século XIX", "o século dezenove"),
        ("Dom Pedro II", "Dom Pedro segundo"),
        ("Luís XIV", "Luís catorze"),
        ("a II Guerra Mundial", "a segunda Guerra Mundial"),
    ],
    "abbreviation": [
        ("O Sr. e a Dra. Ana", "O senhor e a doutora Ana"),
        ("D. Pedro e D. Maria", "dom Pedro e dona Maria"),
        ("na R. Augusta", "na rua Augusta"),
        ("a R. das Flores", "a rua das Flores"),
        ("Maria R. Silva", "Maria r Silva"),
        ("p. ex. este", "por exemplo este"),
        ("nº 5, pág. 3", "número cinco, página três"),
        ("c/ ela p/ mim", "com ela para mim"),
    ],
    "symbol": [
        ("A & B", "A e B"),
        ("2 + 2 = 4", "dois mais dois é igual a quatro"),
        ("e/ou", "e ou"),
        ("x²", "x ao quadrado"),
    ],
    "spelling": [
        ("o CPF e o IBGE", "o c p f e o i b g é"),
        ("a NASA e o SUS", "a NASA e o SUS"),
        ("os EUA", "os é u a"),
        ("o WhatsApp", "o uátsap"),
    ],
}  # fmt: skip
ROWS = [row for rows in CASES.values() for row in rows]


def spoken_text(written):
    return " ".join(normalise(written, lang="p").text.split())


@pytest.mark.parametrize(("written", "spoken"), ROWS, ids=[row[0] for row in ROWS])
def test_portuguese(written, spoken):
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("O Sr. Silva chegou. A Dra. Ana não.", 2),
        ("O mar. Depois.", 2),
        ("Pão etc. Depois volte.", 2),
        ("A Cia. Ltda. Fim.", 2),
        ("Chegou. 2 casas caíram.", 2),
    ],
)
def test_an_abbreviation_ends_a_sentence_only_where_one_ends(text, count):
    normalised = normalise(text, lang="p")
    assert len(split_sentences(normalised, OffsetMap(normalised))) == count
