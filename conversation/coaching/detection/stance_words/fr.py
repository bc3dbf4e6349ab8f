"""French words of stance, as cues; see `conversation.coaching.cues`."""

from conversation.coaching.detection.stance_words.vocabulary import END, StanceVocabulary

_TOLD = (
    "(dit|dis|disent|disait|pense|pensent|trouve|trouvent|m'a dit|m'ont dit|prétend|affirme|répète)"
)
_KIN = (
    "(frère|soeur|cousin|cousine|oncle|tante|voisin|voisine|ami|amie|amis|copain|copine|pote|potes"
    "|beau-frère|belle-soeur|coiffeur|coiffeuse)"
)

FRENCH = StanceVocabulary(
    negators=[
        "(pas|jamais|aucun|aucune|sans|ni|nullement|guère|aucunement)",
    ],
    no_negation=[
        "(peux|peut|peuvent|pouvons|pouvez|pouvait|pu|arrive|arrivons|arrivait) [vraiment] pas",
        "(pas|plus) (seulement|que|mal|encore|du tout)",
        "(n'est-ce pas|c'est pas|ce n'est pas|est-ce pas) ... ?",
        "(pas|plus) (normal|possible|acceptable|content|contente|correct|sérieux|logique"
        "|satisfait|fonctionné|marché)",
        "(pourquoi) ... pas",
        "(sans|pas|plus) (internet|réseau|électricité|chauffage|eau|nouvelles|réponse|connexion)",
        "(en peux|peux|peut|pouvons) (plus|pas)",
        "(sans) (arrêt|cesse|arrêter|compter|parler)",
        "pas (payer|accepter|tolérer|laisser)",
        "(comprends|sais|supporte|accepte) pas",
        "(auriez|auriez-vous|feriez|faites|pourriez|pourriez-vous|y aurait) [vous] pas",
        "pas (envie|question|de nouvelles|de réponse|d'internet|de réseau|de connexion)",
    ],
    opinions=[
        "(pense|penser|dis|dire|dit|trouve|crois|veux|voulais|besoin|envie|prétends|parle|ai"
        "|avons|a|suis"
        "|intention|vais|prévu|compte|question|est|sommes|si|trop|très|vraiment)",
    ],
    subjects=["(je|j'|tu|il|elle|on|nous|vous|ils|elles|ce|c'|ça|cela|qui|que|qu')"],
    restarts=[
        "(je|j'|tu|il|elle|on|c'|ils|elles)",
        "ça (sent|fait|marche|fonctionne|brûle|fume|va|me|m'|nous|coupe|plante|rame|suffit"
        "|dure|devient|prend|coûte|chauffe)",
        "vous (avez|êtes|pouvez|faites|allez|devez|deviez|m'avez|nous avez)",
        "(passez|donnez|remboursez|envoyez|rendez|annulez|résiliez|transférez|mettez|retirez"
        "|enlevez|supprimez|laissez|arrêtez|cessez) (moi|nous|de|mon|ma|mes|tout)",
    ],
    links=["(que|qu'|si|comme|pourquoi|quand) (je|j'|tu|il|elle|on|c'|ça|vous|ils|elles)"],
    deniers=[
        "(je ne dis pas|je dis pas|ce n'est pas que|c'est pas que|non pas que|pas pour dire|je"
        " ne pense pas"
        "|je pense pas|je ne trouve pas|je trouve pas|je ne crois pas|je crois pas)",
        "(personne ne|personne) (dit|parle|pense|veut)",
        "(pas besoin|inutile|aucune raison|aucune envie|aucune intention|hors de question) (de|d')",
        "(loin d'être|loin de|tout sauf)",
        "(plus|pas) question (de|d'|que)",
        "(plutôt que|au lieu) (de|d')",
        "(je serais|on serait|faudrait être) (fou|folle|fous|bête|idiot|cinglé) (de|d'|pour)",
        "(je ne veux pas|je veux pas|on ne veut pas|on veut pas|je ne vais pas|je vais pas|je"
        " ne compte pas|je ne souhaite pas)",
        "(avant c'était|à l'époque|autrefois)",
    ],
    behind=[
        f"(pas|jamais|guère) (lui|elle|moi|nous|eux|du|trop|vraiment|souvent|tellement|{END})",
    ],
    disowned=[
        "(je ne|moi je ne|je) (suis pas|pense pas|crois pas|trouve pas) [vraiment|du tout]"
        " [d'accord|ça|comme ça|que ce soit|de cet avis]",
        "(pas d'accord|pas mon avis|pas mon cas|pas notre cas|pas du tout|loin de là|c'est faux"
        "|n'importe quoi"
        "|aucun rapport|je m'en fiche|je m'en moque|ça ne me concerne pas)",
        "(il|elle|ils|elles) (a tort|ont tort|se trompe|se trompent|exagère|exagèrent|plaisante"
        "|rigole)",
        "(ça|cela|c'est|ça me) (va|va très bien|convient|correct|bien) (pour nous|pour moi|chez"
        " nous|chez moi)",
    ],
    shared=[
        "(il|elle|ils|elles) (a|ont|n'a pas|n'ont pas) [peut-être|sûrement|bien] (raison|tort)",
        "(je suis d'accord|je suis assez d'accord|moi aussi|nous aussi|pareil pour|je pense"
        " pareil|je trouve aussi"
        "|je le pense aussi|c'est vrai|maintenant c'est)",
        "(ça m'arrive|ça nous arrive|c'est mon cas|c'est notre cas)",
    ],
    reporting=[_TOLD],
    hearsay=[
        f"(les gens|certains|tout le monde|d'autres|beaucoup) [me|nous] {_TOLD}",
        "(j'ai|on a|nous avons) (lu|entendu|vu) [ça] (sur internet|sur un forum|dans le journal"
        "|à la télé"
        "|quelque part|dans un article|sur les réseaux|dans les avis)",
        "(les avis|internet|le forum|les forums|le journal|la presse|un article|la rumeur) (dit"
        "|disent|raconte|parle|parlent)",
        f"(mon|ma|mes) {_KIN} [me|nous|toujours] {_TOLD}",
        "(un|une) (ami|amie|copain|copine|collègue|voisin|voisine|pote|gars|connaissance) [à"
        f" moi] [me] {_TOLD}",
    ],
    others=[
        f"(mon|ma|mes) {_KIN} (a|avait|ont|s'est|est|était|a eu|a perdu|a résilié|a changé)",
        "(un|une) (ami|amie|copain|copine|collègue|voisin|voisine|pote|gars|connaissance) [à"
        " moi|du bureau]"
        " (a|avait|s'est|était|qui a|a eu|a perdu)",
        "(chez|de) (mon|ma|mes|un|une) (voisin|voisine|ami|amie|cousin|cousine|frère|soeur|pote)",
        "(dans|j'ai vu|vu) ... (film|série|émission|podcast|livre|reportage)",
    ],
    joking=["(je plaisante|je rigole|c'était pour rire|je blague|c'est pour rire|je déconne)"],
    over=[
        "mais [bon] (plus maintenant|c'est fini|c'est réglé|c'est arrangé|c'est derrière nous|c'est"
        " du passé|c'est oublié|maintenant c'est bon|maintenant ça va|maintenant ça marche"
        "|maintenant tout va)",
        "(fausse alerte|c'est derrière (nous|moi))",
    ],
    supposed=[
        "si (j'étais|on était|je voulais|on voulait|un jour|jamais|j'avais voulu)",
        "(hypothétiquement|en théorie|théoriquement|imaginons|imaginez|supposons|admettons"
        "|mettons que|disons que)",
        "(j'aurais|on aurait|nous aurions|ça aurait) (été|pu|dû|eu|fait)",
        "(au cas où|dans le pire des cas|le cas échéant)",
    ],
    again=["(encore|recommence*|recommenc*|une fois de plus|à nouveau|de nouveau|se reproduit)"],
    ironic=[
        "(ah|oh|ben|eh ben|ah ben|ah bah|oui|ouais) (super|génial|parfait|bravo|formidable"
        "|magnifique|merveilleux|bien sûr|ben voyons|c'est ça)",
        "(c'est|quelle|c'est vraiment) (du propre|du joli|malin|merveilleux|le pompon|la"
        " meilleure|le bouquet)",
        "(merci bien|merci pour rien|merci du cadeau|bravo|chapeau|félicitations|encore bravo)",
        "(j'adore|on adore) (attendre|payer|rappeler|répéter|quand|passer)",
        "(comme si|ben voyons|mais bien sûr|tu parles|vous parlez|la bonne blague|que du bonheur)",
        "(que ça à faire|de l'argent à perdre|de l'argent à jeter|toute la journée)",
    ],
    idioms=[
        "(mort de rire|mort de fatigue|mourir d'envie|à mourir)",
        "(raccrocher|raccroche|coup de feu|feu vert|mettre le feu|pas le feu|feu d'artifice"
        "|tout feu tout flamme)",
        "(dès que possible|le plus vite possible|au plus vite)",
        "(tomber d'accord|tomber bien|tombe bien|tomber à pic|laisse tomber|laissez tomber)",
        "(ça roule|pas de problème|aucun problème|sans problème|pas de souci|aucun"
        " souci|sans souci)",
        "(en panne d'inspiration|en panne d'idées)",
        "(perdu de vue|perdu le fil|perdu du poids)",
        "(avocat|avocats) (au|aux|crevettes|mûr|mûrs)",
        "(cour|cours) (de tennis|de récréation|d'anglais|de danse|de français)",
        "(annule et remplace|plante verte)",
        "ne vous inquiétez pas",
    ],
    quoting=[
        "(pub|publicité|affiche|slogan|chanson|brochure|prospectus|titre) (dit|disait|dise"
        "|c'est|c'était)",
        "(la|une|cette) blague (dit|disait|c'est|c'était)",
        "(comme dit le proverbe|entre guillemets|pour ainsi dire)",
        "(film|série) (qui s'appelle|où|sur)",
    ],
    breaks=["(mais|et|parce que|car|donc|alors|puis|quand|lorsque|ou|sauf|sinon|or|cependant)"],
)
