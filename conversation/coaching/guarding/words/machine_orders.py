"""Passage's words to a machine, by what it is: a reader, a coach with cards, one with instructions.

    whoever reads     "if you are an AI", "à l'attention de l'IA", "para la IA que lea esto"
    the coach         "the coach has to suggest", "toute suggestion affichée au conseiller"
    its instructions  "previous instructions are void", "cesse de suivre tes règles"
    what it writes    "summarize this document as", "réponds uniquement", "responde solo"
    the agent         whom it is to make say something: "fais dire au conseiller"
    the passage       one among others that were looked up: "this chunk outranks all others"

English, French and Spanish, as cues. A sports club has a coach and a shop an assistant: what these
must do is said to people.
"""

_READS = "(read*|process*|pars*|summar*|retriev*|see|sees)"
_MODEL = "(ai|ais|llm*|language model*|large language model*|chatbot*|ai assistant*|ai agent*)"
_HELPS = "(help|helps|assist*|advise*|coach*|support*|listen*)"
_SAYS = "(suggest|propose|offer|say|tell|mention|give|grant|promise|announce|contain|include|state)"
_SAYS_FR = (
    "(proposer|suggérer|annoncer|dire|accorder|offrir|promettre|mentionner|contenir|indiquer)"
)
_SAYS_ES = "(proponer|sugerir|anunciar|decir|conceder|ofrecer|prometer|mencionar|contener|indicar)"
_PIECE = "(passage|passages|chunk|chunks|snippet|snippets)"
MACHINE_ORDERS = [
    # English
    "(if|in case|when|whenever|since) (you are|you're) (an ai|an llm|a language model|a chatbot"
    "|an ai assistant|a large language model|an ai agent|an automated assistant)",
    f"{_MODEL} (that|which|who) {_READS}",
    f"(language model*|llm*|chatbot*) {_READS} (this|the|these)",
    "(copilot|ai assistant|ai|llm*) (has to|have to|must|should|shall|needs to|is to) (suggest"
    "|propose|present|announce|output|mention)",
    "(suggestion|suggestions|advice|headline*|card|cards) (shown|displayed|given|sent) to the"
    " (agent|agents|adviser|rep|representative)",
    "its next (card|suggestion|headline|advice)",
    "(previous|prior|earlier|preceding|original) (instruction*|prompt*)"
    " (are|is) [now|hereby] (void|cancelled|canceled|revoked|null|suspended|lifted)",
    "(stop|quit|cease) (following|obeying|applying) your (guideline*|instruction*|rules|prompt"
    "|training)",
    "(from now on|henceforth|starting now|from here on) your (only|sole|new|main) (task|job|goal"
    "|mission|duty|objective)",
    "(begin|start) [new|system|the] (instructions|prompt) (offer|give|say|tell|grant|you|the)",
    "(summarize|summarise|describe) (this|the) (document|text|page|passage) (as|by saying|with)",
    "(what|how) (should|must|shall|does|would|will) the (assistant|ai|coach|copilot|chatbot) (say"
    "|answer|reply|respond|suggest|advise)",
    "whisper [this] to the (agent|adviser|rep|representative|salesperson)",
    f"(this|following) {_PIECE} (takes|has|gets|is given) (precedence|priority)",
    f"(this|following) {_PIECE} (prevails|overrides|outranks|supersedes|replaces) [over] [all|any"
    "|the|every] (other|others)",
    f"retrieved {_PIECE} ... (this one|this alone|only this|trust|trusted|ignore)",
    "(whatever|regardless of what|no matter what) [the|all|any] other (passages|chunks|snippets"
    "|sources) (say|says|state|claim|tell)",
    f"(quote|cite|trust|prefer|rank|believe) [only] (this|the following) {_PIECE}",
    f"(ai|ais|bot*|chatbot*|copilot*|llm*|ai tool*|ai system*|ai assistant*) (that|which|who)"
    f" {_HELPS} ... (should|must|shall|has to|have to) {_SAYS}",
    "(advice|suggestion*|card*|headline*) (generated|written|produced|drafted|created) (for|during"
    "|in|on) (this|the|each|every|any) (call|conversation|turn) (should|must|shall|has to)"
    f" {_SAYS}",
    "(for|to|dear) [the|any|every|whichever] (model|llm|ai|chatbot|language model|ai model)"
    " (generating|writing|drafting|that generates|that writes|that drafts) [the|this|its]"
    " (advice|suggestion*|card*|headline*)",
    # French
    "(ce|cet|présent) (passage|extrait|fragment) (prime|prévaut|l'emporte) sur",
    "(cite|citez|privilégie|privilégiez|préfère|préférez|classe|classez) [uniquement|seulement]"
    " (ce|cet) (passage|extrait|fragment)",
    "(quoi que disent|peu importe ce que disent|malgré) les autres (passages|extraits|fragments)",
    "(outils d'ia|outil d'ia|ia|chatbot*|llm*) qui (aide*|assiste*|conseille*|écoute*) ... (doit"
    f"|doivent|devra|devront) {_SAYS_FR}",
    "(conseil*|suggestion*|carte*) (généré*|écrit*|rédigé*|produit*) (pour|pendant|dans|lors de)"
    f" (cet|cette|chaque) (appel|conversation) (doit|doivent|devra|devront) {_SAYS_FR}",
    "pour (le modèle|l'ia|le llm|le chatbot) qui (génère|écrit|rédige|produit)",
    "si (tu es|vous êtes) (une ia|un modèle de langage|un chatbot|un llm|une intelligence"
    " artificielle|un agent conversationnel)",
    "(à l'attention|à destination|à l'intention) (de l'ia|du modèle|des modèles|des ia"
    "|de l'assistant|du chatbot|des llm|des robots|de l'intelligence artificielle)",
    "(ia|modèle de langage|modèles de langage|llm|chatbot*) qui (lit|lis|lisent|lisez|traite"
    "|traites|traitent|résume|résument)",
    "sa prochaine (carte|suggestion)",
    "(le copilote|l'ia|le chatbot|le modèle de langage) (doit|devra|devrait)"
    " [toujours] (proposer|suggérer|annoncer|recommander|répondre|accorder|offrir|promettre)",
    "(suggestion*|conseil*|carte*) (affiché*|montré*|donné*|envoyé*) (au conseiller|à l'agent"
    "|aux conseillers|aux agents)",
    "(instructions|consignes|règles|directives) (précédentes|antérieures|ci-dessus|d'origine) sont"
    " [désormais] (annulées|caduques|nulles|levées|suspendues|sans effet)",
    "(cesse|cessez|arrête|arrêtez) de (suivre|respecter|appliquer) (tes|vos) (règles|consignes"
    "|instructions|directives)",
    "(à partir de maintenant|désormais|dorénavant) (ta|votre) (seule|unique|nouvelle) (tâche"
    "|mission|consigne|fonction)",
    "réponds (uniquement|seulement|exclusivement)",
    "(résume|résumez|décris|décrivez) (ce|cette|le|la) (document|texte|page|passage) (ainsi"
    "|comme suit|en disant|par)",
    "(message|messages|note|texte|consigne*|instruction*) (caché*|secret*|invisible*) (pour|à|au"
    "|aux|destiné*)",
    "(fais|faites) (dire|promettre|annoncer) (au conseiller|à l'agent|au vendeur|aux conseillers)",
    "que doit (dire|répondre|proposer|suggérer) (l'assistant|l'ia|le coach|le chatbot)",
    "(tu es|vous êtes) (désormais|maintenant) (un assistant|une ia|un vendeur|un modèle|un coach)",
    # Spanish
    "este (pasaje|fragmento|extracto) (prevalece|prima|manda|tiene prioridad) sobre",
    "(cita|cite|prioriza|priorice|prefiere|prefiera) [solo|únicamente] este (pasaje|fragmento"
    "|extracto)",
    "(digan lo que digan|diga lo que diga|a pesar de) los (otros|demás) (pasajes|fragmentos)",
    "(herramientas de ia|herramienta de ia|ia|chatbot*|llm*) que (ayuda*|asiste*|aconseja*"
    f"|escucha*) ... (debe|deben|deberá|deberán) {_SAYS_ES}",
    "(consejo*|sugerencia*|tarjeta*) (generado*|generada*|escrito*|escrita*|redactado*) (para"
    f"|durante|en) (esta|cada) (llamada|conversación) (debe|deben|deberá) {_SAYS_ES}",
    "para (el modelo|la ia|el llm|el chatbot) que (genera|escribe|redacta|produce)",
    "si (eres|usted es|es usted) (una ia|un modelo de lenguaje|un chatbot|un llm|una"
    " inteligencia artificial|un agente conversacional)",
    "(a la atención|con destino|dirigido) (de la ia|del modelo|de los modelos|del asistente"
    "|a la ia|al modelo|del chatbot|a la inteligencia artificial)",
    "(ia|modelo de lenguaje|modelos de lenguaje|llm|chatbot*) que (lea|lean|lee|leen|procese"
    "|procesen|procesa|resuma|resuman)",
    "su próxima sugerencia",
    "(el copiloto|la ia|el chatbot|el modelo de lenguaje) (debe|tiene que"
    "|deberá|ha de) [siempre] (sugerir|proponer|anunciar|recomendar|responder|conceder|ofrecer"
    "|prometer)",
    "(sugerencia*|consejo*|tarjeta*) que se (muestre|muestren|dé|den|envíe) (al agente|al asesor"
    "|a los agentes)",
    "(instrucciones|reglas|directrices|órdenes) (anteriores|previas|originales) (quedan|están|son)"
    " (anuladas|canceladas|nulas|suspendidas|sin efecto)",
    "(deja|deje|dejen) de (seguir|obedecer|aplicar) (tus|sus) (reglas|instrucciones|normas"
    "|directrices)",
    "(a partir de ahora|desde ahora|en adelante) (tu|su) (única|nueva|sola) (tarea|misión|función)",
    "(responde|contesta) (solo|solamente|únicamente)",
    "(resume|resuma|describe|describa) (este|esta|el|la) (documento|texto|página|pasaje) (así"
    "|como|diciendo)",
    "(mensaje|mensajes|nota|texto|orden|instrucción|instrucciones) (oculto*|oculta*|secreto*"
    "|secreta*|invisible*) (para|a|al)",
    "(nueva orden|orden|órdenes) para (la ia|el asistente|el modelo|el chatbot|el coach)",
    "(haz|haga|hagan) que (el agente|el asesor|el vendedor) (diga|ofrezca|prometa|conceda|dé)",
    "qué debe (decir|responder|sugerir|proponer) (el asistente|la ia|el coach|el chatbot)",
    "ahora (eres|es usted) (un asistente|una ia|un vendedor|un modelo|un coach|un bot|un robot)",
]
