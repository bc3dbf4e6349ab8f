"""French vocabulary of the memory, as cues; see `conversation.coaching.cues`."""

from conversation.memory.words.vocabulary import MemoryVocabulary, word_set

_DOES = (
    "(envoyer|envoie|enverrai|enverra|enverrons|rappeler|rappelle|rappellerai|rappellera"
    "|rappellerons|transmettre|transmets|transmettrai|vérifier|vérifie|vérifierai|demander"
    "|demande|demanderai|réserver|réserve|réserverai|préparer|prépare|préparerai|confirmer"
    "|confirme|confirmerai|rembourser|rembourse|rembourserai|annuler|annule|annulerai|changer"
    "|change|changerai|remplacer|remplace|remplacerai|recontacter|recontacte|recontacterai|revenir"
    "|reviens|reviendrai|faire|fais|ferai|fera|ferons|mettre|mets|mettrai|passer|passe|passerai"
    "|donner|donne|donnerai|payer|paie|paierai|régler|règle|réglerai|virer|signer|signe|signerai"
    "|ouvrir|ouvre|ouvrirai|créer|crée|créerai|appeler|appelle|appellerai|noter|tenir|tiens"
    "|tiendrai|livrer|livre|livrerons|écrire|écris|écrirai|renvoyer|renvoie|renverrai)"
)
FRENCH = MemoryVocabulary(
    promises=[
        f"(je|on|nous) [vous|te|le|la|les|l'|lui|leur|m'en|m'] [l'] {_DOES} ... (demain|lundi|mardi"
        "|mercredi|jeudi|vendredi|aujourd'hui|ce soir|tout de suite|avant|dans|d'ici|par mail"
        "|un|une|le|la|les|votre|cela|ça)",
        f"(je vais|on va|nous allons) [vous|te|le|la|les|l'|lui|leur] [l'] {_DOES}",
        f"(je|on|nous) vous [l'|le|la|les|en] {_DOES}",
        "(je|nous) (m'engage|promets|vous promets|garantis|vous garantis|m'en occupe|m'en charge)",
        "vous (aurez|recevrez) ... (demain|un|une|le|la|votre|d'ici|avant|dans)",
        "(voyons-nous|retrouvons-nous|parlons-nous|rappelons-nous|on se voit|on se retrouve|on se"
        " parle|on se reparle|on se rappelle|nous nous verrons|nous nous reparlerons|rendez-vous)"
        " [donc|alors] (demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|la semaine prochaine)",
    ],
    no_promises=[
        "je vous (passe les détails|fais confiance|demande pourquoi|donne raison)",
        "je vais être (honnête|franc|franche)",
        "(je|on) (fais|fait|change|paie) (quoi|comment)",
    ],
    questions=[
        "(combien|comment|quand|pourquoi|où|qui|quel|quelle|quels|quelles)",
        "(est-ce que|est-ce qu'|qu'est-ce que|qu'est-ce qu'|c'est quoi)",
        "(avez|pouvez|êtes|voulez|faites|savez|auriez|pourriez) vous",
    ],
    smalltalk=[
        "(comment) (allez vous|vas tu|ça va)",
        "ça va",
        "(vous|tu) (m'entendez|m'entends|êtes là|es là)",
        "(n'est-ce pas|d'accord|hein|allô)",
    ],
    deflections=[
        "(je vais|il faut que je|je dois|laissez moi|on va) (vérifier|vérifie|regarder|regarde"
        "|demander|demande|me renseigner|me renseigne|voir|voie|revenir)",
        "(je ne sais pas|je sais pas|aucune idée|pas sûr|pas sûre|pas certain|pas certaine)",
        "(bonne|très bonne) question",
        "(un instant|un moment|une seconde|une minute|patientez|ne quittez pas)",
    ],
    settled=[
        "(d'accord|ça marche|ça me va|ça nous va|ça me convient|ça nous convient|très bien|parfait"
        "|entendu|c'est bon pour moi|c'est parfait|c'est noté|impeccable|nickel)",
        "(ça|c'est) (plus clair|clair|rassurant|mieux|raisonnable|correct|jouable|convaincant"
        "|logique|une bonne nouvelle)",
        "(ça répond à|vous me rassurez|je suis rassuré|je suis rassurée|je suis convaincu"
        "|je suis convaincue)",
        "(allons-y|on y va|on fait comme ça|faisons comme ça|je suis partant|je suis partante)",
    ],
    unsettled=[
        "(pas|jamais|si|pas trop|pas vraiment) ... (d'accord|ça me va|parfait|clair|rassurant"
        "|raisonnable|logique|convaincu|convaincue|bien)",
        "(ne me va pas|me convient pas|marche pas)",
        "(mais|quand même|par contre|sauf que) (c'est|ça|je|on|il|le|la|trop|vous)",
    ],
    glad=[
        "(super|génial|excellent|formidable|parfait|magnifique|impeccable|nickel|top|extra)",
        "(content|contente|contents|ravi|ravie|heureux|heureuse|satisfait|satisfaite|soulagé"
        "|soulagée|impressionné|impressionnée|enchanté|enchantée)",
        "(merci beaucoup|merci infiniment|c'est gentil|très gentil|bonne nouvelle|bravo)",
        "(j'aime|j'adore|j'apprécie|ça me plaît|ça nous plaît|hâte de)",
        "(marche|fonctionne) [très|vraiment] bien",
        "(beaucoup|tellement|bien) mieux",
    ],
    cross=[
        "(nul|nulle|horrible|affreux|scandaleux|scandale|honteux|honte|inadmissible|inacceptable"
        "|insupportable|lamentable|catastrophe|catastrophique|ridicule|abusé|cauchemar|désastre)",
        "(énervé|énervée|fâché|fâchée|furieux|furieuse|déçu|déçue|agacé|agacée|mécontent"
        "|mécontente|inquiet|inquiète|stressé|stressée|épuisé|épuisée|désespéré|désespérée)",
        "(marre|ras le bol|assez de|j'en peux plus|n'en peux plus|en ai assez|dégoûté|dégoûtée)",
        "(trop|très|vraiment|super) (cher|chère|chers|lent|lente|compliqué|compliquée|long|longue"
        "|tard|difficile)",
        "(mauvais|mauvaise|pire) (service|expérience|qualité|surprise|nouvelle|moment)",
        "(marche|fonctionne) (pas|plus|toujours pas|jamais)",
        "(perdre|perds|perdu|perte de) ... temps",
        "(se moque de|se fout de|vous moquez|foutez de|pris pour|arnaque|arnaqué|arnaquée|voleurs)",
        "pas [du tout|vraiment|très] (content|contente|satisfait|satisfaite|ravi|ravie|convaincu"
        "|convaincue)",
        "(pas normal|pas acceptable|pas sérieux|plainte|réclamation)",
        "personne (ne répond|répond|ne rappelle|rappelle|ne m'|m'a)",
    ],
    unless=[
        "(bonne|excellente|belle) (journée|soirée|après-midi|fin|semaine)",
        "(content|contente|ravi|ravie|heureux|heureuse|enchanté|enchantée) de (vous|faire|t')",
        "(j'aimerais|je voudrais)",
        "pas (nul|mal|horrible|énervé|énervée|fâché|fâchée|inquiet|inquiète|trop cher)",
        "super (marché|u|cher|long|lent)",
    ],
    pains=[
        "(on|je|nous) (perd|perds|perdons|gaspille|passe|passons|ai perdu|a perdu|avons perdu) ..."
        " (heures|jours|semaines|temps|argent|clients|commandes|nuits|fortune)",
        "(ça|cela) (prend|nous prend|me prend|nous coûte|me coûte|coûte) ... (heures|jours"
        "|semaines|mois|temps|fortune|cher)",
        "(le|notre|mon) [gros|plus gros|vrai|seul|principal] (problème|souci|ennui|blocage) (c'est"
        "|est|avec|de|avec)",
        "(on|je|nous) (galère|galérons|n'arrive pas|arrive pas|n'arrive plus|suis bloqué|suis"
        " bloquée|est débordé|sommes débordés|suis débordé|suis débordée)",
    ],
    paid=word_set(
        "paie payer paye paies payez payons coute coutent cout tarif prix facture factures"
        " facturent facturer budget devis depense depensons frais propose acompte demande moins"
    ),
    introductions=("je m appelle", "mon nom est", "moi c est", "je suis", "c est", "ici"),
    origins=word_set("de chez d du"),
    titles=word_set("monsieur madame mademoiselle m mme docteur maitre"),
)
