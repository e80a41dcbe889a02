"""Spanish text in words, kind by kind."""

import pytest

from phemius_core.text._normalise import normalise
from phemius_core.text._offsets import OffsetMap
from phemius_core.text._sentences import split_sentences

CASES = {
    "cardinal": [
        ("21 personas", "veintiuna personas"),
        ("200 páginas", "doscientas páginas"),
        ("1 libro y 1 casa", "un libro y una casa"),
        ("31 libros", "treinta y un libros"),
        ("21.000 personas", "veintiún mil personas"),
        ("500 mil mujeres", "quinientas mil mujeres"),
        ("21 problemas y 21 manos", "veintiún problemas y veintiuna manos"),
        ("el capítulo 1 trata", "el capítulo uno trata"),
        ("007", "cero cero siete"),
        ("-3 puntos", "menos tres puntos"),
    ],
    "separators": [
        ("1.234.567", "un millón doscientos treinta y cuatro mil quinientos sesenta y siete"),
        ("1,234.50", "mil doscientos treinta y cuatro punto cincuenta"),
        ("1,234,567", "un millón doscientos treinta y cuatro mil quinientos sesenta y siete"),
        ("12 345", "doce mil trescientos cuarenta y cinco"),
        ("Son 2,123 kilos.", "Son dos coma ciento veintitrés kilos."),
        ("25,000 personas", "veinticinco mil personas"),
        ("vale 3.14 y", "vale tres punto catorce y"),
        ("3,1416", "tres coma catorce dieciséis"),
        ("2,1 millones", "dos coma un millones"),
    ],
    "money": [
        ("Cuesta $2000 en total.", "Cuesta dos mil dólares en total."),
        ("1.234,50 €", "mil doscientos treinta y cuatro euros cincuenta céntimos"),
        ("US$ 25,000", "veinticinco mil dólares estadounidenses"),
        ("-5 €", "menos cinco euros"),
        ("$10-20", "diez a veinte dólares"),
        ("3 M€", "tres millones de euros"),
        ("10 k€", "diez mil euros"),
        ("$5B", "cinco mil millones de dólares"),
        ("€3 mil millones", "tres mil millones de euros"),
        ("3,50 €/kg", "tres euros cincuenta céntimos por kilogramo"),
        ("20 €/mes", "veinte euros por mes"),
        ("21 £", "veintiuna libras"),
        ("la COP28", "la c o p veintiocho"),
        ("$20 MXN", "veinte pesos mexicanos"),
        ("MXN 200", "doscientos pesos mexicanos"),
    ],
    "percent": [
        ("3,5%", "tres coma cinco por ciento"),
        ("5-10 %", "cinco a diez por ciento"),
        ("5‰", "cinco por mil"),
    ],
    "unit": [
        ("20-30 °C", "veinte a treinta grados Celsius"),
        ("de 9-17h", "de nueve a diecisiete horas"),
        ("120 km/h", "ciento veinte kilómetros por hora"),
        ("110 mg/dL", "ciento diez miligramos por decilitro"),
        ("1 m²", "un metro cuadrado"),
        ("21 t", "veintiuna toneladas"),
        ("½ kg", "medio kilogramo"),
        ("1½ h", "una hora y media"),
        ("10 mg/kg/día", "diez miligramos por kilogramo por día"),
        ("6 l/100 km", "seis litros por cien kilómetros"),
        ("200 habitantes/km²", "doscientos habitantes por kilómetro cuadrado"),
        ("El 5 ha llegado", "El cinco ha llegado"),
        ("tengo 2 ha", "tengo dos hectáreas"),
        ('dijo "son 24"', 'dijo "son veinticuatro"'),
        ("24″", "veinticuatro pulgadas"),
        ("la clase 5 A", "la clase cinco A"),
    ],
    "date": [
        ("el 3/5/2024", "el tres de mayo de dos mil veinticuatro"),
        ("15.01.2020", "quince de enero de dos mil veinte"),
        ("12/25/2023", "veinticinco de diciembre de dos mil veintitrés"),
        ("el 15/3", "el quince de marzo"),
        ("el 3/4 de los votos", "el tres cuartos de los votos"),
        ("3-5 de mayo", "tres a cinco de mayo"),
        ("3 dic. 2020", "tres de diciembre de dos mil veinte"),
        ("mar/2020", "marzo de dos mil veinte"),
        ("lun-vie", "lunes a viernes"),
        ("ene.-mar.", "enero a marzo"),
        ("2010-2020", "dos mil diez a dos mil veinte"),
        ("2023/24", "dos mil veintitrés veinticuatro"),
        ("1.º de mayo", "primero de mayo"),
        ("2024-05-03T15:30:00Z", "tres de mayo de dos mil veinticuatro, quince treinta u t c"),
    ],
    "time": [
        ("a las 15:30", "a las quince treinta"),
        ("15h30", "quince treinta"),
        ("8 a. m.", "ocho de la mañana."),
        ("3 p.m. y", "tres de la tarde y"),
        ("10 p. m. y", "diez de la noche y"),
        ("a las 9.15", "a las nueve y cuarto"),
        ("costó 9.15 y", "costó nueve punto quince y"),
        ("9:00-14:00", "nueve a catorce"),
        ("16:9", "dieciséis a nueve"),
        ("5 min 30 s", "cinco minutos y treinta segundos"),
    ],
    "ordinal": [
        ("1er piso", "primer piso"),
        ("21.o", "vigesimoprimero"),
        ("3ª planta", "tercera planta"),
        ("1.ᵒˢ", "primeros"),
        ("2do lugar", "segundo lugar"),
        ("3° grado", "tercero grado"),
        ("30° de latitud", "treinta grados de latitud"),
        ("20 ºC", "veinte grados Celsius"),
    ],
    "fraction": [
        ("un 3/4", "un tres cuartos"),
        ("½", "un medio"),
        ("½ hora", "media hora"),
        ("2 1/2 tazas", "dos y media tazas"),
        ("24/7", "veinticuatro siete"),
        ("120/80 mmHg", "ciento veinte sobre ochenta milímetros de mercurio"),
        ("Ley 7/85", "Ley siete de ochenta y cinco"),
        ("15/03", "quince de marzo"),
        ("Ley 39/2015", "Ley treinta y nueve de dos mil quince"),
    ],
    "telephone": [
        ("tel. 612345678", "teléfono seis uno dos, tres cuatro cinco, seis siete ocho"),
        ("llame al 112", "llame al uno uno dos"),
        ("llama 200 veces", "llama doscientas veces"),
        ("+34 912 34 56 78",
         "más treinta y cuatro, nueve uno dos, tres cuatro, cinco seis, siete ocho"),
        ("91 123 45 67", "nueve uno, uno dos tres, cuatro cinco, seis siete"),
        ("PIN 0042", "PIN cero cero cuatro dos"),
        ("4111 1111 1111 1111",
         "cuatro uno uno uno, uno uno uno uno, uno uno uno uno, uno uno uno uno"),
    ],
    "electronic": [
        ("maria.lopez@ejemplo.es", "maria punto lopez arroba ejemplo punto e s"),
        ("informe.pdf", "informe punto p d f"),
        ("@usuario", "arroba usuario"),
        ("#ViernesNegro", "hashtag Viernes Negro"),
    ],
    "roman": [
        ("el siglo XIX", "el siglo diecinueve"),
        ("s. V", "siglo quinto"),
        ("siglos XVI-XVII", "siglos dieciséis a diecisiete"),
        ("Felipe VI e Isabel II", "Felipe sexto e Isabel segunda"),
        ("Alfonso XIII", "Alfonso trece"),
        ("la II Guerra Mundial", "la segunda Guerra Mundial"),
        ("el I Congreso", "el primer Congreso"),
        ("cap. IV", "capítulo cuatro"),
        ("el tomo I,", "el tomo uno,"),
        ("Rocky IV", "Rocky cuatro"),
        ("hace dos años vi una", "hace dos años vi una"),
        ("la talla XL", "la talla x l"),
    ],
    "abbreviation": [
        ("El Sr. y la Dra. García", "El señor y la doctora García"),
        ("D. Juan y D.ª Ana", "don Juan y doña Ana"),
        ("EE. UU. y EE.UU. son", "Estados Unidos y Estados Unidos son"),
        ("la pág. 12, núm. 3", "la página doce, número tres"),
        ("Av. Mayor, n.º 5", "avenida Mayor, número cinco"),
        ("p. ej. este", "por ejemplo este"),
        ("300 a. C. y", "trescientos antes de Cristo y"),
        ("J. S. Bach y C. S. Lewis", "j s Bach y c s Lewis"),
        ("el plan b. Luego", "el plan b. Luego"),
        ("el Cap. 3 y el Cap. Ruiz", "el capítulo tres y el capitán Ruiz"),
    ],
    "symbol": [
        ("A & B", "A y B"),
        ("2 + 2 = 4", "dos más dos es igual a cuatro"),
        ("3 × 4", "tres por cuatro"),
        ("x < y", "x menor que y"),
        ("x² y x³", "x al cuadrado y x al cubo"),
        ("10⁶", "diez elevado a seis"),
        ("§ 5", "sección cinco"),
        ("y/o", "y o"),
        ("a/b", "a barra b"),
        ("caja # 5", "caja número cinco"),
        ("C++", "C más más"),
    ],
    "spelling": [
        ("La NASA y la UNESCO", "La NASA y la UNESCO"),
        ("un USB de IBM", "un u s b de i b m"),
        ("el DNI y la UE", "el d n i y la u e"),
        ("Google y un iPhone", "gúguel y un áifon"),
        ("un MP3", "un m p tres"),
        ("EL CLUB DE LA LUCHA", "EL CLUB DE LA LUCHA"),
        ("las ONG", "las oenegé"),
        ("S.O.S. y", "SOS y"),
    ],
}  # fmt: skip
ROWS = [row for rows in CASES.values() for row in rows]


