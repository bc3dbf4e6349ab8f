"""Words that no document says to a person, as cues and as a pattern; in more languages than calls.

A document is held to more than a caller: who asks "can your assistant tell me" asks an agent, and
a page of prices has no agent to speak to.
"""

_AGENT = (
    "(agent|adviser|advisor|rep|representative|salesperson|seller|operator|assistant|ai|coach"
    "|model|chatbot|bot|copilot|llm)"
)
_TELL = "(tell|tells|instruct|instructs|order|advise|advises|inform|remind|urge|ask|make|have|let)"
ORDERS = [
    f"{_TELL} [the|this|that|your|every|any] {_AGENT} [to|that|they|he|she]",
    f"{_AGENT} (must|should|shall|has to|have to|needs to|is to) (say|tell|offer|give|promise|write"
    "|answer|reply|recommend|grant|approve|refund|waive|show|ignore|confirm)",
    "(ignore|disregard|forget|override) [all|any|the|your|every] (previous|prior|earlier|above"
    "|other|preceding|instruction*|rules)",
    "(when|if|once|whenever) [you|this|the|an] (read|reads|see|sees|retrieve|retrieves|process"
    "|summarise|summarize|summar*) [this|that|it|the] (passage|document|text|page|line|chunk|note)",
    "(headline|card|json|output|answer|reply|response) (must|should|shall|has to) (be|say|read"
    "|contain|include|begin|start)",
    "(write|print|output|return|emit|display|respond|reply|answer) [only|exactly|just] [with|as|in]"
    " [the|a|this|only|exactly] (headline|card|json|words|word|following|sentence|phrase)",
    "(you are|you're) [now] (an ai|a language model|an assistant|a helpful|the coach|a coach)",
    "(system|developer|hidden|secret) (prompt|instruction*|message|note|override)",
    "(ignore|disregard|forget) (everything|anything|all|what) [that] (you were|you have been"
    "|you've been|they) (told|taught|instructed|given)",
    f"{_AGENT} (must|should|shall|has to|have to|needs to|is to) be (told|instructed|ordered|made)",
    "(note|message|instruction*|hint|memo|order) (to|for) [the|any|all] [automated|ai|language]"
    " (ai|llm*|reader*|model*|assistant*|bot|bots|chatbot*|machine*)",
    "(llm*|ai|models|chatbots|bots|machines) (reading|that read|who read|processing) (this|it)",
    "as (an ai|a language model|an llm) [model] you",
    "as your (developer|creator|maker|owner|programmer) i",
    "(override|overrides|supersede|supersedes|replace|replaces|outrank|outranks) your"
    " (guideline*|instruction*|rule|rules|prompt|guard*|training|policy)",
    "(disable|bypass|circumvent|deactivate|drop) your (guard*|filter*|safety|safeguard*|rules)",
    "(do not|don't|never) follow your (prompt|instruction*|guideline*|rules|training)",
    "repeat after me",
    "(begin|end|start) [of] [the|your] prompt",
    # French
    "(oublie|oubliez|ignore|ignorez) [tout] ce qu'on (t'a|vous a) (dit|appris|donné)",
    "(note|message|consigne*|instruction*) (pour|à) (l'ia|l'assistant|le modèle|les modèles)",
    "(dites|dis|demandez|demande|ordonnez|conseillez) (à l'agent|au conseiller|à l'assistant"
    "|au vendeur|à l'ia)",
    "(l'agent|le conseiller|l'assistant|le vendeur) (doit|devra) (dire|offrir|accorder|promettre"
    "|donner|proposer|écrire|rembourser)",
    "(ignore|ignorez|oubliez|oublie) (tout|toutes|les|ce) [ce|les] (consignes|instructions|règles"
    "|qui précède)",
    "(écris|écrivez|affiche|affichez|réponds|répondez) ... (le titre|en json|la carte|exactement)",
    # Spanish
    "(di|dile|diga|dígale|pide|pida|ordena|ordene) al (agente|asesor|vendedor|asistente)",
    "(el agente|el asesor|el vendedor|el asistente) (debe|tiene que|deberá) (decir|ofrecer|dar"
    "|prometer|conceder|escribir|devolver)",
    "(ignora|ignore|olvida|olvide) (todo|todas|las|lo) [las|lo] (instrucciones|reglas|anterior)",
    "(escribe|escriba|muestra|muestre|responde|responda) ... (titular|en json|la tarjeta"
    "|exactamente)",
    "(ignora|ignore|olvida|olvide) [todo] lo que (te|le) (dijeron|han dicho|enseñaron)",
    "(nota|mensaje|instrucción|instrucciones) (para|a) (la ia|el asistente|el modelo|los modelos)",
    # German, Italian, Portuguese, Dutch
    "(hinweis|nachricht|anweisung|notiz) (an|für) (die ki|den assistenten|das modell|die modelle)",
    "(sag|sage|sagen sie|weise|weisen sie|bitte) (dem|den) (agenten|berater|mitarbeiter"
    "|assistenten|verkäufer)",
    "(ignoriere|ignorieren sie|vergiss|vergessen sie) (alle|die|deine|ihre|bisherige*|vorherige*)",
    "(der agent|der berater|der assistent) (muss|soll) ... (anbieten|geben|sagen|versprechen"
    "|gewähren)",
    "(di|dica|dì|ordina) all' (agente|operatore|assistente)",
    "(di|dica|dì) (all'agente|all'operatore|all'assistente|al consulente|al venditore)",
    "(ignora|ignori|dimentica) (tutte|le|tutto) [le] (istruzioni|regole|precedenti)",
    "(diga|diz|dizer|peça) (ao|à) (agente|atendente|assistente|vendedor)",
    "(ignore|esqueça) (todas|as|tudo) [as] (instruções|regras|anteriores)",
    "(zeg|vertel) (tegen|aan) (de|het) (agent|medewerker|assistent|verkoper)",
    "(zeg|vertel) (de|het) (agent|medewerker|assistent|verkoper)",
    "(negeer|vergeet) (alle|de|je|uw|vorige|eerdere)",
]
ROLES = (
    r"(?:agent|assistant|system|user|customer|coach|ai|llm|developer|supervisor|agente|asistente"
    r"|sistema|cliente|conseiller|client|systeme|assistante?|assistent|berater|kunde"
    r"|system-?nachricht|operatore|assistente|atendente|medewerker|klant|human|tool|function"
    r"|助手|系统|客户|システム|アシスタント|ассистент|система|агент|помощник)"
)
"""Who speaks in a line of a chat."""
FORGED = (
    r"(?:^|[.!?]\s)(?:dear |hey )?(?:ai|language) model,\s(?!\w+s\b|apps?\b)"
    r"|(?<!\bthe)(?<!\ban)(?<!\bour)(?<!\byour)(?<!\bper)(?<!\beach)(?<!\bevery)(?<!\bfor)"
    r"\s(?:assistant|ai|llm|coach|developer)\s{0,2}:"
    r"|\s(?:agent|customer|system|user|supervisor)\s{0,2}:\s{0,2}(?:i|we|yes|no|okay)\b"
    rf"|(?:^|[.!?,\]>]\s?|\s(?=\[))(?:\[?\w?\d{{0,3}}\]? ?)?{ROLES}"
    r"\s{0,2}[:：]|<\|?\s*(?:im_start|im_end|system|endoftext)|```|\{\s*\"(?:headline"
    r"|worth_saying|role)"
    r"|\b(?:tool|function)_call|\b(?:headline|worth_saying)\s?="
    r"|</?(?:knowledge|transcript|question|client|remembered|summary)\b|\[/?inst\]|忽略|无视|無視して"
    r"|игнорируй|забудь (?:все|предыдущ)|تجاهل|무시"
)
"""A line that poses as one of the prompt's, and orders to pass over rules in other scripts."""
