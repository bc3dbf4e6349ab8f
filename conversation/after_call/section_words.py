"""Words of a note's sections: titles and outcomes, in each language that the product speaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversation.after_call.summary.parts import Outcome


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
    outcomes: Mapping[Outcome, str]


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
        Outcome.AGREED: "Agreed",
        Outcome.FOLLOW_UP: "To be followed up",
        Outcome.RESOLVED: "Resolved",
        Outcome.UNRESOLVED: "Not resolved",
        Outcome.NOT_INTERESTED: "Not interested",
        Outcome.INFORMED: "Informed",
        Outcome.NO_CONVERSATION: "No conversation",
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
        of_agent="Conseiller",
        of_customer="Client",
        outcomes={
            Outcome.AGREED: "Accord",
            Outcome.FOLLOW_UP: "À relancer",
            Outcome.RESOLVED: "Résolu",
            Outcome.UNRESOLVED: "Non résolu",
            Outcome.NOT_INTERESTED: "Pas intéressé",
            Outcome.INFORMED: "Informé",
            Outcome.NO_CONVERSATION: "Pas de conversation",
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
            Outcome.AGREED: "Acuerdo",
            Outcome.FOLLOW_UP: "Por seguir",
            Outcome.RESOLVED: "Resuelto",
            Outcome.UNRESOLVED: "Sin resolver",
            Outcome.NOT_INTERESTED: "Sin interés",
            Outcome.INFORMED: "Informado",
            Outcome.NO_CONVERSATION: "Sin conversación",
        },
    ),
}


def words_for(language: str | None) -> TitleWords:
    """The titles for a call in a language, a BCP-47 tag; English where there are none in it."""
    return _WORDS.get((language or "").partition("-")[0].lower(), _ENGLISH)
