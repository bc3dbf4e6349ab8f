"""Spanish words of agent acts, as cues; see `conversation.coaching.cues`."""

from conversation.coaching.detection.agent_act import AgentAct

_AMOUNT = (
    "(#|cinco|seis|siete|ocho|nueve|diez|doce|quince|veinte|treinta|cuarenta|cincuenta|sesenta"
    "|setenta|ochenta|noventa|cien|ciento|doscientos|trescientos|quinientos|mil|nueve)"
)
_SUM = (
    f"({_AMOUNT}|un|uno|dos|tres|cuatro|once|trece|catorce|dieciséis|diecisiete|dieciocho"
    "|diecinueve|veintiún|veintiuno|veintidós|veintitrés|veinticuatro|veinticinco|veintiséis"
    "|veintisiete|veintiocho|veintinueve|cuatrocientos|seiscientos|setecientos|ochocientos"
    "|novecientos|millón|millones)"
)
"""What may stand right before a currency: the last word of any number."""
_DATA = (
    "(nombre|apellido|apellidos|número|dirección|correo|email|código postal|fecha de nacimiento"
    "|teléfono|referencia|matrícula|serie|contrato|expediente|pedido|cliente|cuenta|dígitos|dni"
    "|póliza|móvil|celular)"
)

ACTS: dict[AgentAct, list[str]] = {
    AgentAct.GREETED: [
        "(en qué|cómo) (puedo|le puedo|te puedo|podemos) ... (ayudar*|servir*|atender*)",
        "(me llamo|mi nombre es|le habla|le atiende|le saluda)",
        "(buenos días|buenas tardes|buenas noches)",
        "gracias por (llamar|contactar|su llamada)",
        "(soy|habla) ... (de|del)",
    ],
    AgentAct.ASKED_DATA: [
        f"(cuál|cual) (es|era) ... {_DATA}",
        f"(me da|me dice|me puede|me podría|puede darme|podría darme|me facilita|me confirma"
        f"|me indica|dígame|deme|facilíteme|confirmarme|decirme|necesito) ... {_DATA}",
        f"(su|sus|el|la|tu) ... {_DATA} (por favor|?)",
        "(deletrear|deletreármelo|deletrea|deletrearlo|deletréelo|cómo se escribe|me lo deletrea)",
        "(con quién|a nombre de quién|quién) (hablo|tengo|está|es)",
        "(qué marca|qué modelo|qué año|qué número|qué dirección|qué correo)",
    ],
    AgentAct.ASKED_OPEN: [
        "(cuénteme|cuéntame|explíqueme|explícame|descríbame|hábleme|dígame)",
        "(puede|podría|puedes|podrías) (explicarme|contarme|decirme|describirme)",
        "(por qué|desde cuándo)",
    ],
    AgentAct.TOLD_PRICE: [
        f"{_SUM} (euro|euros|dólares|pesos|pavos|soles|€|$|más iva|iva incluido)",
        "(€|$|£) #",
        f"{_AMOUNT} (al|por|a la|cada|el) (mes|año|usuario|puesto|persona|licencia|agente"
        "|semana|unidad)",
        f"(precio|tarifa|coste|costo|cuesta|costaría|total|importe|cuota|sale|saldría|serían|son)"
        f" [es|de|a|en|por|sería] [unos|de] {_AMOUNT}",
        f"{_AMOUNT} (mensuales|anuales)",
    ],
    AgentAct.PROPOSED: [
        "(podemos|puedo|podríamos|podría) (hacer|organizar|fijar|programar|agendar|enviar*|mandar*"
        "|ofrecer*|poner*|quedar|concertar|darle)",
        "(le propongo|le sugiero|le recomiendo|qué tal si|y si|si quiere|si le parece)",
        "(quiere|quiere que|desea|prefiere|le gustaría|quieres|prefieres|te gustaría)",
        "(le|te) (viene bien|parece|va bien|conviene|interesa)",
        "(está|estaría|estás|tiene) (disponible|libre|un hueco)",
        "(agendamos|quedamos|hacemos)",
    ],
    AgentAct.APOLOGISED: ["(lo siento|lo lamento|disculp*|perdon*|mil disculpas)"],
    AgentAct.REFUSED: [
        "(lamentablemente|desgraciadamente|desafortunadamente|por desgracia)",
        "no (podemos|puedo|es posible|está permitido|se puede|está cubierto|está incluido|tengo"
        " manera)",
        "(imposible|me temo que|no reembolsable)",
        "(la política|las condiciones|el sistema|el contrato) no",
    ],
    AgentAct.INSTRUCTED: [
        "(haga|haz|pulse|pulsa|abra|abre|reinicie|reinicia|escriba|seleccione|desenchufe|enchufe"
        "|vaya a|entre en|compruebe|mire|apague|encienda|introduzca|presione)",
        "(puede|podría|tiene que|intente|pruebe a) (hacer clic|pulsar|abrir|reiniciar|escribir"
        "|seleccionar|desenchufar|ir|entrar|comprobar|mirar|apagar|encender|introducir)",
    ],
    AgentAct.HELD: [
        "(un momento|un segundo|un segundito|un minuto|un momentito|no cuelgue|espere|permanezca)",
        "(déjeme|déjame|permítame|voy a) (ver|comprobar|mirar|revisar|consultar|buscar|verificar)",
    ],
    AgentAct.WRAPPED_UP: [
        "(algo más|alguna otra cosa|otra cosa|alguna otra duda|alguna pregunta más)",
        "(que tenga|tenga|que pase) [un|una] (buen|buena|bonito|feliz|excelente) (día|tarde"
        "|noche|fin)",
        "(adiós|hasta luego|hasta pronto|hasta mañana|que le vaya bien)",
    ],
}
CLOSED = (
    r"(?:entonces |y |pues |bien |vale |de acuerdo |perfecto |ok |muy bien |pero |o sea )*"
    r"(?:esta usted|tiene usted|ha (?:podido|probado|recibido)|puede|podria|quiere|quieres|desea"
    r"|prefiere|prefieres|le (?:gustaria|parece|va|viene|importa)|me confirma|sigue sin)"
)
ASKING = "(qué|cómo|por qué|cuándo|dónde|cuál|cuáles|quién|cuánto|cuánta|cuántos|cuántas)"
TAGS = "(verdad|correcto|no|no es así|es correcto|de acuerdo|vale|cierto|o no) ?"
BACKCHANNEL = (
    "(mm|mmm|aja|ajá|ah|oh|ok|okay|sí|si|vale|claro|claro que sí|de acuerdo|entiendo|ya veo"
    "|comprendo|entendido|perfecto|muy bien|bien|bueno|gracias|genial|por supuesto|correcto)"
)
