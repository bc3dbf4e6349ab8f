"""French vocabulary of summaries; see `conversation.after_call.summary.words.vocabulary`."""

from conversation.after_call.summary.words.vocabulary import SummaryWords, field
from conversation.memory.words.vocabulary import word_set

_DECIDES = (
    "(décide|décident|décider|décision|décisions|valide|valider|validation|accord de|signataire)",
    "(mon|ma|notre|le|la) (patron|patronne|chef|directeur|directrice|associé|associée|femme|mari"
    "|conseil|direction|gérant|gérante|daf|responsable)",
    "(en parler|voir) (à|avec|ça avec) (mon|ma|notre|mes)",
)
_PAIN_CUES = (
    "(problème|problèmes|souci|soucis|difficulté|difficultés|galère|galères|pénible)",
    "(on|nous|je) (perd|perdons|perds|gaspille|rate)",
    "(besoin|besoins|cherche|cherchons|recherche)",
)
FRENCH = SummaryWords(
    wants=[
        "(je voudrais|j'aimerais|nous voudrions|on voudrait|on aimerait|nous aimerions"
        "|je souhaite|je souhaiterais|nous souhaitons|on souhaite)",
        "(je veux|on veut|nous voulons|je cherche|on cherche|nous cherchons)",
        "(j'ai|on a|nous avons|j'aurais|nous aurions|on aurait) [vraiment|aussi] besoin",
        "(j'appelle|je vous appelle|j'appelais|on appelle) (pour|parce|car|au sujet|à propos)",
        "(pouvez-vous|pourriez-vous|vous pouvez|vous pourriez|est-ce que je peux|puis-je)",
    ],
    yes=[
        "(oui|ouais|ok|d'accord|entendu|parfait|très bien|ça marche|ça me va|bien sûr"
        "|absolument|exactement|c'est ça|c'est bon|allons-y|volontiers|bien)",
    ],
    understands=[
        "(je|on) [vous] (comprends|comprend|entends|entend|conçois) [tout à fait|très bien|bien"
        "|parfaitement] [votre] [réaction|point de vue|position|inquiétude|remarque]",
        "(c'est|ça) [tout à fait|parfaitement|bien|très] (normal|légitime|compréhensible"
        "|se comprend|une bonne question|une bonne remarque)",
        "(pas de souci|pas de problème|aucun problème|bien sûr|d'accord|ok|oui|bon|très bien"
        "|entendu|ah)",
        "(au revoir|merci de votre temps|bonne journée|à bientôt)",
        "(prenez votre temps|merci de me le dire|merci de votre franchise|voyons voir"
        "|bonne question|j'en suis désolé|j'en suis désolée)",
    ],
    moves_on=[
        "(bon et sinon|et sinon|sinon|au fait|autre chose|une autre question|par ailleurs"
        "|autre question|à part ça)",
    ],
    dictated=[
        "(écrivez|notez|mettez|inscrivez|indiquez|dites|ajoutez|marquez|précisez|écris|note|mets)"
        " [bien|donc|s'il vous plaît] (dans|au|sur) [le|la|votre|ce|cette] (résumé|compte rendu"
        "|compte-rendu|synthèse|transcription|rapport|notes|crm|récapitulatif)",
        "(le|votre|ce|la) (résumé|compte rendu|compte-rendu|synthèse) (doit|devra|devrait|peut)"
        " (dire|indiquer|mentionner|préciser|noter)",
        "(faites en sorte|assurez-vous) que (le|votre|ce|la) (résumé|compte rendu|synthèse)",
    ],
    promising=[
        "(accepte|accepté|accepter|acceptée|acceptent|accord|convenu|convenue|convient|promet"
        "|promis|promise|promettre|engage|engagé|engagée|engagement|garantit|garanti|garantie"
        "|garantir|confirme|confirmé|confirmée|approuve|approuvé|signé|signée|commandé|accordé"
        "|offert|assure|assuré)",
    ],
    will=[
        "(va|vont|vais|allons|enverra|enverrons|rappellera|rappellerons|fera|ferons|remboursera"
        "|rembourserons|livrera|livrerons|enverrai|rappellerai|ferai|confirmera|recevra|sera)",
    ],
    denied=[
        "(pas|non|jamais|aucun|aucune|rien|personne|ni|sans|refuse|refusé|refusent|décline"
        "|décliné|plutôt que|au lieu de|impossible)",
    ],
    of_agent=["(conseiller|conseillère|agent|vendeur|vendeuse|nous|entreprise|société|je)"],
    of_customer=["(client|cliente|appelant|appelante|acheteur|prospect|patient|patiente)"],
    telling=word_set(
        "client cliente conseiller conseillere agent appelant dit dire demande demander veut"
        " vouloir souhaite besoin explique expliquer indique indiquer precise signale evoque"
        " appelle elle leur leurs pour avec dans cette sont etre avoir plus tres mais donc aussi"
        " comme apres avant chez sans dont quand nous vous"
    ),
    agent="Agent",
    customer="Client",
    missed="Non respecté",
    subject="Notre appel",
    greeting="Bonjour {name},",
    greeting_nobody="Bonjour,",
    thanks="Merci de votre appel. Voici ce que j'ai noté.",
    promised="De notre côté :",
    accepted="De votre côté :",
    open="Encore en suspens :",
    closing="S'il manque quelque chose ou si quelque chose est faux, dites-le-moi.",
    bant=(
        field(
            "budget",
            "Budget",
            "Ce que le client peut ou veut dépenser.",
            "(budget|budgets|enveloppe)",
            "(peut|peux|pouvons|prêt à|prêts à|veut|veux|compte|comptons) (dépenser|payer|mettre"
            "|investir)",
        ),
        field("authority", "Décideur", "Qui décide, et qui a son mot à dire.", *_DECIDES),
        field("need", "Besoin", "Ce dont le client a besoin, et pourquoi.", *_PAIN_CUES),
        field(
            "timeline",
            "Échéance",
            "Pour quand le client veut décider ou commencer.",
            "(échéance|délai|délais|date limite|au plus vite|rapidement|pour quand|démarrer"
            "|démarrage)",
            "(avant|d'ici|pour|fin|dès|en) [la|le|l'|fin] (lundi|mardi|mercredi|jeudi|vendredi"
            "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
            "|décembre|semaine prochaine|mois prochain|année|trimestre)",
        ),
    ),
    meddpicc=(
        field(
            "metrics",
            "Indicateurs",
            "Les chiffres auxquels le client mesure le succès.",
            "(économiser|économise|gagner|réduire|augmenter|rentabilité|indicateur*|pour cent"
            "|retour sur)",
        ),
        field("economic_buyer", "Décideur économique", "Qui débloque l'argent.", *_DECIDES),
        field(
            "decision_criteria",
            "Critères de décision",
            "Ce à quoi le client juge une offre.",
            "(important|importante|compte le plus|critère*|exigence*|comparer|comparons)",
        ),
        field(
            "decision_process",
            "Processus de décision",
            "Les étapes par lesquelles le client décide.",
            "(processus|comité|achats|appel d'offres|prochaine étape|pilote|essai|évaluation)",
        ),
        field(
            "paper_process",
            "Processus contractuel",
            "Les contrats et formulaires qu'il faut.",
            "(contrat|juridique|conditions|bon de commande|signature|paperasse|formulaire*)",
        ),
        field("pain", "Difficulté", "Ce qui pèse, et ce que cela coûte.", *_PAIN_CUES),
        field(
            "champion",
            "Champion",
            "Qui, chez le client, veut que cela se fasse.",
            "(collègue*|je vais pousser|je soutiens|recommande|mon équipe (adore|veut))",
        ),
        field(
            "competition",
            "Concurrence",
            "Qui d'autre est envisagé ou en place.",
            "(concurrent*|alternative*|autre (offre|fournisseur|prestataire|devis)|on utilise"
            "|nous utilisons|actuellement (avec|chez))",
        ),
    ),
)
