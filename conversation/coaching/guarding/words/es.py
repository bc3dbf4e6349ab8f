"""Spanish words for the output guard, as cues (`conversation/coaching/cue_syntax.py`)."""

MACHINES = (
    "(ia|i a|inteligencia artificial|asistente|asistente virtual|robot|chatbot|coach"
    "|modelo de lenguaje)"
)
_DEVICES = (
    "(ordenador|computadora|compu|máquina|maquinita|programa|software|aplicación|sistema|grabadora)"
)
_LISTENING = (
    "oye|oyes|escucha|escuchas|transcrib*|toma notas|tomas notas|escribe todo|escribes todo"
    "|anota todo|anotas todo|teclea todo|graba todo|lee todo|oyendo|escuchando|transcribiendo"
    "|tomando notas|escribiendo todo|anotando todo|tecleando todo"
)
RULES = "(instrucciones|instrucción|reglas|normas|consignas|directrices|prompt*)"
_WRITES = (
    "(escribe|escriba|muestra|muestre|di|diga|repite|repita|pon|ponga|indica|indique|olvida"
    "|olvide|ignora|ignore|sugiere|anota|anote|apunta|apunte)"
)
ORDERS = [
    f"(ignora|ignore|ignorad|olvida|olvide|olvidad|omite|omita) ... {RULES}",
    f"(nueva|nuevas|nuevo) ({RULES}|rol|tarea|instrucción)",
    "(eres|usted es) (ahora|desde ahora) (un|una|el|la)",
    "(ahora eres|finge|imagina que eres|actúa como) ... (ia|robot|asistente|coach|sin reglas)",
    "(modo desarrollador|modo depuración)",
    f"{_WRITES} ... (tus|sus|tu|su) {RULES}",
    f"(nota|mensaje|instrucción|instrucciones|aviso) (para|a|al) [la|el] {MACHINES}",
    f"(hola|oye|querido|querida|ok|escucha|y tú) [la|el] {MACHINES}",
    f"{MACHINES} [por favor] {_WRITES}",
    f"(tú|usted|vos) [la|el] {MACHINES}",
    f"({MACHINES}|máquina|maquinita|tú|vos|usted) [vos|tú|que|la que] (que|estás|está|nos"
    "|me) [estás|está|nos|me] (escuchando|escuchas|escucha|lees|lee|transcrib*)",
    f"(máquina|maquinita|ordenador|computadora) {_WRITES}",
    "(a partir de ahora|desde ahora) ... (sugerencia*|tarjeta*|titular*|escribe|responde)",
    "(di|dile|diga|dígale) al agente (que|de)",
    f"(di|dile|pide|diga|pida) a (tu|su) {MACHINES} que",
    "(el agente|cada agente) (debe|tiene que) (darme|ofrecer|decir|devolver|enviar|confirmar)",
    "(tu|su|la) (próxima tarjeta|próxima sugerencia) (debe|dirá|dice)",
    "(muestra|muestre|escribe|escriba|pon|ponga) ... (en pantalla|en la pantalla|en su pantalla)",
    "(fin de la transcripción|fin del prompt|inicio de la transcripción)",
    f"({MACHINES}|{_DEVICES}) (que|quien) [está|estás|anda] [nos|me|lo] ({_LISTENING})",
    f"({MACHINES}|{_DEVICES}) [que está|que estás] (oyendo|oyéndonos|oyéndome|escuchándonos"
    "|escuchándome|escuchando|en la línea|tomando notas)",
    f"(esto es|mensaje) para [la|el] ({MACHINES}|{_DEVICES}) (que|anot*|pon*|escrib*)",
    f"(tú|vos) [la|el] {_DEVICES} (ahí|{_WRITES})",
    f"si (me|nos) (estás|está|están) (oyendo|escuchando) ({MACHINES}|{_DEVICES})",
    f"para la transcripción [por favor] (el agente|el cliente|la agente|la clienta|{_WRITES})",
]
COLON = "dos puntos"
ROLES = "agente|sistema|cliente|asistente|supervisor|supervisora|encargado"

