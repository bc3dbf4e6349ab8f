"""Words of documents that are said to people whatever the sentence promises, as cues.

a mode       "Developer mode is free of charge"        but "Developer mode: 50 % off"
a job        "If you are an assistant manager"         but "You are an assistant"
a cost       "must tell you the fee of 30 euros before you sign"
letters      "Disregard the previous invoice of 30 euros"
"""

_MODE = "(developer|debug) mode"
_MODO = "(modo desarrollador|modo depuración)"
_MODE_FR = "(mode développeur|mode débogage|mode debug)"
_WHO = "(agent|adviser|advisor|rep|representative|salesperson|seller|operator|assistant|coach)"
_JOBS = (
    "(manager*|director*|professor*|teacher*|nurse*|accountant*|editor*|referee*|curator*|cook*"
    "|driver*|producer*|buyer*|secretary|librarian*|physician*|engineer*|designer*)"
)
_LETTERS = "(invoice*|bill|bills|letter*|reminder*|quote|quotes|quotation*|estimate*|timetable*)"
_BOOKS = "(manual|guide|label|box|leaflet|booklet|package|packaging|handbook|brochure)"
SURE = [
    # English
    f"{_MODE} (is|comes) [also|now] (free|included|available|part|optional|meant|intended|for)",
    f"{_MODE} (costs|needs|requires|shows|records)",
    f"{_MODE} (lets|helps) you (see|set|test|try|inspect|change|view|build|install|debug|find)",
    f"you are (an assistant|a coach) {_JOBS}",
    "you are (a coach|an assistant) (at|in) (a|an|our|the|your) (club|team|school|gym|shop|store"
    "|university|library)",
    "(you are|you're) now a (premium|gold|silver|full|regular) (member|subscriber)",
    "(you are|you're) now a (member|subscriber) and you (get|pay|save|have)",
    f"{_WHO} (must|should|shall|has to|have to|needs to|is to) (tell|inform|show) you ... (fee|fees"
    "|cost|costs|charge|charges|commission) ... (before|in writing)",
    f"(ignore|disregard|forget) [all|any|the|your|every] (previous|prior|earlier|above|other)"
    f" {_LETTERS}",
    f"instruction* (of|in|on|from|inside) [the|your|our|this|an|a|old|previous] {_BOOKS}",
    "system (prompt|message) (you see|shown|on the screen|on your screen|on the display)",
    # French
    f"{_MODE_FR} (est|reste) [aussi|désormais] (gratuit|inclus|disponible|compris|réservé"
    "|optionnel|destiné)",
    f"{_MODE_FR} (coûte|nécessite|affiche|enregistre)",
    f"{_MODE_FR} (permet|sert|aide) (de|à) (voir|tester|essayer|régler|modifier|consulter|trouver)",
    "(ignore|ignorez|oublie|oubliez) (les|la|l') (instructions|consignes|règles) [précédentes] (du"
    " manuel|de la notice|du guide|de l'étiquette|de l'emballage)",
    # Spanish
    f"{_MODO} (es|está|queda) [también] (gratis|gratuito|incluido|disponible|opcional|reservado)",
    f"{_MODO} (cuesta|requiere|muestra|registra)",
    f"{_MODO} (permite|ayuda a|sirve para) (ver|probar|ajustar|cambiar|consultar|encontrar)",
    "(ignora|ignore|olvida|olvide) (las|la) (instrucciones|reglas) [anteriores] (del manual|de la"
    " guía|del folleto|de la etiqueta|de la caja)",
]
