"""French number words, with Belgium's and Switzerland's."""

UNITS = {
    "zéro": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9,
}  # fmt: skip
TEENS = {
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
LATE_TEENS = {"sept": 17, "huit": 18, "neuf": 19}  # behind « dix »
TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
# Only French counts on from sixty and eighty: soixante-douze, quatre-vingt-dix-sept.
COUNT_ON = (60, 80)
HUNDREDS = {"cent": 100}
THOUSANDS = {"mille"}
MILLIONS = {"million", "millions"}
REPEATS = {"double": 2, "triple": 3}
ORDINALS = {"premier": 1, "1er": 1}
MONTHS = {
    "janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6,
    "juillet": 7, "août": 8, "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11,
    "décembre": 12, "decembre": 12,
}  # fmt: skip
FILLERS = {
    "euh", "heu", "hum", "et", "tiret", "ensuite", "puis", "alors", "enfin", "oui", "voilà",
    "après", "barre", "espace", "donc",
}  # fmt: skip
COUNTED = {"chiffres", "chiffre", "numéros", "premiers", "derniers", "suivants", "premières"}
COUNTS = {"premiers", "derniers", "suivants", "prochains"}
MEASURES = {
    "euros", "centimes", "francs", "seconde", "secondes", "heure", "heures", "jour",
    "jours", "semaine", "semaines", "mois", "ans", "années", "personnes", "postes", "appels",
    "agences", "fois", "unités", "pièces", "utilisateurs", "clients", "comptes", "cartes", "mètres",
    "employés", "sites", "bureaux", "commandes", "licences", "virgule", "salariés", "agents",
}  # fmt: skip
