"""French words of agent acts, as cues; see `conversation.coaching.cues`."""

from conversation.coaching.detection.agent_act import AgentAct

_AMOUNT = (
    "(#|cinq|six|sept|huit|neuf|dix|douze|quinze|dix-neuf|vingt|trente|quarante|cinquante|soixante"
    "|soixante-dix|quatre-vingts|quatre-vingt|quatre-vingt-dix|cent|cents|deux cents|mille)"
)
_SUM = f"({_AMOUNT}|un|deux|trois|quatre|onze|treize|quatorze|seize|dix-sept|dix-huit|million*)"
"""What may stand right before a currency: the last word of any number."""
_DATA = (
    "(nom|prénom|numéro|adresse|mail|email|e-mail|courriel|code postal|date de naissance|téléphone"
    "|référence|immatriculation|série|contrat|dossier|commande|client|compte|chiffres)"
)

ACTS: dict[AgentAct, list[str]] = {
    AgentAct.GREETED: [
        "(comment|en quoi|que) (puis-je|je peux|peux-je|pouvons-nous) ... (aider|faire)",
        "je m'appelle",
        "(ici|c'est) ... (de chez|du service|de la société|à l'appareil)",
        "(bonjour|bonsoir)",
        "merci (d'appeler|d'avoir appelé|de votre appel)",
        "je vous écoute",
    ],
    AgentAct.ASKED_DATA: [
        f"(quel|quelle) (est|était) ... {_DATA}",
        "(pouvez-vous|pourriez-vous|vous pouvez|vous pourriez|puis-je|je peux|est-ce que) ..."
        f" {_DATA}",
        f"(votre|vos|le|la|l') ... {_DATA} (s'il vous plaît|svp|?)",
        f"(donner|donnez-moi|rappeler|confirmer|confirmez-moi|indiquer|préciser|avoir) ... {_DATA}",
        "(épeler|épelez|ça s'écrit|comment s'écrit|comment ça s'écrit)",
        "(à qui ai-je|c'est à quel nom|vous êtes monsieur|vous êtes madame|à quel nom)",
        "(quelle marque|quel modèle|quelle année|quelle adresse|quel numéro)",
    ],
    AgentAct.ASKED_OPEN: [
        "(dites-moi|racontez-moi|expliquez-moi|décrivez-moi|parlez-moi)",
        "(qu'est-ce que|qu'est-ce qui|comment|pourquoi|combien|depuis quand)",
        "(pouvez-vous|pourriez-vous|vous pouvez|vous pourriez) (m'expliquer|me dire|me raconter"
        "|me décrire)",
    ],
    AgentAct.TOLD_PRICE: [
        f"{_SUM} (euro|euros|dollars|€|$|balles|hors taxe|hors taxes|ht|ttc|francs)",
        "(€|$|£) #",
        f"{_AMOUNT} (par|l') (mois|an|année|utilisateur|poste|personne|siège|agent|licence|unité)",
        f"{_AMOUNT} (le mois|par mois|par an|à l'année|la licence|le poste|mensuel|mensuels)",
        "(prix|tarif|coût|coûte|coûterait|total|montant|facture|revient|reviendrait) ..."
        f" {_AMOUNT}",
    ],
    AgentAct.PROPOSED: [
        "(on peut|nous pouvons|je peux|je pourrais|on pourrait|nous pourrions) (vous|faire"
        "|organiser"
        "|fixer|planifier|programmer|caler|prévoir|mettre|proposer|envoyer)",
        "(je vous propose|je vous conseille|je suggère|je vous suggère|si on|si nous|et si)",
        "(voulez-vous|souhaitez-vous|préférez-vous|aimeriez-vous|vous voulez|vous souhaitez)",
        "(ça vous|cela vous|est-ce que ça|est-ce que cela) (va|convient|irait|conviendrait|dit)",
        "(seriez-vous|êtes-vous|vous êtes|vous seriez) (disponible|libre|dispo)",
        "que diriez-vous",
    ],
    AgentAct.APOLOGISED: ["(désolé|désolée|navré|navrée|excus*|pardon*|toutes mes excuses)"],
    AgentAct.REFUSED: [
        "malheureusement",
        "(on ne peut|je ne peux|nous ne pouvons|je peux) (pas|rien)",
        "(pas possible|impossible|pas autorisé|pas prévu|n'est pas couvert|non remboursable)",
        "(je crains|j'ai peur) que",
        "(les conditions|le règlement|la procédure|le contrat) (ne|prévoit|prévoient|dit)",
    ],
    AgentAct.INSTRUCTED: [
        "(cliquez|appuyez|ouvrez|redémarrez|tapez|sélectionnez|débranchez|branchez|allez|entrez"
        "|vérifiez|regardez|éteignez|rallumez|saisissez)",
        "(vous pouvez|pouvez-vous|pourriez-vous|il faut|essayez de) (cliquer|appuyer|ouvrir"
        "|redémarrer|taper|sélectionner|débrancher|brancher|aller|entrer|vérifier|regarder"
        "|éteindre)",
    ],
    AgentAct.HELD: [
        "(un instant|une seconde|un petit instant|une minute|deux secondes|ne quittez pas"
        "|patientez)",
        "je (regarde|vérifie|consulte|recherche|vais regarder|vais vérifier|vous mets en attente)",
    ],
    AgentAct.WRAPPED_UP: [
        "(autre chose|d'autres questions|une autre question)",
        "(bonne journée|bonne soirée|bonne fin de journée|bon week-end|bonne continuation)",
        "(au revoir|à bientôt|à demain|à très vite)",
    ],
}
CLOSED = (
    r"(?:donc |et |alors |bon |d accord |ok |tres bien |parfait |bien |mais )*"
    r"(?:est ce que|avez vous|etes vous|voulez vous|pouvez vous|pourriez vous|souhaitez vous"
    r"|preferez vous|seriez vous|auriez vous|vous (?:avez|etes|voulez|pouvez|souhaitez|preferez"
    r"|confirmez|utilisez|travaillez)|y a t il)"
)
ASKING = "(que|quoi|qu'|comment|pourquoi|quand|où|quel|quelle|quels|quelles|qui|combien)"
TAGS = "(c'est ça|c'est bien ça|n'est-ce pas|c'est exact|correct|d'accord|hein|ou pas|ou non|non) ?"
BACKCHANNEL = (
    "(mm|mmm|hum|ah|oh|ok|okay|oui|ouais|d'accord|entendu|bien sûr|voilà|tout à fait|je vois"
    "|je comprends|c'est noté|compris|parfait|très bien|super|merci|bon|bien|exactement)"
)
