"""Spanish vocabulary of the memory, as cues; see `conversation.coaching.cues`."""

from conversation.memory.words.vocabulary import MemoryVocabulary, word_set

_DOES = (
    "(enviar|envío|enviaré|enviamos|enviaremos|mandar|mando|mandaré|mandamos|mandaremos|llamar"
    "|llamo|llamaré|llamamos|llamaremos|escribir|escribo|escribiré|revisar|reviso|revisaré"
    "|comprobar|compruebo|comprobaré|consultar|consulto|consultaré|preguntar|pregunto|preguntaré"
    "|reservar|reservo|reservaré|preparar|preparo|prepararé|confirmar|confirmo|confirmaré"
    "|devolver|devuelvo|devolveré|devolvemos|devolveremos|cancelar|cancelo|cancelaré|cambiar"
    "|cambio|cambiaré|pasar|paso|pasaré|hacer|hago|haré|hacemos|haremos|poner|pongo|pondré|dar|doy"
    "|daré|abrir|abro|abriré|pagar|pago|pagaré|firmar|firmo|firmaré|abonar|abono|abonaré|traer"
    "|traigo|traeré|dejar|dejo|dejaré|avisar|aviso|avisaré|avisamos|avisaremos|agendar|agendo"
    "|agendaré|buscar|busco|buscaré|ver|ingresar|ingreso|ingresaré|transferir|tramitar|tramito)"
)
SPANISH = MemoryVocabulary(
    promises=[
        f"(le|te|les|os|se|se lo|se la|te lo|te la) {_DOES} ... (mañana|hoy|lunes|martes|miércoles"
        "|jueves|viernes|ahora|antes|en|por|un|una|el|la|los|las|su|tu|con|esta|esto|eso|ahora"
        " mismo)",
        f"(voy a|vamos a) {_DOES}",
        "(voy a|vamos a) (enviarle|mandarle|llamarle|llamarla|llamarlo|enviarte|mandarte|llamarte"
        "|enviárselo|mandárselo|devolverle|hacerle|pasarle|avisarle|darle|ponerle|escribirle"
        "|confirmarle|prepararle|revisarlo|revisarla|comprobarlo|consultarlo|pagarlo|pagarle"
        "|firmarlo)",
        "(yo|nosotros) [me|nos] (encargo|encargamos|comprometo|comprometemos)",
        "(me encargo|nos encargamos|me comprometo|le prometo|te prometo|le garantizo|le aseguro)",
        "(va a recibir|recibirá|tendrá|recibirás|tendrás) ... (mañana|un|una|el|la|su|en|antes)",
        "(nos vemos|nos reunimos|nos llamamos|quedamos|hablamos|volvemos a hablar|veámonos"
        "|reunámonos) [entonces|pues] [el|la] (mañana|lunes|martes|miércoles|jueves|viernes"
        "|sábado|próxima semana|semana que viene)",
    ],
    no_promises=[
        "(voy a ser|le voy a ser|voy a hacerle una pregunta|te aviso que|le aviso que)",
        "(le|te) (doy la razón|doy las gracias|hago una pregunta|pregunto por qué)",
    ],
    questions=[
        "(cuánto|cuánta|cuántos|cuántas|cómo|cuándo|dónde|quién|cuál|cuáles|por qué|qué)",
        "(puede|pueden|tiene|tienen|hay|es posible|se puede|me puede|podría|podrían)",
    ],
    smalltalk=[
        "(cómo|qué) (está|estás|están|tal)",
        "(me) (oye|escucha|oyes|escuchas)",
        "(sigue|está) ahí",
        "(verdad|de acuerdo|no es así|bueno|diga)",
    ],
    deflections=[
        "(déjeme|deje que|tengo que|voy a|tendría que|déjame) (comprobar*|consultar*|revisar*"
        "|preguntar*|mirar*|ver*|averiguar*|confirme|mire|consulte|compruebe)",
        "(no sé|no lo sé|no estoy seguro|no estoy segura|ni idea)",
        "(buena|muy buena) pregunta",
        "(un momento|un segundo|un minuto|un momentito|espere|no cuelgue)",
    ],
    settled=[
        "(de acuerdo|me parece bien|me vale|nos vale|me sirve|nos sirve|está bien|perfecto"
        "|estupendo|trato hecho|genial|me convence|nos convence|conforme)",
        "(eso|así) (sí|me tranquiliza|está mejor|me ayuda|lo aclara|tiene sentido|me cuadra)",
        "(tiene sentido|es razonable|es justo|me quedo más tranquilo|me quedo más tranquila)",
        "(adelante|hagámoslo|lo hacemos así|vamos a ello|me apunto|venga va)",
    ],
    unsettled=[
        "(no|tampoco|si|nunca) ... (de acuerdo|me parece bien|me vale|me sirve|me convence"
        "|perfecto|razonable|justo|tiene sentido)",
        "(pero|aunque|sin embargo) (es|eso|yo|no|el|la|sigue|me|se)",
    ],
    glad=[
        "(genial|estupendo|excelente|fantástico|maravilloso|perfecto|fenomenal|increíble|bárbaro)",
        "(contento|contenta|contentos|encantado|encantada|feliz|satisfecho|satisfecha|aliviado"
        "|aliviada|impresionado|impresionada|agradecido|agradecida)",
        "(muchas gracias|mil gracias|muy amable|buena noticia|qué bien|qué bueno|enhorabuena)",
        "(me|nos) (gusta|encanta|alegra)",
        "(funciona|va|fue) (bien|muy bien|de maravilla|genial)",
        "mucho mejor",
    ],
    cross=[
        "(horrible|terrible|pésimo|pésima|fatal|vergonzoso|vergüenza|inaceptable|indignante"
        "|ridículo|desastre|asco|estafa|pesadilla|lamentable|un robo)",
        "(enfadado|enfadada|enojado|enojada|molesto|molesta|furioso|furiosa|decepcionado"
        "|decepcionada|frustrado|frustrada|indignado|indignada|preocupado|preocupada|agobiado"
        "|agobiada|cansado de|cansada de|desesperado|desesperada)",
        "(harto|harta|hartos|hasta las narices|hasta el moño|no aguanto|no puedo más)",
        "(muy|demasiado|tan|súper) (caro|cara|caros|lento|lenta|complicado|complicada|largo|tarde"
        "|difícil)",
        "(mal|mala|peor) (servicio|experiencia|calidad|atención|noticia|momento)",
        "(no|nunca|sigue sin) (funciona|funcionar|va|sirve)",
        "(perder|pierdo|perdiendo|perdido|pérdida de) ... tiempo",
        "(tomando el pelo|tomadura de pelo|se ríen de|se burlan|engañado|engañada|engaño|ladrones)",
        "no (estoy|estamos|quedo) [nada|muy] (contento|contenta|satisfecho|satisfecha|contentos)",
        "(queja|quejarme|reclamación|reclamar|no es justo|no es normal|qué falta de)",
        "nadie (responde|contesta|me|llama|ayuda|hace)",
    ],
    unless=[
        "(encantado|encantada|contento|contenta) de (atenderle|ayudar*|hablar|poder|saludar*)",
        "(me|nos|le|te) (gustaría|encantaría)",
        "no (está|estoy|es|fue) [nada|tan] (mal|molesto|molesta|enfadado|enfadada|enojado|enojada"
        "|preocupado|preocupada|caro|cara|horrible|terrible)",
    ],
    pains=[
        "(perdemos|pierdo|perdimos|perdí|gastamos|gasto|desperdiciamos) ... (horas|días|semanas"
        "|tiempo|dinero|clientes|pedidos|fortuna)",
        "(nos|me) (cuesta|lleva|quita|toma) ... (horas|días|semanas|meses|tiempo|fortuna|dinero)",
        "(el|nuestro|mi) [gran|mayor|verdadero|único|principal] (problema|lío|inconveniente) (es"
        "|está|con|que)",
        "(no damos abasto|no doy abasto|estamos atascados|estoy bloqueado|estoy bloqueada|no"
        " consigo|no logro|no logramos|no conseguimos)",
    ],
    paid=word_set(
        "pago pagamos pagar pagando paga cuesta cuestan coste costo precio tarifa cobran cobra"
        " cobraron factura presupuesto gasto gastamos cuota ofrecen ofrece deposito senal vale"
    ),
    introductions=("me llamo", "mi nombre es", "le habla", "le saluda", "soy", "habla con"),
    origins=word_set("de desde del"),
    titles=word_set("senor senora senorita sr sra srta don dona doctor doctora"),
)
