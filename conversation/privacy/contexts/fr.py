"""French contexts."""

from conversation.privacy.contexts import forms
from conversation.privacy.contexts.rows import ContextRow, row
from conversation.privacy.kinds import PiiKind

_CONTRACTS = r"(?:contrat|offre|abonnement|garantie|devis|bail|promotion|licence|passeport|essai)s?"
_PUBLIC = (
    r"(?:commande|dossier|facture|postal|promo|suivi|ticket|référence|réservation|salle|poste|"
    r"bureau|série|version|colis|article|client|vol|erreur)"
)

ROWS: tuple[ContextRow, ...] = (
    row(PiiKind.CARD, "carte chiffres", r"(?:seize|16) chiffres",
        r"numéro de (?:la |ma |votre )?carte",
        r"numéros? (?:sur|de) (?:la|votre) carte",
        r"carte (?:bleue|bancaire|de crédit|visa)", r"(?:ma|la|votre) carte(?: c'est| est)(?: le)?",
        **forms.CARD),
    row(PiiKind.CARD, "carte", "carte", least=12, full=16, gap=4, holds=4),
    row(PiiKind.CODE, "code", r"(?:le|mon|votre) code(?: est| c'est)?", gap=3, most=8, holds=0),
    row(PiiKind.CODE, "cryptogramme code dos pin chiffres derrière passe sms",
        r"cryptogramme(?: visuel)?",
        r"code (?:de sécurité|secret|pin|confidentiel|de vérification|de validation|cvv)",
        r"(?:trois|3) (?:derniers )?chiffres(?: derrière)?",
        r"(?:chiffres )?au dos(?: de (?:la|votre|ma) carte)?", "mot de passe", r"par sms",
        r"code (?:reçu|envoyé)(?: par \w+)?",
        **forms.SECURITY),
    row(PiiKind.EXPIRY, "expiration expire valable validité", r"date d'expiration", "expiration",
        r"expire(?:nt)?(?: en| fin| le)?", r"valable jusqu'(?:à|au|en)(?: fin)?",
        r"(?:date de |fin de )?validité", **forms.MONTH),
    row(PiiKind.ACCOUNT, "compte guichet banque rib clé", r"numéro de compte", r"code guichet",
        r"code banque", "rib", r"compte bancaire", **forms.BANK),
    row(PiiKind.ID, "sécurité sécu nir sociale vitale", r"(?:numéro de )?sécurité sociale",
        r"(?:numéro de )?sécu", "nir", "carte vitale",
        least=7, most=15, full=13),
    row(PiiKind.ID, "permis passeport identité séjour fiscal",
        r"permis(?: de conduire)?(?: numéro| est(?: le)?)?", r"passeport(?: numéro)?",
        r"carte d'identité(?: numéro)?",
        r"titre de séjour", r"numéro fiscal", **(forms.LETTERED | {"least": 6, "full": 12})),
    row(PiiKind.DOB, "naissance né née", r"date de naissance",
        r"(?:suis|il est|elle est|es|êtes(?:-vous)?) n[ée]e?(?:\(e\))?", "année de naissance",
        r"née? en",
        **forms.BIRTH),
    row(PiiKind.DOB, "né née anniversaire", r"née? le", "anniversaire",
        **(forms.BIRTH | {"least": 5})),
    row(PiiKind.EMAIL, "adresse courriel mél mail", "courriel", r"adresse (?:mail|électronique)",
        r"e?-?mail", **forms.MAIL),
    row(PiiKind.PHONE, "téléphone portable fixe appelez rappeler numéro joindre",
        r"(?:numéro de )?(?:téléphone|portable)", r"appelez[- ]moi au", r"rappeler au",
        r"(?:mon|votre) numéro", r"joindre au", r"(?:téléphone|ligne) fixe", **forms.TELEPHONE),
    row(None, "numéro code commande dossier facture postal promo salle colis ticket référence"
        " réservation vol",
        r"(?:le|la|mon|ma|votre|du) (?:dossier|facture|colis|ticket|réservation|vol)",
        rf"(?:numéro|code)(?: de| du| d')? ?{_PUBLIC}", rf"{_PUBLIC} numéro", "référence", "salle",
        "commande",
        **forms.PUBLIC),
    row(None, "expire expirent valable", rf"{_CONTRACTS}(?: \w+)? (?:expire\w*|valables?)(?: \w+)?",
        **forms.PUBLIC),
    row(None, "née né", r"(?:entreprise|société|idée|boîte|marque)(?: \w+)? est née?",
        **forms.PUBLIC),
    row(None, "combien plafond solde prix", "combien", "plafond", "solde", **forms.PUBLIC),
)  # fmt: skip
