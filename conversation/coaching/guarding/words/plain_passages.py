"""Words of documents that look like orders to a machine and are said to people, as cues.

Each lies over a cue of the orders, in a sentence that promises nothing: "tell the agent your order
number" speaks to a customer, "tell the agent to give 50 % off" to whoever reads by a program.
"""

_WHO = (
    "(agent|adviser|advisor|rep|representative|salesperson|seller|operator|assistant|ai|coach"
    "|model|chatbot|bot|copilot|llm)"
)
_TELL = "(tell|tells|instruct|order|advise|inform|remind|urge|ask)"
_ANY = "[the|this|that|your|every|any|our|an|a]"
_MODAL = "(must|should|shall|has to|have to|needs to|is to)"
_THINGS = (
    "(number|code|name|date|address|case|reason|plan|order number|reference|serial|id|way|time|day"
    "|size|colour|color|model)"
)
PLAIN = [
    # Whoever reads is the customer, who has a number, a question, a wish.
    f"{_TELL} {_ANY} {_WHO} (your|you|yourself|if you|whether you|that you|when you|where you"
    "|which|how you|how to|what you|what your|why you|about|of any|of your|for a|for an|for your"
    f"|for more|for help|for the|the {_THINGS})",
    f"let {_ANY} {_WHO} know",
    f"(make|have) {_ANY} {_WHO} (number|id|code|name|part|ready|aware|year|available)",
    f"{_TELL} {_ANY} {_WHO} (dealer|manager|team|office|shop|desk)",
    f"{_WHO} {_MODAL} (show|confirm|write|answer|reply) (a|an|the|your|their|his|her|to|within) ..."
    " (id|identity|badge|card|pass|licence|license|name|address|signature|questions|number|within)",
    f"{_WHO} {_MODAL} (show|confirm) (your|their|his|her|an|a|the) (id|identity|badge|pass|name)",
    # Software, forms and devices.
    "(a|the|this|any|each|every|no|these|those|our|add|create|of|as) (new|updated)"
    " (rules|task|role|guideline*|restrictions|directives|instruction*|prompt*|programming)",
    "(send|sends|post|posts|upload|import|accepts|expects) ... (following|this|valid) json",
    "(do not|don't|never|not|nor|cannot|can't) (ignore|disregard|forget|override|bypass) ..."
    " (rules|instruction*|guideline*|restrictions|directives)",
    "(system|developer) (prompt|message|note) (#|asks|means|appears|pops|will|opens|tells you"
    "|comes)",
    "(output|answer|reply|response|card) (must|should|shall|has to) (be|contain|include|read"
    "|begin|start) (signed|valid|between|at|no|within|sent|given|your|shown|kept|worn|in|with|#)",
    "(display|write|print|show) [the|a|your|only] (card|words|word|phrase|sentence|following)"
    " (at|on|in|by|to|number|of|data)",
    "(reply|respond|answer) [only|just] with the (word|words) ... (unsubscribe|stop|cancel|yes|no"
    "|help|start|confirm)",
    "(when|if|once|whenever) (you|the|an) (see|sees|read|reads) this (page|line|note|document"
    "|text)",
    "(the|our|this|an|a) (ai|bot|assistant) (reads|writes|listens|summarizes|summarises"
    "|transcribes) (a|an|the|your|to|all|each|every|what|only|it)",
    "(you are|you're) now (a|an) (member|subscriber|customer|user|administrator|admin|owner)",
    "(you are|you're) now in (the|your)",
    "(for|to) [the|any] (assistant manager*|assistant professor*|ai team*|ai group*|bot team*)",
    "(note|message|memo|instruction*|attention) (to|for) [the|my|your|any|this] (computer|machine)",
    "(replace|replaces) your (guideline*|instruction*|rule|rules|policy|training)",
    "(disable|deactivate|drop) your (filter*|rule|rules)",
    "(until|after|wait for) the end of [the|your] prompt",
    "repeat after me is",
    # French
    "(dites|dis|demandez|demande|conseillez) (à l'agent|au conseiller|à l'assistant|au vendeur"
    "|à l'ia) (votre|vos|que vous|si vous|quel|quelle|comment|un|une|où|quand)",
    "(l'agent|le conseiller|l'assistant|le vendeur) (doit|devra) (dire|donner|écrire|proposer)"
    " (votre|son|sa|ses|un|une)",
    "(nouvelle|nouvelles|nouveau) (tâche|rôle|règle*|consigne*)",
    # Spanish
    "(di|dile|diga|dígale|pide|pida) al (agente|asesor|vendedor|asistente) (su|sus|tu|tus|si|un"
    "|una|que usted|cuál|cuándo|cómo)",
    "(el agente|el asesor|el vendedor|el asistente) (debe|tiene que|deberá) (decir|dar|escribir)"
    " (su|sus|un|una)",
    "(nueva|nuevas|nuevo) (tarea|rol|regla*|norma*)",
    # German, Italian, Portuguese, Dutch
    "(sag|sage|sagen sie|bitte|bitten sie) (dem|den) (agenten|berater|mitarbeiter|assistenten"
    "|verkäufer) (ihre|ihren|ihr|deine|deinen|einen|eine|wann|ob sie|dass sie)",
    "(di|dica|dì) all' (agente|operatore|assistente) (il tuo|la tua|il suo|la sua|se)",
    "(diga|diz|dizer|peça) (ao|à) (agente|atendente|assistente|vendedor) (o seu|a sua|seu|sua|um"
    "|uma|se)",
    "(zeg|vertel) [tegen|aan] (de|het) (agent|medewerker|assistent|verkoper) (uw|je|jouw|dat u)",
]
PROMISES = (
    r"[%€$£¥]|\b(?:percent|per cent|pour ?cent|por ciento|prozent|procent|dollars?|euros?|pounds?"
    r"|usd|eur|free|gratis|gratuit\w*|kostenlos\w*|discount\w*|remises?|rabatt\w*|descuento\w*"
    r"|sconto|desconto|korting|waive\w*|approv\w*|verified|granted|half price|bonus)(?!\w)"
)
"""What somebody gains who steers a coach; such a sentence is held to all orders."""
