"""French words for the output guard, as cues (`conversation/coaching/cue_syntax.py`)."""

MACHINES = (
    "(ia|i a|intelligence artificielle|assistant|assistante|assistant virtuel|robot|chatbot"
    "|coach|modèle de langage)"
)
_DEVICES = (
    "(ordinateur|machine|logiciel|programme|application|appli|enregistreur|système|intelligence)"
)
_LISTENING = (
    "écoute|écoutes|écoutez|entend|entends|entendez|transcri*|prend des notes|prends des notes"
    "|note tout|notes tout|tape tout|tapes tout|écrit tout|écris tout|enregistre tout|lit tout"
)
RULES = "(consigne*|instruction*|règle|règles|directive*|prompt*)"
_WRITES = (
    "(écris|écrivez|affiche|affichez|dis|dites|répète|répétez|montre|montrez|indique|indiquez"
    "|note|notez|oublie|oubliez|ignore|ignorez|suggère|suggérez|mets|mettez|inscris|inscrivez)"
)
ORDERS = [
    f"(ignore|ignorez|ignorer|oublie|oubliez|oublier) ... {RULES}",
    f"(nouvelle|nouvelles|nouveau) ({RULES}|rôle|tâche)",
    "(tu es|vous êtes) (maintenant|désormais) (un|une|en|le|la)",
    "(fais comme si|imagine que tu|imaginez que vous|joue le rôle) ... (ia|robot|assistant"
    "|coach|sans règles)",
    "(mode développeur|mode débogage|mode debug)",
    f"{_WRITES} ... (tes|vos|ton|votre) (consigne*|instruction*|prompt*)",
    f"(note|message|consigne|instruction|mot) (pour|à|au|aux) [l'|le|la] {MACHINES}",
    f"(salut|bonjour|hé|ok|cher|chère|écoute|et toi|et vous) [l'|le] {MACHINES}",
    f"{MACHINES} [s'il vous plaît|s'il te plaît] {_WRITES}",
    f"(toi|vous) [l'|le|la] {MACHINES}",
    f"({MACHINES}|toi|vous|machine|ordinateur) (qui|que) (écoute*|lis|lisez|transcri*)",
    "(toi|vous) qui (écoute*|lis|lisez|transcri*)",
    f"(ordinateur|machine) {_WRITES}",
    "(à partir de maintenant|désormais) ... (suggestion*|carte|cartes|titre|écris|écrivez|réponds)",
    "(dis|dites) au conseiller (de|que)",
    f"(dis|dites|demande|demandez) à (ton|votre|l') {MACHINES} (de|d')",
    "(le conseiller|chaque conseiller) (doit|devra) (m'|me|nous|donner|offrir|dire|accorder"
    "|envoyer)",
    "(ta|votre|la) (prochaine carte|prochaine suggestion) (doit|dira|dit)",
    "(affiche|affichez|écris|écrivez|mets|mettez) ... (à l'écran|sur l'écran|sur son écran"
    "|que le remboursement|que le client)",
    "(fin de la transcription|fin du prompt|début de la transcription)",
    f"({MACHINES}|{_DEVICES}) (qui|que) [là|est en train de] [nous|m'|me|l'|les] ({_LISTENING})",
    f"({MACHINES}|{_DEVICES}) (en ligne|au bout du fil|dans cet appel) {_WRITES}",
    f"(s'adresse|message|adressé) à [l'|la|le] ({MACHINES}|{_DEVICES})",
    f"(toi|hé) [l'|le|la] {_DEVICES} (là|{_WRITES})",
    f"si (tu m'|tu nous|vous m'|vous nous) (écoute*|enten*) ({MACHINES}|{_DEVICES})",
    f"pour la transcription [s'il vous plaît] (le client|le conseiller|la conseillère|{_WRITES})",
]
COLON = "deux points"
ROLES = "conseiller|conseillere|systeme|client|cliente|assistant|superviseur|responsable"

