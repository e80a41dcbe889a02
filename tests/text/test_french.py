"""French text in words: numbers and what they count, dates, names, abbreviations, symbols."""

import pytest

from phemius_core.text._normalise import normalise
from phemius_core.text.french._number_words import cardinal, ordinal

CASES = {
    "numbers": [
        ("71", "soixante et onze"),
        ("80", "quatre-vingts"),
        ("81", "quatre-vingt-un"),
        ("99", "quatre-vingt-dix-neuf"),
        ("100", "cent"),
        ("200", "deux cents"),
        ("201", "deux cent un"),
        ("1000", "mille"),
        ("80 000", "quatre-vingt mille"),
        ("200 000 000", "deux cents millions"),
        ("1\u202f593\u202f072", "un million cinq cent quatre-vingt-treize mille soixante-douze"),
        ("12.345.678", "douze millions trois cent quarante-cinq mille six cent soixante-dix-huit"),
        ("1'234", "mille deux cent trente-quatre"),
        ("1 234,50", "mille deux cent trente-quatre virgule cinquante"),
        ("1.234,5", "mille deux cent trente-quatre virgule cinq"),
        ("1,234.5", "mille deux cent trente-quatre virgule cinq"),
        ("818,303", "huit cent dix-huit virgule trois cent trois"),
        ("0,05", "zéro virgule zéro cinq"),
        ("24,1313", "vingt-quatre virgule treize treize"),
        ("3,14159", "trois virgule quatorze cent cinquante-neuf"),
        ("-60", "moins soixante"),
        ("007", "zéro zéro sept"),
        ("1 table, 1 homme", "une table, un homme"),
        ("21 filles et 31 jours", "vingt et une filles et trente et un jours"),
        ("les 8 enfants", "les huit enfants"),
        ("18,2 milliards", "dix-huit virgule deux milliards"),
        ("2,5M de vues, 5k abonnés", "deux virgule cinq millions de vues, cinq mille abonnés"),
        ("2010-2015", "deux mille dix à deux mille quinze"),
        ("entre 20-30 ans", "entre vingt et trente ans"),
        ("un score de 3-2", "un score de trois à deux"),
        ("Python 3.11 et v2.0.1", "Python trois point onze et v deux point zéro point un"),
        ("192.168.1.1", "cent quatre-vingt-douze point cent soixante-huit point un point un"),
        ("H2O et CO2", "H deux O et CO deux"),
    ],
    "ordinals": [
        ("1er, 1re, 1ère, 1ers", "premier, première, première, premiers"),
        ("2nd, 2nde, 2e", "second, seconde, deuxième"),
        ("75e et 251e", "soixante-quinzième et deux cent cinquante et unième"),
        ("5e, 9ème, 3 ème, 80e", "cinquième, neuvième, troisième, quatre-vingtième"),
        ("1ᵉʳ et 2ᵉ", "premier et deuxième"),
        ("le 6° étage", "le sixième étage"),
        ("Il fait 6° dehors.", "Il fait six degrés dehors."),
        ("1 000 000e", "millionième"),
    ],
    "fractions": [
        ("1/2, 2/3, 3/4", "un demi, deux tiers, trois quarts"),
        ("2/9", "deux neuvièmes"),
        ("-4 1/3", "moins quatre et un tiers"),
        ("1½", "un et un demi"),
        ("½ heure", "une demi-heure"),
        ("2 1/2 heures", "deux heures et demie"),
        ("1/4 l de lait, 1/2 l", "un quart de litre de lait, un demi-litre"),
        ("8,5/10", "huit virgule cinq sur dix"),
        ("la saison 2023/24", "la saison deux mille vingt-trois vingt-quatre"),
        ("noté 8/10", "noté huit sur dix"),
        ("15/20", "quinze sur vingt"),
        ("16:9 et 3:1", "seize neuvièmes et trois contre un"),
    ],
    "roman": [
        ("le XIXe siècle", "le dix-neuvième siècle"),
        ("le XXᵉ siècle", "le vingtième siècle"),
        ("la Ire et la Ve République", "la première et la cinquième République"),
        ("Louis XIV", "Louis quatorze"),
        ("François Ier", "François premier"),
        ("Charles V et Napoléon III", "Charles cinq et Napoléon trois"),
        ("chapitre IV, chap. V", "chapitre quatre, chapitre cinq"),
        ("les XVIe-XVIIe siècles", "les seizième-dix-septième siècles"),
        ("Le XVIIIe s. commence", "Le dix-huitième siècle commence"),
        ("Le CD de Marie", "Le CD de Marie"),
        ("Le Mes Les De", "Le Mes Les De"),
    ],
    "money": [
        ("1 234,50 €", "mille deux cent trente-quatre euros et cinquante centimes"),
        ("12 €50", "douze euros et cinquante centimes"),
        ("0,99 €", "quatre-vingt-dix-neuf centimes"),
        ("1 €", "un euro"),
        ("$5 et 5 $", "cinq dollars et cinq dollars"),
        ("EUR 20 et 20 EUR", "vingt euros et vingt euros"),
        ("21 £", "vingt et une livres"),
        ("5-10 €", "cinq à dix euros"),
        ("1,2 M€", "un virgule deux million d'euros"),
        ("3 Md€", "trois milliards d'euros"),
        ("15 k€", "quinze mille euros"),
        ("2,5 k€", "deux mille cinq cents euros"),
        ("$3 millions", "trois millions de dollars"),
        ("15 €/mois et 3 €/m²", "quinze euros par mois et trois euros par mètre carré"),
        ("-5 €", "moins cinq euros"),
        ("5 us$, 15 $ CA, 1 usd", "cinq dollars américains, quinze dollars canadiens, un dollar "
         "américain"),
        ("500 ¥", "cinq cents yens"),
    ],
    "units": [
        ("8,5 %", "huit virgule cinq pour cent"),
        ("10-15 %", "dix à quinze pour cent"),
        ("20 %-30 %", "vingt pour cent à trente pour cent"),
        ("20-30 °C", "vingt à trente degrés Celsius"),
        ("-5°C", "moins cinq degrés Celsius"),
        ("1,5 km et 2 km", "un virgule cinq kilomètre et deux kilomètres"),
        ("100 km/h", "cent kilomètres par heure"),
        ("12 m² et 3 m3", "douze mètres carrés et trois mètres cubes"),
        ("7 l/100 km", "sept litres aux cent kilomètres"),
        ("5 mg/kg", "cinq milligrammes par kilogramme"),
        ("16 Go", "seize gigaoctets"),
        ("21 min", "vingt et une minutes"),
        ("10 × 15 cm", "dix sur quinze centimètres"),
        ("1m80", "un mètre quatre-vingts"),
        ("10⁶ et 10⁻³", "dix puissance six et dix puissance moins trois"),
        ("CO₂, H₂O", "CO deux, H deux O"),
        ("5G, 4K, A4", "cinq G, quatre K, A quatre"),
        (
            "48° 51′ 24″ N",
            "quarante-huit degrés cinquante et une minutes vingt-quatre secondes nord",
        ),
    ],
    "times": [
        ("15h30 et 15 h 30", "quinze heures trente et quinze heures trente"),
        ("15:30", "quinze heures trente"),
        ("8h05", "huit heures cinq"),
        ("1h et 21h", "une heure et vingt et une heures"),
        ("9h-17h", "neuf heures à dix-sept heures"),
        ("9h30-12h", "neuf heures trente à douze heures"),
        ("2h30min", "deux heures trente minutes"),
        ("15:30:05", "quinze heures trente minutes et cinq secondes"),
        ("24h/24 et 7j/7", "vingt-quatre heures sur vingt-quatre et sept jours sur sept"),
        ("lun.-ven. 9h-12h", "du lundi au vendredi neuf heures à douze heures"),
        (
            "2024-03-09T14:05+02:00",
            "neuf mars deux mille vingt-quatre, quatorze heures cinq UTC plus deux",
        ),
        ("3'45\"", "trois minutes quarante-cinq secondes"),
        ("3 pm", "trois heures de l'après-midi"),
    ],
    "dates": [
        ("02/03/2003", "deux mars deux mille trois"),
        ("2003-03-02", "deux mars deux mille trois"),
        ("15.01.2020", "quinze janvier deux mille vingt"),
        ("le 12/05", "le douze mai"),
        ("1er mai", "premier mai"),
        ("lun. 3 janv. 2024", "lundi trois janvier deux mille vingt-quatre"),
        ("le 3 janv. Il part", "le trois janvier. Il part"),
        ("les 17/18 juin", "les dix-sept dix-huit juin"),
        ("3-5 mai", "trois à cinq mai"),
        ("les années 80", "les années quatre-vingt"),
        ("les 80s", "les eighties"),
        ("45/45/2026", "quarante-cinq slash quarante-cinq slash deux mille vingt-six"),
    ],
    "abbreviations": [
        ("M. Dupont et Mme Martin", "monsieur Dupont et madame Martin"),
        ("Mlle Léa, Dr House, Pr Curie", "mademoiselle Léa, docteur House, professeur Curie"),
        ("12 bd Voltaire, 5 av. Foch", "douze boulevard Voltaire, cinq avenue Foch"),
        ("M. et Mme Petit", "monsieur et madame Petit"),
        ("la S.N.C.F. et J.-P. Petit", "la SNCF et J P Petit"),
        ("art. L. 123-4", "article L. cent vingt-trois tiret quatre"),
        ("C'est à l'est. Puis", "C'est à l'est. Puis"),
        ("Mon n° est ici, n° 5, page 12/45", "Mon numéro est ici, numéro cinq, page douze sur "
         "quarante-cinq"),
        ("10x moins", "dix fois moins"),
        ("p. ex. ici", "par exemple ici"),
        ("n° 5, p. 12", "numéro cinq, page douze"),
        ("des pommes, etc. Puis", "des pommes, et cetera. Puis"),
        ("en 44 av. J.-C. il", "en quarante-quatre avant Jésus-Christ il"),
        ("50 km/h max. Il part", "cinquante kilomètres par heure maximum. Il part"),
        ("Mᵐᵉ et Mˡˡᵉ", "madame et mademoiselle"),
    ],
    "contacts": [
        (
            "01 23 45 67 89",
            "zéro un, vingt-trois, quarante-cinq, soixante-sept, quatre-vingt-neuf",
        ),
        (
            "+33 6 12 34 56 78",
            "plus trente-trois, six, douze, trente-quatre, cinquante-six, soixante-dix-huit",
        ),
        ("+33 (0)1 23 45 67 89", "plus trente-trois, un, vingt-trois, quarante-cinq, "
         "soixante-sept, quatre-vingt-neuf"),
        ("Appelez le 3949", "Appelez le trente-neuf quarante-neuf"),
        ("jean.dupont@exemple.fr", "jean point dupont arobase exemple point f r"),
        ("Voir www.lemonde.fr.", "Voir w w w point lemonde point f r."),
        ("#MeToo #Paris2024", "hashtag Me Too hashtag Paris deux mille vingt-quatre"),
        ("PIN 0042", "PIN zéro zéro quatre deux"),
    ],
    "symbols": [
        ("~5 km, 20 / 4", "environ cinq kilomètres, vingt sur quatre"),
        ("2 + 2 = 4", "deux plus deux égale quatre"),
        ("3 × 4", "trois fois quatre"),
        ("R&D, §3, et/ou", "R et D, paragraphe trois, et ou"),
        ("a < b, >5", "a est inférieur à b, plus de cinq"),
        ("x² + y³", "x au carré plus y au cube"),
        ("10^6", "dix puissance six"),
        ("C# et C++", "C dièse et C plus plus"),
        ("« Bonjour ! » Ça va ?", "“Bonjour!” Ça va?"),
    ],
}  # fmt: skip
ROWS = [(kind, *row) for kind, rows in CASES.items() for row in rows]


def spoken_text(text):
    return " ".join(normalise(text, lang="f").text.split())


@pytest.mark.parametrize(("kind", "written", "spoken"), ROWS, ids=[f"{r[0]}-{r[1]}" for r in ROWS])
def test_french(kind, written, spoken):
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    "text", ["Bonjour, comment allez-vous ?", "Il dit « non ».", "L'homme qu'on aime s'en va."]
)
def test_plain_french_has_no_words_replaced(text):
    replaced = [piece.rule for piece in normalise(text, lang="f").pieces if piece.spoken.strip()]
    assert not any(replaced)


def test_cardinals_and_ordinals_agree():
    assert cardinal(21, "f") == "vingt et une"
    assert cardinal(21_000, "f") == "vingt et un mille"
    assert ordinal(1, "f", True) == "premières"
    assert ordinal(1000) == "millième"
