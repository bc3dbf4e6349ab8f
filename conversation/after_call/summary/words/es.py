"""Spanish vocabulary of summaries; see `conversation.after_call.summary.words.vocabulary`."""

from conversation.after_call.summary.words.vocabulary import SummaryWords, field
from conversation.memory.words.vocabulary import word_set

_DECIDES = (
    "(decide|deciden|decidir|decisión|decisiones|aprueba|aprobar|aprobación|visto bueno)",
    "(mi|nuestro|nuestra|el|la) (jefe|jefa|director|directora|socio|socia|mujer|marido|consejo"
    "|dirección|gerente|responsable)",
    "(hablarlo|consultarlo|verlo) con (mi|nuestro|nuestra|mis)",
)
_PAIN_CUES = (
    "(problema|problemas|lío|líos|dificultad|dificultades|dolor de cabeza|pesado)",
    "(perdemos|pierdo|perdiendo|desperdiciamos|gastamos)",
    "(necesito|necesitamos|necesidad|busco|buscamos|nos hace falta|me hace falta)",
)
SPANISH = SummaryWords(
    wants=[
        "(me gustaría|nos gustaría|quisiera|quisiéramos|querría|preferiría)",
        "(quiero|queremos|quería|queríamos|necesito|necesitamos|busco|buscamos)",
        "(estoy|estamos) (buscando|interesado|interesada|interesados|intentando)",
        "(llamo|llamaba|le llamo|te llamo) (para|porque|por|sobre)",
        "(puede|podría|puedes|podrías|me puede|me podría|puedo|podría)",
    ],
    yes=[
        "(sí|si|vale|ok|de acuerdo|claro|perfecto|muy bien|exacto|exactamente|correcto|por supuesto"
        "|hecho|me parece bien|adelante|está bien|bien|trato hecho)",
    ],
    understands=[
        "[yo] [le|lo|la|te|les] (entiendo|comprendo|entendemos|comprendemos) [perfectamente"
        "|totalmente|muy bien] [su] [postura|reacción|preocupación|de verdad]",
        "(es|eso es|me parece) [muy|totalmente|perfectamente|del todo] (normal|comprensible|lógico"
        "|razonable|una buena pregunta)",
        "(no se preocupe|no pasa nada|sin problema|por supuesto|claro|vale|sí|si|ya|bueno"
        "|de acuerdo|muy bien|de verdad)",
        "(adiós|hasta luego|gracias por su tiempo|que tenga un buen día)",
        "(tómese su tiempo|gracias por decírmelo|gracias por su sinceridad|vamos a ver"
        "|buena pregunta|lo siento mucho|lamento oír eso)",
    ],
    moves_on=[
        "(otra cosa|por cierto|otra pregunta|una cosa más|por otro lado|cambiando de tema|en fin)",
    ],
    dictated=[
        "(escriba|anote|apunte|ponga|indique|diga|añada|incluya|mencione|escribe|anota|apunta|pon)"
        " [bien|por favor|esto|eso] (en|al) (el|la|su|tu|este) (resumen|acta|informe"
        "|transcripción|notas|crm|nota)",
        "(el|su|tu|este|la) (resumen|acta|informe) (debe|tiene que|debería|puede) (decir|poner"
        "|indicar|mencionar)",
        "(asegúrese de|asegúrate de) que (el|su|tu|la) (resumen|acta|informe)",
    ],
    promising=[
        "(acepta|aceptó|aceptado|aceptada|aceptan|acuerda|acuerdan|acordó|acordado|acordada"
        "|acordaron|acuerdo|promete|prometió|prometido|compromete|comprometió|compromiso|garantiza"
        "|garantizó|garantizado|confirma|confirmó|confirmado|aprueba|aprobó|aprobado|firmó|firmado"
        "|concedió|ofreció|ofrece|aseguró|asegura)",
    ],
    will=[
        "(va a|van a|vamos a|voy a|enviará|enviaremos|llamará|llamaremos|hará|haremos|reembolsará"
        "|reembolsaremos|entregará|enviaré|llamaré|haré|confirmará|recibirá|será)",
    ],
    denied=[
        "(no|nunca|jamás|ningún|ninguna|ninguno|nada|nadie|ni|sin|rechaza|rechazó|rechazado"
        "|rehúsa|en lugar de|en vez de|imposible)",
    ],
    of_agent=["(agente|asesor|asesora|vendedor|vendedora|nosotros|empresa|compañía|yo)"],
    of_customer=["(cliente|clienta|comprador|compradora|paciente|interesado)"],
    telling=word_set(
        "cliente clienta agente asesor asesora dice dijo decir pregunta preguntar quiere querer"
        " desea necesita explica explicar indica indicar menciona llama llamar para porque este"
        " esta estos como pero mas muy tambien cuando donde sobre entre hasta desde tiene tener"
        " esta estan sido haber ellos ella"
    ),
    agent="Agente",
    customer="Cliente",
    missed="No cumplido",
    subject="Nuestra llamada",
    greeting="Hola, {name}:",
    greeting_nobody="Hola:",
    thanks="Gracias por su llamada. Esto es lo que he anotado.",
    promised="Por nuestra parte:",
    accepted="Por su parte:",
    open="Queda pendiente:",
    closing="Si falta algo o algo no es correcto, dígamelo.",
    bant=(
        field(
            "budget",
            "Presupuesto",
            "Lo que el cliente puede o quiere gastar.",
            "(presupuesto|presupuestos|presupuestado)",
            "(puedo|podemos|puede|dispuesto a|dispuestos a|queremos|quiero) (gastar|pagar)",
        ),
        field("authority", "Autoridad", "Quién decide, y quién más opina.", *_DECIDES),
        field("need", "Necesidad", "Qué necesita el cliente, y por qué.", *_PAIN_CUES),
        field(
            "timeline",
            "Plazo",
            "Para cuándo quiere el cliente decidir o empezar.",
            "(plazo|plazos|fecha límite|cuanto antes|para cuándo|arrancar|puesta en marcha)",
            "(antes de|antes del|para|a finales de|desde|en) [el|la|este|fin de] (lunes|martes"
            "|miércoles|jueves|viernes|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
            "|septiembre|octubre|noviembre|diciembre|semana que viene|próxima semana|mes que viene"
            "|próximo mes|año|trimestre)",
        ),
    ),
    meddpicc=(
        field(
            "metrics",
            "Métricas",
            "Las cifras con que el cliente mide el éxito.",
            "(ahorrar|ahorro|reducir|aumentar|rentabilidad|métrica*|indicador*|por ciento"
            "|retorno de)",
        ),
        field("economic_buyer", "Comprador económico", "Quién libera el dinero.", *_DECIDES),
        field(
            "decision_criteria",
            "Criterios de decisión",
            "Con qué juzga el cliente una oferta.",
            "(importante|importa|criterio*|requisito*|comparar|comparando|imprescindible)",
        ),
        field(
            "decision_process",
            "Proceso de decisión",
            "Los pasos con que decide el cliente.",
            "(proceso|comité|compras|licitación|próximo paso|piloto|prueba|evaluación)",
        ),
        field(
            "paper_process",
            "Proceso contractual",
            "Qué contratos y formularios hacen falta.",
            "(contrato|legal|papeleo|condiciones|orden de compra|firma|formulario*)",
        ),
        field("pain", "Dolor", "Qué pesa, y qué cuesta.", *_PAIN_CUES),
        field(
            "champion",
            "Impulsor",
            "Quién, del lado del cliente, quiere que salga adelante.",
            "(compañero*|compañera*|lo voy a impulsar|lo recomiendo|mi equipo (quiere|encanta))",
        ),
        field(
            "competition",
            "Competencia",
            "A quién más se considera, o qué se usa.",
            "(competidor*|competencia|alternativa*|otra (oferta|empresa)|otro (proveedor"
            "|presupuesto)|usamos|utilizamos|actualmente con)",
        ),
    ),
)