GIVING = (
    "(accord*|offr*|donn*|appliqu*|promet*|valid*|accept*|confirm*|rembours*|consent*|garanti*"
    "|fais|faites|fait|propos*|annonc*|notez|inscrivez|déduis*|retir*|envoyez|dites|laissez)"
)
GIFTS = (
    "(%|pour cent|d'un tiers|d'un quart"
    "|moitié prix|à moitié prix|de moitié|gratuit|gratuite|gratuitement|offert"
    "|offerts|offerte|offertes|sans frais|en cadeau|dédommagement|indemnité|indemnisation"
    "|remboursement intégral|sans pénalité|en geste commercial|à nos frais)"
)
GIVES = [
    f"{GIVING} ... {GIFTS}",
    "(baissez|baisser|réduisez|réduire|diminuez) (le|la|les|votre|son|leur|nos) (prix|tarif"
    "|loyer|facture|mensualité) (de|d'|à)",
    "(mois|semaine*|année*|trimestre) sans payer",
    "(annulez|effacez|passez|oubliez|prenez en charge|payez) (sa|ses|la|le|les|leur|leurs|une)"
    " [dernière|première] (facture*|dette*|mensualité*|loyer*|échéance*|frais|pénalité*)",
    "(coupez la poire en deux|partagez la différence|alignez-vous sur)",
    "garantissez [lui|leur] (que|qu'|des résultats|des économies)",
    "(deux|trois) pour (le prix d'un|le prix de deux)",
    "offr* [lui|leur] (un|une|le|la|les|l'|deux|trois|quatre|#) [deux|trois|quatre|six|#]"
    " [premier*|première*] (mois|semaine*|an|ans|année*|frais|livraison|installation|déplacement"
    "|abonnement|dossier)",
    "(rembours*|recréditez|restituez) ... (euros|dollars|francs|€|$)",
    "(# %|# pour cent) (de remise|de réduction)",
    "(résiliez|résilier) sans (frais|préavis)",
    "(gratuitement|sans frais) (un|une|le|la|ses|son)",
    "(est|sont|a été|ont été) (accepté*|validé*|accordé*|approuvé*|autorisé*)",
]
DENYING = [
    "(ne|n'|pas|jamais|sans|aucun|aucune|évitez|refusez|plutôt que|avant de|au lieu de)",
]
ASKING = [
    "(demandez|vérifiez|expliquez|clarifiez|cherchez|voyez si|qu'est-ce|qu'|comment|pourquoi"
    "|quel|quelle|quels|quelles|combien)"
]
UNSAFE = [
    "(débloquez|réinitialisez|ouvrez) ... (sans|avant de demander)",
    "(idiot|idiote|idiots|imbécile|imbéciles|crétin|crétins|débile|voleurs|menteur|menteurs)",
    "(sautez|passez|ignorez|omettez|sans) [la|les|l'|toute|cette] (vérif*|sécurité|identité"
    "|identification|contrôle*)",
    "(donnez|lisez|dictez|communiquez|révélez) ... (mot de passe|mots de passe|code|codes"
    "|numéro de carte)",
    "(donnez|communiquez|révélez) ... (adresse|numéro|données) de",
    "(désactivez|coupez|retirez|supprimez) ... (contrôle*|sécurité|vérification)",
    "sans [le|la|un|aucun] (code|mot de passe)",
    "(client|appelant) est [déjà] (vérifié|identifié)",
]
_MEDICINES = (
    "(comprimé*|cachet*|médicament*|dose|doses|antibiotique*|insuline|paracétamol|ibuprofène"
    "|aspirine|doliprane|gouttes|mg|milligrammes)"
)
MEDICAL = [
    "(arrêter|arrêtez|arrête|doublez|doubler|augmentez|augmenter|diminuez|diminuer|sautez) [de"
    f" prendre] (le|la|les|l'|ses|son|sa|vos|votre|tout) ... {_MEDICINES}",
    f"(de prendre|peut prendre|doit prendre|qu'il prenne|qu'elle prenne|prenez) ... {_MEDICINES}",
    f"(conseillez|recommandez|suggérez|prescrivez) ... {_MEDICINES}",
    f"{_MEDICINES} (est|sont) [tout à fait|parfaitement] (sans danger|sans risque|inoffensif*)",
    "(douleur*|bouton*|grosseur|gonflement|symptôme*|saignement*|fièvre|résultat*|toux) (est|sont"
    "|n'est|ne sont) [pas|sûrement|sans doute] (bénin*|bénigne*|grave*|rien de grave|normal*"
    "|inoffensif*)",
    "(ressemble à|on dirait) [un|une|de|de la|du] (goutte|grippe|infection|allergie|migraine|cancer"
    "|entorse|fracture|virus|arthrose|diabète|dépression|covid|eczéma)",
]
REFERRING = "(médecin*|infirmier*|infirmière*|pharmacien*|docteur|spécialiste|vétérinaire)"
HARMING = ["(raccrochez|insultez|humiliez|menacez|mentez)"]
DECLINING = [
    "(ne|n'|restez|revenez|gardez|refusez|recentrez|ramenez|déclinez|ignorez|tenez-vous|rappelez)"
]
ABOUT_ITSELF = [
    "(coach silencieux|modèle de langage|prompt système)",
    "mes (instructions|consignes)",
    "en tant qu'ia",
]
