"""Directive words: kinds of action, question words and things, in English, French and Spanish.

In the form of `Wording`: without case and accents. A word that ends with * is the beginning of one.
"""

NEGATORS = "don't do not never avoid refrain ne n pas jamais evitez no nunca evite"

ACTIONS = {
    "ask": "ask find learn get check verify see clarify explore dig discover identify request"
    " demande* trouve* cherche* decouvr* comprene* renseigne* creuse* verifie* clarifie* identifie*"
    " assure* pregunt* averig* descubr* entienda indague compruebe verifique aclare identifique"
    " pida solicite",
    "confirm": "confirm repeat read recap confirme* repete* relise* reformule* repita lea resuma",
    "offer": "offer propose suggest propos* offr* sugger* ofrezca* ofrece* proponga* sugiera",
    "tell": "tell give say name explain answer state announce inform advise recommend warn show"
    " describe mention dite* donne* annonce* explique* reponde* informe* conseille* recommande*"
    " previene* montre* precise* indique* diga* de anuncie responda conteste aconseje recomiende"
    " advierta muestre mencione* cuente",
    "own": "apologise apologize own admit acknowledge excuse* presente* reconnaisse* admette*"
    " assume* disculp* reconozca admita asuma",
    "send": "send email mail forward envoye* transmette* envie mande remita",
    "transfer": "transfer escalate hand pass route transfere* passe* escalade* transfiera pase"
    " escale derive",
    "listen": "listen let slow quiet ecoute* laisse* escuche* deje* calle",
    "promise": "promise promising commit committing guarantee promett* promet* engage* garanti*"
    " prometa* prometer comprometa* comprometer* garantice",
    "thank": "thank merci* remercie* agradezca",
}
"""Kinds of what an agent does, by the verbs that begin a headline."""
APOLOGIES = ("say sorry", "say you re sorry", "pida disculpas", "pida perdon", "demandez pardon")
"""An apology in words that begin as something else does."""

QUESTIONS = {
    "who": "who whom whose qui quien quienes",
    "when": "when quand cuando",
    "where": "where ou donde adonde",
    "why": "why pourquoi porque",
    "what": "what which quoi quel quelle quels quelles cual cuales",
    "how many": "many much combien cuanto cuanta cuantos cuantas",
}
"""What is asked for, by the question's word."""
JOINED = {
    **{" por que ": " porque ", " para que ": " cual ", " lo que ": " cual "},
    **{" ce qui ": " quoi ", " ce que ": " quoi ", " ce qu ": " quoi ", " d ou ": " pourquoi "},
}
"""What asks in several words, or is no question's word by itself, in one that is."""
EMPTY = """
    how a an the it its them they their you your he she his her this that these those and or of to
    in on at for from with by about is are be was were would will can could should have has had do
    does did so then if whether there here as more else other any some all out up back just before
    after le la les l un une des du de d en et ou au aux il elle lui leur leurs son sa ses vous
    votre vos est sont pour par sur dans se s y plus si c que qu avec avant apres autre el los las
    una uno al del con su sus lo les e o es son por esta estan ha han mas otro otra
"""
"""Words without a content of their own."""

THINGS = {
    "address": "address* adresse* direccion*",
    "name": "name names nom noms nombre nombres apellido*",
    "identity": "identit* identidad",
    "order": "order orders commande* pedido*",
    "phone": "phone telephone telefono movil portable",
    "email": "email emails mail courriel* correo*",
    "invoice": "invoice* bill bills facture* factura*",
    "price": "price* cost costs prix tarif* cout* coute* precio* cuesta coste costo",
    "discount": "discount* remise* reduction* rabais descuento* rebaja*",
    "refund": "refund* rembourse* reembols* devolucion",
    "fee": "fee fees frais cargo cargos comision* penalizacion",
    "contract": "contract* contrat* contrato* engagement permanencia",
    "notice": "notice preavis preaviso",
    "date": "date dates deadline* day echeance* delai* jour fecha* plazo* dia",
    "budget": "budget* presupuesto*",
    "trial": "trial* pilot* test essai* pilote* prueba* piloto*",
    "data": "data donnees datos",
    "error": "error* erreur* mistake* equivocacion",
    "password": "password* passe contrasena*",
    "damage": "damage* dommage* abime* degat* dano* danad*",
    "injury": "hurt injur* bless* herid* lesion*",
    "appointment": "appointment* rendez cita citas",
    "decision": "decid* decision* sign signs approve* agree* valid* accord aprueb* firma*",
    "use": "use uses user* utilis* usa usan usar* usuario*",
    "billing": "billing facturation facturacion",
    "support": "technician* technical technique* tecnico* tecnica",
}
"""What an action is about, by nouns of everyday calls."""
