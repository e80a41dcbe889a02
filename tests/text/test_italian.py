"""Italian text in words: numbers and what they count, dates, names, abbreviations, symbols."""

import pytest

from phemius_core.text._normalise import normalise
from phemius_core.text.italian._number_words import cardinal, ordinal

CASES = {
    "numbers": [
        ("21, 28, 33", "ventuno, ventotto, trentatré"),
        ("155", "cento cinquantacinque"),
        ("1000 e 2000", "mille e duemila"),
        ("23.000", "ventitremila"),
        ("1.000.000,00", "un milione virgola zero zero"),
        ("1.000.000.000", "un miliardo"),
        ("1.234.567", "un milione duecento trentaquattromila cinquecento sessantasette"),
        ("1 000 000", "un milione"),
        ("21 000 000", "ventun milioni"),
        ("1.234,5", "mille duecento trentaquattro virgola cinque"),
        ("5,342", "cinque virgola trecento quarantadue"),
        ("0,05", "zero virgola zero cinque"),
        ("3,14159", "tre virgola uno quattro uno cinque nove"),
        ("-7", "meno sette"),
        ("1 casa, 1 amica", "una casa, un'amica"),
        ("1 studente, 1 giorno", "uno studente, un giorno"),
        ("pagina 1 di 10", "pagina uno di dieci"),
        ("500mila, 10 mila persone", "cinquecentomila, diecimila persone"),
        ("2,5M di visite", "due virgola cinque milioni di visite"),
        ("di 20-30 anni", "di venti trenta anni"),
        ("tra 20-30 anni", "tra venti e trenta anni"),
        ("aspetta 20-30 anni", "aspetta da venti a trenta anni"),
        ("vinto 3-2", "vinto tre a due"),
        ("Python 3.11", "Python tre punto undici"),
    ],
    "ordinals": [
        ("3º, 3ª, 23º", "terzo, terza, ventitreesimo"),
        ("100º, 11ª, 8º", "centesimo, undicesima, ottavo"),
        ("2° posto e la 3° volta", "secondo posto e la terza volta"),
        ("un angolo di 90° e", "un angolo di novanta gradi e"),
    ],
    "fractions": [
        ("1/2, 2/3, 3/4", "un mezzo, due terzi, tre quarti"),
        ("Gli do 8/10", "Gli do otto su dieci"),
        ("1½", "uno e un mezzo"),
        ("2 1/2 ore, 1/2 ora", "due ore e mezza, mezz'ora"),
        ("1/2 l, 1/4 kg", "mezzo litro, un quarto di chilogrammo"),
        ("16:9 e 3:1", "sedici noni e tre a uno"),
    ],
    "roman": [
        ("nel XX secolo", "nel ventesimo secolo"),
        ("il secolo XIX", "il secolo diciannovesimo"),
        ("Papa Giovanni XXIII", "Papa Giovanni ventitreesimo"),
        ("Luigi XIV, Elisabetta II", "Luigi quattordicesimo, Elisabetta seconda"),
        ("la II guerra mondiale", "la seconda guerra mondiale"),
        ("capitolo IV, cap. V", "capitolo quarto, capitolo quinto"),
        ("Il XVIII sec. fu", "Il diciottesimo secolo fu"),
        ("i secoli XVI e XVII", "i secoli sedicesimo e diciassettesimo"),
        ("I ragazzi, di I", "I ragazzi, di I"),
    ],
    "money": [
        ("1.234,50 €", "mille duecento trentaquattro euro cinquanta centesimi"),
        ("€ 5", "cinque euro"),
        ("1 € e 1 £", "un euro e una sterlina"),
        ("3,23€", "tre euro ventitré centesimi"),
        ("2,01 ₽", "due rubli un copeco"),
        ("0,99 €", "novantanove centesimi"),
        ("5-10 €", "da cinque a dieci euro"),
        ("1,2 mln di euro", "uno virgola due milioni di euro"),
        ("3 mld €", "tre miliardi di euro"),
        ("$1.5 milioni", "uno virgola cinque milioni di dollari"),
        ("20 €/ora e 3 €/m²", "venti euro all'ora e tre euro al metro quadrato"),
    ],
    "units": [
        ("il 18%, l'1%", "il diciotto percento, l'uno percento"),
        ("1 3/5 km, 2 1/2 kg", "uno e tre quinti di chilometro, due chilogrammi e mezzo"),
        ("20-30 °C", "da venti a trenta gradi Celsius"),
        ("1 m e 2 m", "un metro e due metri"),
        ("1 h e 1 kg", "un'ora e un chilogrammo"),
        ("15 A", "quindici ampere"),
        ("155 d", "cento cinquantacinque giorni"),
        ("100 km/h", "cento chilometri all'ora"),
        ("12 m², 3 m3, 50 mq", "dodici metri quadrati, tre metri cubi, cinquanta metri quadrati"),
        ("100 Mbit/s", "cento megabit al secondo"),
        ("10 × 15 cm", "dieci per quindici centimetri"),
    ],
    "times": [
        ("12:30", "dodici e mezza"),
        ("05:15", "cinque e un quarto"),
        ("alle 15.30", "alle quindici e trenta"),
        ("ore 9.05", "ore nove e cinque"),
        ("alle 1:00", "all'una"),
        ("9:00-17:00", "dalle nove alle diciassette"),
        ("22:00-01:00", "dalle ventidue all'una"),
        ("15:30:05", "quindici ore trenta minuti e cinque secondi"),
        ("2h30min", "due ore e trenta minuti"),
        ("Lun-Ven", "dal lunedì al venerdì"),
        ("€ 49,90/mese", "quarantanove euro novanta centesimi al mese"),
        ("costa 15.30", "costa quindici virgola trenta"),
    ],
    "dates": [
        ("12/05/2024", "dodici maggio duemila ventiquattro"),
        ("il 12/05", "il dodici maggio"),
        ("1º maggio, 1 maggio", "primo maggio, primo maggio"),
        ("lun. 3 gen. 2024", "lunedì tre gennaio duemila ventiquattro"),
        ("l'8 marzo", "l'otto marzo"),
        ("8-11 giugno", "dall'otto all'undici giugno"),
        ("gli anni 60/70", "gli anni sessanta settanta"),
        ("anni '80 e il '68", "anni ottanta e il sessantotto"),
    ],
    "abbreviations": [
        ("Il Sig. Rossi e la Sig.ra Neri", "Il signor Rossi e la signora Neri"),
        ("l'Avv. Neri, il Dott. Blu", "l'avvocato Neri, il dottor Blu"),
        ("pag. 5, n. 3, ecc. Poi", "pagina cinque, numero tre, eccetera. Poi"),
        ("nel 44 a.C. morì", "nel quarantaquattro avanti Cristo morì"),
        ("nel 30 d.C. Poi", "nel trenta dopo Cristo. Poi"),
        ("S. Pietro, S. Anna, S. Stefano", "san Pietro, sant'Anna, santo Stefano"),
        ("p.es. qui", "per esempio qui"),
        ("dip. di Fisica", "dipartimento di Fisica"),
        ("p.za Grande", "piazza Grande"),
    ],
    "contacts": [
        ("333 123 4567", "tre tre tre, uno due tre, quattro cinque sei sette"),
        ("+39 06 1234567", "più trentanove, zero sei, uno due tre quattro cinque sei sette"),
        ("1234-5678", "uno due tre quattro, cinque sei sette otto"),
        ("chiama il 112", "chiama il uno uno due"),
        ("mario.rossi@gmail.com", "mario punto rossi chiocciola gmail punto com"),
        ("@jensen.me", "chiocciola j e n s e n punto m e"),
        ("mail.nasa.mx.", "m a i l punto n a s a punto m x."),
    ],
    "symbols": [
        ("2 + 2 = 4", "due più due uguale quattro"),
        ("R&D, §3, e/o", "R e D, paragrafo tre, e o"),
        ("a < b", "a è minore di b"),
        ("10^6", "dieci alla sei"),
        ("x²", "x al quadrato"),
    ],
}
ROWS = [(kind, *row) for kind, rows in CASES.items() for row in rows]


def spoken_text(text):
    return " ".join(normalise(text, lang="i").text.split())


@pytest.mark.parametrize(("kind", "written", "spoken"), ROWS, ids=[f"{r[0]}-{r[1]}" for r in ROWS])
def test_italian(kind, written, spoken):
    assert spoken_text(written) == spoken


def test_an_address_that_stands_alone_is_dictated_with_its_scheme():
    assert spoken_text("https://www.roma.it") == (
        "h t t p s due punti slash slash w w w punto roma punto it"
    )
    assert spoken_text("Vai su https://www.roma.it") == "Vai su w w w punto roma punto it"


@pytest.mark.parametrize(
    "text", ["Ciao, come stai?", "L'uomo ha detto di no.", "I libri e i cani."]
)
def test_plain_italian_has_no_words_replaced(text):
    assert not any(piece.rule for piece in normalise(text, lang="i").pieces)


def test_cardinals_and_ordinals_agree():
    assert cardinal(1, "f") == "una"
    assert ordinal(21, "f", True) == "ventunesime"
    assert ordinal(2000) == "duemillesimo"
    assert ordinal(16) == "sedicesimo"
    assert ordinal(26) == "ventiseiesimo"