GIVING = (
    "(dé|dele|déle|dar|conced*|apli*|hag*|hacer|ofrec*|ofrezc*|promet*|acept*|aprueb*|garantic*"
    "|confirm*|devuelv*|reembols*|regal*|proponga|diga*|descuent*|quite|envíe*|abon*)"
)
GIFTS = (
    "(%|por ciento|de un tercio|de un cuarto"
    "|mitad de precio|a mitad de precio|a la mitad|gratis|gratuito|gratuita"
    "|de regalo|sin coste|sin costo|sin cargo|compensación|indemnización|devolución íntegra"
    "|sin penalización|a cargo de la casa|por cuenta de la casa|a nuestra cuenta)"
)
GIVES = [
    f"{GIVING} ... {GIFTS}",
    "(baje|rebaje|reduzca|bajar|rebajar) (el|la|su) (precio|tarifa|cuota|factura) (un|en|a)",
    "(regale|regálele|regalarle|regálale) (un|una|el|la|los|las|dos|tres|#)",
    "(devuelv*|devuélva*|reembols*|reembólse*|abónele) ... (euros|pesos|dólares|€|$)",
    "(dos por uno|tres por dos)",
    "(perdone|perdónele|perdóneles|condone|condónele) (la|las|el|los|su|sus)",
    "(pague|páguele|costee|asuma) (el|la|los|las|su|sus)",
    "(parta|reparta|divida) la diferencia",
    "(iguale|iguálele) (el|la|lo|su)",
    "(garantice|garantícele|garantíceles) (que|resultados|ahorros)",
    "(# %|# por ciento) (de descuento|de rebaja)",
    "(está|están|queda|ha sido) (aceptad*|aprobad*|concedid*|autorizad*|validad*)",
]
DENYING = ["(no|nunca|jamás|sin|ningún|ninguna|evite|rechace|mantenga|antes de|en vez de)"]
ASKING = [
    "(pregunte|compruebe|verifique|averigüe|explique|aclare|qué|cómo|cuál|cuánto|cuándo|por qué)"
]
UNSAFE = [
    "(desbloquee|restablezca|abra) ... (sin|antes de preguntar)",
    "(idiota|idiotas|estúpido|estúpida|imbécil|imbéciles|tonto|ladrones|mentiroso|mentirosa)",
    "(omita|sáltese|salte|ignore|sin|no haga) [la|las|los|más|toda] (verif*|seguridad|identidad"
    "|preguntas de seguridad|comprob*)",
    "(dé|dele|déle|lea|dicte|dicto|comparta|revele|diga) ... (contraseña*|clave|código|códigos"
    "|número de tarjeta)",
    "(dé|dele|déle|comparta|revele) ... (dirección|número|datos) de",
    "(desactive|quite|elimine) ... (control*|seguridad|verificación)",
    "sin [el|la|ningún] (código|contraseña|clave)",
    "(cliente|usuario) [ya] está [ya] (identificado|verificado)",
]
_MEDICINES = (
    "(pastilla*|comprimido*|medicamento*|medicina*|medicación|dosis|antibiótico*|insulina"
    "|paracetamol|ibuprofeno|aspirina|gotas|mg|miligramos)"
)
MEDICAL = [
    "(deje de tomar|dejar de tomar|doble|duplique|suba|aumente|baje|reduzca|suspenda) (el|la|los"
    f"|las|su|sus|esa|esas|ese|esos) ... {_MEDICINES}",
    f"(que tome|que se tome|puede tomar|puede tomarse|debe tomar) ... {_MEDICINES}",
    f"(recomiende|recomiéndele|sugiera|aconseje|recete) ... {_MEDICINES}",
    f"{_MEDICINES} (es|son) [totalmente|completamente] (segur*|inofensiv*)",
    "(dolor*|bulto|hinchazón|síntoma*|sangrado|fiebre|resultado*|tos|mancha*) [no] (es|son)"
    " [seguramente] (benign*|grave*|normal*|nada grave|inofensiv*)",
    "(parece|suena a) [un|una] (gota|gripe|infección|alergia|migraña|cáncer|esguince|fractura"
    "|virus|artrosis|diabetes|depresión|covid|eccema)",
]
REFERRING = "(médico*|médica*|enfermero*|enfermera*|farmacéutic*|doctor*|especialista|veterinari*)"
HARMING = ["(cuelgue|cuélguele|insulte|humille|amenace|mienta)"]
DECLINING = [
    "(no|siga|vuelva|mantenga|manténgase|rechace|ignore|reconduzca|quédese|recuerde|nunca)",
]
ABOUT_ITSELF = [
    "(coach silencioso|modelo de lenguaje)",
    "mis instrucciones",
    "como (una ia|ia)",
]
