"""Gender of French nouns, guessed from their endings: "1" before a noun is *un* or *une*."""

from typing import Final

__all__ = ["is_feminine"]

_FEMININE_ENDINGS: Final = (
    "tion", "sion", "xion", "aison", "çon", "té", "ée", "ette", "elle", "esse", "ence", "ance",
    "ure", "ise", "ude", "ine", "ade", "ière", "ère", "euse", "trice", "ille", "enne", "onne",
    "asse", "ouse", "ique", "ène", "ie", "ue", "oire", "otte", "appe", "ouche", "aine", "ante",
    "ente", "eur", "ace", "ice", "ale",
)  # fmt: skip
_FEMININE: Final = frozenset({
    "fois", "page", "personne", "heure", "seconde", "semaine", "nuit", "femme", "fille", "maison",
    "place", "chose", "part", "porte", "table", "tasse", "ligne", "carte", "lettre", "main", "vie",
    "ville", "voix", "boîte", "tranche", "gousse", "poignée", "pincée", "note", "langue", "étape",
    "étoile", "chambre", "salle", "classe", "réponse", "carafe", "banque", "marque", "école",
    "église", "image", "plage", "cage", "mer", "terre", "eau", "dent", "clé", "clef", "fin",
    "arme", "tonne", "livre", "once", "pomme", "poire", "orange", "tomate", "vache", "mouche",
    "équipe", "robe", "jupe", "chemise", "chaise", "lampe", "route", "rue", "tête", "jambe",
    "bouche", "feuille", "période", "méthode", "plante", "tante", "mère", "sœur", "nièce",
    "cuillerée", "dose", "goutte", "tablette", "piste", "liste", "douzaine", "centaine", "paire",
    "demande", "commande", "offre", "œuvre", "victime", "star", "étude", "base", "phase", "case",
    "pause", "phrase", "balle", "salade", "sorte", "forme", "ferme", "alarme", "guerre", "pierre",
    "barre", "photo", "vidéo", "radio", "moto", "auto", "enquête", "fête", "tempête", "conquête",
    "ombre", "montre", "fenêtre", "couche", "pêche", "roche", "poche", "recherche", "marche",
    "démarche", "branche", "planche", "dimension", "recette", "fourchette", "nation", "croix",
    "noix", "souris", "brebis", "perdrix", "forêt", "dette", "cible", "règle", "pile", "île",
    "mode", "mort", "loi", "foi", "paroi", "peau", "faim", "soif", "sonnerie", "attaque", "gare",
    "tour", "minute", "centrale", "finale",
})  # fmt: skip
_MASCULINE: Final = frozenset({
    "côté", "été", "comité", "traité", "pâté", "arrêté", "décolleté", "comté", "musée", "lycée",
    "trophée", "apogée", "athlée", "squelette", "modèle", "parallèle", "silence", "capitaine",
    "domaine", "magazine", "moine", "patrimoine", "stade", "grade", "malade", "camarade", "café",
    "génie", "incendie", "parapluie", "foie", "territoire", "laboratoire", "mémoire", "histoire",
    "pourboire", "accessoire", "interrogatoire", "itinéraire", "service", "exercice", "indice",
    "office", "bénéfice", "caprice", "sacrifice", "espace", "palace", "journal", "médecin",
    "mécanique", "moteur", "facteur", "ordinateur", "kilomètre", "caractère", "mystère", "père",
    "frère", "ministère", "cimetière", "derrière", "cratère", "critère", "hémisphère", "verre",
    "murmure", "mercure", "signe", "mètre", "suicide", "graphique", "moustique", "cirque",
    "plastique", "portique", "lexique", "pique-nique", "disque", "risque", "mille", "gorille",
    "quadrille", "vaudeville", "auteur", "acteur", "directeur", "joueur", "utilisateur",
    "visiteur", "spectateur", "lecteur", "cœur", "bonheur", "malheur", "honneur", "secteur",
    "ascenseur", "professeur", "chanteur", "chasseur", "coureur", "vainqueur", "conducteur",
    "serviteur", "tracteur", "téléviseur", "voleur", "mineur", "majeur", "meilleur", "seigneur",
    "travailleur", "électeur", "docteur", "intérieur", "extérieur", "ingénieur", "serveur",
    "milliardaire", "scandale", "pétale", "cannibale", "râle", "dédale", "principe", "cheveu",
    "garçon", "glaçon", "soupçon", "hameçon", "maçon", "poinçon", "bastion", "camion", "lion",
    "avion", "espion", "million", "pion", "champion", "communiqué", "adolescente", "poste",
    "trente", "quarante", "cinquante", "soixante", "pente", "ventre", "centre", "ange", "mélange",
    "et", "ou", "de", "du", "est", "le", "la", "les", "que", "qui", "sur", "par", "vue",
}) - {"histoire", "mémoire", "pente", "mécanique", "vue", "adolescente"}  # fmt: skip


def is_feminine(noun: str) -> bool:
    """Whether a French noun, in the singular or plural, is probably feminine."""
    word = noun.lower()
    for form in (word, word.removesuffix("s")):
        if form in _MASCULINE:
            return False
        if form in _FEMININE:
            return True
    return word.removesuffix("s").endswith(_FEMININE_ENDINGS)
