"""Words of a note's sections: titles and outcomes, in each language that the product speaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversation.after_call.summary.parts import CallOutcome
from conversation.languages import base_of


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The titles in one language; each attribute is one, but for `outcomes`, which are lines."""

    call: str
    wants: str
    agreed: str
    open: str
    next_step: str
    stage: str
    objections: str
    buying_signals: str
    risks: str
    fields: str
    unmet: str
    score: str
    talk: str
    of_agent: str
    of_customer: str
    outcomes: Mapping[CallOutcome, str]


_ENGLISH = TitleWords(
    call="Call",
    wants="What the customer wants",
    agreed="Agreed",
    open="Open",
    next_step="Next step",
    stage="Stage",
    objections="Objections",
    buying_signals="Buying signals",
    risks="Risks",
    fields="Fields",
    unmet="Not met",
    score="Score",
    talk="Talk",
    of_agent="Agent",
    of_customer="Customer",
    outcomes={
        CallOutcome.AGREED: "Agreed",
        CallOutcome.FOLLOW_UP: "To be followed up",
        CallOutcome.RESOLVED: "Resolved",
        CallOutcome.UNRESOLVED: "Not resolved",
        CallOutcome.NOT_INTERESTED: "Not interested",
        CallOutcome.INFORMED: "Informed",
        CallOutcome.NO_CONVERSATION: "No conversation",
    },
)
_WORDS = {
    "en": _ENGLISH,
    "fr": TitleWords(
        call="Appel",
        wants="Ce que veut le client",
        agreed="Convenu",
        open="En suspens",
        next_step="Prochaine étape",
        stage="Étape",
        objections="Objections",
        buying_signals="Signaux d'achat",
        risks="Risques",
        fields="Champs",
        unmet="Non respecté",
        score="Note",
        talk="Temps de parole",
        of_agent="Agent",
        of_customer="Client",
        outcomes={
            CallOutcome.AGREED: "Accord",
            CallOutcome.FOLLOW_UP: "À relancer",
            CallOutcome.RESOLVED: "Résolu",
            CallOutcome.UNRESOLVED: "Non résolu",
            CallOutcome.NOT_INTERESTED: "Pas intéressé",
            CallOutcome.INFORMED: "Informé",
            CallOutcome.NO_CONVERSATION: "Pas de conversation",
        },
    ),
    "es": TitleWords(
        call="Llamada",
        wants="Qué quiere el cliente",
        agreed="Acordado",
        open="Pendiente",
        next_step="Próximo paso",
        stage="Etapa",
        objections="Objeciones",
        buying_signals="Señales de compra",
        risks="Riesgos",
        fields="Campos",
        unmet="No cumplido",
        score="Puntuación",
        talk="Tiempo de palabra",
        of_agent="Agente",
        of_customer="Cliente",
        outcomes={
            CallOutcome.AGREED: "Acuerdo",
            CallOutcome.FOLLOW_UP: "Por seguir",
            CallOutcome.RESOLVED: "Resuelto",
            CallOutcome.UNRESOLVED: "Sin resolver",
            CallOutcome.NOT_INTERESTED: "Sin interés",
            CallOutcome.INFORMED: "Informado",
            CallOutcome.NO_CONVERSATION: "Sin conversación",
        },
    ),
}


def words_for(language: str | None) -> TitleWords:
    """The titles for a call in a language, a BCP-47 tag; English where there are none in it."""
    return _WORDS.get(base_of(language or ""), _ENGLISH)
