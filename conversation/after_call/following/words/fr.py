"""French vocabulary of following; see `conversation.after_call.following.words.vocabulary`."""

from conversation.after_call.following.words.vocabulary import FollowingVocabulary

FRENCH = FollowingVocabulary(
    owns=[
        "(désolé|désolée|navré|navrée|excus*|pardon|confus|confuse|regrette)",
        "à votre place",
        "(je vois|je comprends|j'entends|je sens) [bien|tout à fait|très bien] (que|votre|pourquoi"
        "|combien)",
        "(vous avez|vous auriez) (raison|de quoi|toutes les raisons)",
        "(c'est|ce n'est|n'est) pas (normal|acceptable|admissible)",
    ],
    thanks=[
        "(merci|remercie) [beaucoup|infiniment|bien] (de|d'|pour|à vous)",
        "(apprécie|touche|courageux)",
    ],
    recaps=[
        "(récapituler|récapitule|résumer|résume|reprendre|reprenons|faire le point|en résumé)",
        "(donc on a|donc nous avons) (dit|fait|convenu|vu)",
    ],
    offers=[
        "(je peux|on peut|nous pouvons|je pourrais|on pourrait|nous pourrions) ... (proposer|faire"
        "|offrir|mettre|couper|étaler|envoyer|organiser|rappeler|prendre|passer|fixer)",
        "(je vous propose|on vous propose|si on|et si|que diriez-vous|plutôt que)",
        "(voulez-vous|souhaitez-vous|préférez-vous|aimeriez-vous)",
        "(ça vous|cela vous) (va|irait|convient|conviendrait|dirait|arrange|arrangerait)",
        "(on se rappelle|on se voit|on se reparle)",
    ],
    promises=[
        "(je vous|je|on vous|nous vous) (envoie|rappelle|réserve|confirme|note|bloque|transmets"
        "|prépare|ouvre|rembourse|tiens|fais|commande)",
        "(je vais|on va|nous allons) (vous|le|la|les)",
        "vous (aurez|recevrez)",
    ],
    gives_back=[
        "(tombe mal|mauvais moment|dérange|embête|retiens|retarde)",
        "je vous (laisse|libère)",
        "(rappelle|rappellerai|repasse) ... (demain|plus tard|lundi|mardi|mercredi|jeudi|vendredi"
        "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)",
    ],
    brings_in=[
        "(collègue|responsable|superviseur|spécialiste|équipe|conseillère|infirmière)",
        "je vous (passe|mets en relation|transfère)",
        "(quelqu'un) (de notre|du service)",
    ],
    argues=[
        "(c'est|cela est) (faux|inexact|pas vrai|pas exact)",
        "vous avez bien (reçu|eu|signé|lu)",
        "(prix|tarif) est (tout à fait|très|vraiment|parfaitement) (juste|correct|normal"
        "|raisonnable)",
        "(personne|aucun autre) ... (offre|propose|fait)",
        "(comme je vous l'ai dit|je vous l'ai déjà dit|sauf votre respect)",
    ],
    refuses=[
        "malheureusement",
        "(on ne peut|je ne peux|nous ne pouvons|je peux) (pas|rien)",
        "(pas possible|impossible|pas de remboursement|contraire à)",
    ],
    leaves=["(je dois|il faut que je|je vais) [vous] (raccrocher|raccroche|laisser|quitter)"],
    hands_out=["(donnez-moi|dites-moi|quel est|quelle est|je vous promets|je promets) ..."],
    asks=[
        "(qui|que|quoi|quel|quelle|quels|quelles|combien|comment|pourquoi|quand|où|qu'est-ce"
        "|est-ce|avez-vous|êtes-vous|pouvez-vous|pourriez-vous|voulez-vous|faites-vous|y a-t-il"
        "|reste-t-il)",
        "(vous pouvez|vous pourriez|il y a|vous avez|ça vous)",
    ],
    empty=(
        "les des une aux ces ses mes tes nos vos leurs leur son sa mon ma notre votre vous nous"
        " elle lui eux ils elles que qui quoi dont quel quelle quels quelles comment combien"
        " pourquoi quand est sont etait ete etre suis sera serait avez avoir ont avait aura par"
        " pour avec sans sous dans sur entre vers chez mais donc car plus moins tres trop bien"
        " pas non oui tout tous toute toutes cela celui celle ceci cette fait faire faites dire"
        " dites demandez ensuite puis encore deja alors aussi comme meme autre autres avant"
        " apres aujourd hui maintenant ici peut peux pouvez pourriez moi toi soi cet c d l n s t"
        " y a au du de la le un et ou en il on je tu ne se si ce ca est-ce exactement juste"
        " vraiment quelque chose quelqu quelques rien"
    ),
)
