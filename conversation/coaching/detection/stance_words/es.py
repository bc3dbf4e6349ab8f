"""Spanish words of stance, as cues; see `conversation.coaching.cues`."""

from conversation.coaching.detection.stance_words.vocabulary import StanceVocabulary

_TOLD = (
    "(dice|dicen|decía|dijo|me dijo|me ha dicho|me dicen|piensa|piensan|cree|creen|opina|asegura)"
)
_KIN = (
    "(hermano|hermana|primo|prima|tío|tía|vecino|vecina|amigo|amiga|amigos|colega|cuñado|cuñada"
    "|peluquero|peluquera|compañero de piso|compañera de piso)"
)
_DEMANDS = (
    "(quiero|queremos|necesito|necesitamos|exijo|exigimos|vengo a|llamo para|voy a|vamos a|deme"
    "|dame|páseme|pásame|cancele|devuélvame|devuélvanme)"
)

SPANISH = StanceVocabulary(
    negators=["(no|nunca|jamás|tampoco|ni|sin|ningún|ninguna)"],
    no_negation=[
        "no (puedo|podemos|puede|pueden|pude|logro|consigo|conseguimos)",
        "no (solo|sólo|solamente|sé|puede ser|es normal|es justo|me parece|hay derecho|entiendo"
        "|aguanto|puedo más)",
        "(por qué) no",
        "no (es|le|te|les|cree|crees|está) ... ?",
        "(ya no) (puedo|aguanto|quiero|me)",
        "no (voy a|pienso|vamos a) (pagar|aceptar|tolerar|dejar)",
        "nada más",
        "no (habrá|habría|tendrá|tendrán|tendría|tendrían|podría|podrían)",
        "no (me|nos) (haría|harían|hará|harán|daría|darían|podría|podrían)",
        "no (me|nos) (hace|hacen) (un|una|algún|alguna)",
        "sin (parar|cesar|internet|luz|agua|servicio|respuesta|conexión|señal|calefacción)",
        "(no|nunca) (funciona|va|arranca|enciende|carga|llega|llegó|ha llegado|responde|contesta*)",
    ],
    opinions=[
        "(creo|pienso|digo|decir|diciendo|quiero|quería|necesito|me parece|encuentro|tengo"
        "|tenemos|hay"
        "|es|está|estoy|voy|pensaba|pretendo|intención|era|tan|muy|hablo|hace falta)",
    ],
    subjects=["(yo|tú|usted|él|ella|nosotros|ellos|ellas|ustedes|esto|eso|que|qué|quien|lo)"],
    restarts=[_DEMANDS],
    links=[f"(no|nunca|jamás|tampoco|ni|que|si|ya no|no es) [me|te|le|lo|la|nos] {_DEMANDS}"],
    deniers=[
        "(no digo|no estoy diciendo|no es que|no quiere decir|no creo que|no pienso que|no me"
        " parece|no lo digo porque)",
        "nadie (dice|está|habla|quiere|piensa)",
        "(no hace falta|no es necesario|no pretendo)",
        "(lejos de|todo menos|en ningún momento|de ningún modo|de ninguna manera)",
        "lo último que (quiero|queremos|haría|quisiera|quería)",
        "(estaría|estaríamos) (loco|loca|locos) (si|de)",
        "qué va a (ser|estar)",
        "(antes era|en su día|por entonces)",
    ],
    behind=[],
    disowned=[
        "(no|yo no|a mí no) (creo|lo creo|lo veo así|estoy de acuerdo|me lo parece|me importa"
        "|pienso eso|opino lo mismo)",
        "(para nada|en absoluto|no es verdad|no es cierto|no es mi caso|no es nuestro caso|es"
        " mentira|ni mucho menos"
        "|nada que ver|tonterías)",
        "(se equivoca|se equivocan|exagera|exageran|está bromeando|no tiene razón|no tienen razón)",
        "(a mí|a nosotros|para mí|para nosotros) (me|nos) (va|parece|vale|funciona) (bien"
        "|perfecto|genial)",
    ],
    shared=[
        "(tiene|tienen) [toda la|algo de|mucha] razón",
        "(estoy de acuerdo|yo también|nosotros también|a mí también|lo mismo pienso|pienso lo"
        " mismo|opino igual|es verdad|es cierto)",
        "(me pasa|nos pasa|es mi caso|es nuestro caso) [lo mismo|también]",
    ],
    reporting=[_TOLD],
    hearsay=[
        f"(la gente|algunos|todo el mundo|todos|otros|muchos) [me] {_TOLD}",
        "(he|hemos) (leído|oído|escuchado|visto) (en internet|por ahí|en un foro|en el"
        " periódico|en la tele)",
        "(leí|oí|escuché|vi) (en internet|por ahí|en un foro|en el periódico|en la tele)",
        "(las opiniones|las reseñas|internet|el foro|los foros|el periódico|la prensa|un"
        " artículo) (dice|dicen|habla|hablan)",
        f"mi {_KIN} [siempre|también] {_TOLD}",
        "(un|una) (amigo|amiga|conocido|conocida|compañero|compañera|vecino|vecina|tipo|chico)"
        f" [mío|mía|del trabajo] {_TOLD}",
    ],
    others=[
        f"(a|de|mi) [mi] {_KIN} (le|se|tiene|tenía|tuvo|ha|había|perdió|canceló|estaba|está"
        "|cambió)",
        "(un|una) (amigo|amiga|conocido|conocida|compañero|compañera|vecino|vecina|tipo) [mío"
        "|mía|del trabajo]"
        " (tuvo|tenía|le|se|ha|perdió|canceló|que)",
        "(en|vi|vimos) ... (película|serie|programa|podcast|libro|reportaje|documental)",
    ],
    joking=["(es broma|era broma|estoy bromeando|bromeaba|es coña)"],
    over=[
        "pero [eso] [ya] (se arregló|se solucionó|está arreglado|está resuelto|pasó|quedó atrás)",
        "pero (ya no pasa|ya no me pasa|ahora ya no|ahora va bien|ahora todo bien|ya todo bien|eso"
        " era otra|era otra empresa)",
        "(falsa alarma|ya pasó todo)",
    ],
    supposed=[
        "si (quisiera|quisiese|yo fuera|yo quisiera|algún día|alguna vez)",
        "(hipotéticamente|en teoría|supongamos|imagine|imagina|imaginemos|pongamos que|digamos"
        " que|por decir algo)",
        "(habría|hubiera|hubiese) (sido|estado|podido|tenido|hecho)",
        "(por si acaso|aunque fuera|en el peor de los casos|dios no lo quiera)",
    ],
    again=["(otra vez|de nuevo|nuevamente|una vez más|vuelve|vuelven|vuelva|vuelvan)"],
    ironic=[
        "(ah|oh|uy|ya) (genial|perfecto|estupendo|fantástico|maravilloso|qué bien|bonito|claro"
        "|seguro)",
        "(muy bonito|vaya servicio|menudo servicio|lo que faltaba|lo que me faltaba|qué gracia"
        "|qué maravilla|bravo|enhorabuena)",
        "gracias por nada",
        "(me encanta|nos encanta|adoro) (esperar|pagar|llamar|repetir|que me|perder)",
        "(como si|sí claro|ya claro|sí hombre|no tengo otra cosa que hacer|me sobra el dinero"
        "|me sobra el tiempo|todo el día)",
    ],
    idioms=[
        "(muerto|muerta|muertos) de (risa|hambre|sueño|cansancio|frío)",
        "(lo antes posible|cuanto antes|tan pronto como sea posible)",
        "(colgar el teléfono|cuelgo el teléfono|baja el teléfono)",
        "(cuesta un ojo|caer bien|cae bien|me cae|caer en la cuenta)",
        "(no hay problema|ningún problema|sin problema|sin problemas)",
        "(pista de|cancha de) tenis",
        "(fuego lento|fuegos artificiales|luz verde)",
        "(perdido de vista|perder peso|perdí la cuenta)",
        "(no se preocupe|no te preocupes)",
        "(hora punta|quemar etapas|estar quemado del trabajo)",
    ],
    quoting=[
        "(anuncio|publicidad|cartel|eslogan|canción|chiste|folleto|titular) (dice|decía|es|era"
        "|pone)",
        "(como se suele decir|como dicen|como dice el refrán|entre comillas|por así decirlo)",
        "(película|serie) (que se llama|donde|sobre)",
    ],
    breaks=["(pero|y|porque|así que|entonces|cuando|aunque|o|salvo|sino|pues)"],
)