def spoken_text(written):
    return " ".join(normalise(written, lang="e").text.split())


@pytest.mark.parametrize(("written", "spoken"), ROWS, ids=[row[0] for row in ROWS])
def test_spanish(written, spoken):
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("El Sr. Pérez llegó. La Dra. Ruiz no.", 2),
        ("Vivo en EE. UU. El país es grande.", 2),
        ("Vimos el mar. Luego comimos.", 2),
        ("Pan, leche, etc. Luego vuelve.", 2),
        ("A las 8 p. m. Cenamos.", 2),
        ("¿Qué? ¡Vaya! Es la pág. 3. ¿Y tú?", 4),
        ("Llegó. 3 personas murieron.", 2),
        ("Es el núm. 1. Bien.", 2),
        ("Trabaja en Sony S.A. Gana bien.", 2),
    ],
)
def test_an_abbreviation_ends_a_sentence_only_where_one_ends(text, count):
    normalised = normalise(text, lang="e")
    assert len(split_sentences(normalised, OffsetMap(normalised))) == count


def test_a_list_number_is_spanish():
    assert spoken_text("1. Uno\n2. Dos") == "uno, Uno dos, Dos"


def test_masculine_words_of_greek_origin_agree():
    assert normalise("1 enigma, 21 dogmas y 1 rama", lang="e").text == (
        "un enigma, veintiún dogmas y una rama"
    )
