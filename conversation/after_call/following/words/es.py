"""Spanish vocabulary of following; see `conversation.after_call.following.words.vocabulary`."""

from conversation.after_call.following.words.vocabulary import FollowingVocabulary

SPANISH = FollowingVocabulary(
    owns=[
        "(disculp*|perdón|perdone la|lo siento|siento (mucho|muchísimo|que)|lamento|mil disculpas)",
        "en su lugar",
        "(entiendo|comprendo|veo) [perfectamente|muy bien] (que|su|por qué|cómo)",
        "tiene (razón|toda la razón|motivos)",
        "(eso no|no) es (normal|aceptable|de recibo)",
    ],
    thanks=[
        "(gracias|agradezco) [mucho|muchísimo|de verdad] [que] (por|que|su|la)",
        "se lo agradezco",
    ],
    recaps=[
        "(resumen|resumir|resumiendo|recapitular|recapitulemos|repasemos|repaso)",
        "entonces (hemos|ya hemos|quedamos)",
    ],
    offers=[
        "(le puedo|puedo|podemos|le podemos|podríamos|podría) (ofrecer|hacer|dar|poner|mandar"
        "|enviar|dividir|partir|organizar|llamar|agendar|pausar)",
        "(le propongo|qué tal si|y si|en vez de|en lugar de)",
        "(le parece|le viene bien|le va bien|le iría bien|prefiere|quiere que|le gustaría)",
        "(empecemos|probemos|hagamos|quedemos)",
    ],
    promises=[
        "(le|lo|se lo) (mando|envío|reservo|confirmo|llamo|anoto|bloqueo|preparo|abro|devuelvo"
        "|tramito|hago|paso|pido)",
        "(voy a|vamos a) ...",
        "(tendrá|recibirá|estoy bloqueando)",
    ],
    gives_back=[
        "(pillo mal|mal momento|molesto|le dejo|no le quito|no le entretengo)",
        "(marco|llamo) ... (mañana|luego|más tarde|lunes|martes|miércoles|jueves|viernes)",
    ],
    brings_in=[
        "(compañero|compañera|supervisor|supervisora|responsable|especialista|equipo|asesor"
        "|enfermera)",
        "(le paso|le transfiero|le pongo) con",
    ],
    argues=[
        "(eso|esto) no es (cierto|verdad|así|correcto)",
        "(es falso|se equivoca|está equivocado|está equivocada)",
        "usted [sí] (recibió|firmó|leyó)",
        "precio es (muy|totalmente|perfectamente|realmente) (justo|correcto|normal|razonable"
        "|bueno)",
        "(nadie|ningún otro) ... (ofrece|da|tiene)",
        "(como le dije|ya le dije|con todo respeto)",
    ],
    refuses=[
        "(lamentablemente|desgraciadamente|desafortunadamente)",
        "no (podemos|puedo|se puede|es posible|se va a poder)",
        "(imposible|va contra)",
    ],
    leaves=["(tengo que|debo|voy a) (colgar|colgarle|dejarle|cortar)"],
    hands_out=["(dígame|deme|cuál es|le prometo|prometo) ..."],
    asks=[
        "(quién|quiénes|qué|cuál|cuáles|cuánto|cuánta|cuántos|cuántas|cómo|cuándo|dónde|por qué)",
        "(hay|tiene|tienen|ha|han|puede|podría|quiere|queda|me puede|le parece|está|están)",
    ],
    empty=(
        "los las una unos unas del con por para que quien quienes cual cuales como cuando donde"
        " cuanto cuanta cuantos cuantas usted ustedes sus mis nos les ellos ella ellas ese esa"
        " eso esos esas este esta esto estos estas son era fue ser sido estar estan hay haya han"
        " has hemos tiene tienen tener mas menos muy poco mucho sin sobre entre hasta desde ya"
        " hoy ahora luego despues antes pregunte diga digame dicho hacer haga hace solo tambien"
        " otro otra otros otras todo toda todos todas algo alguien algun si no pero porque ni o"
        " e y a al de la el lo le se me mi tu su un en es da va aqui ahi mismo exactamente bien"
        " cosa cosas nada"
    ),
)
