"""Words of a note's sections: their titles, in each language that the product speaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The titles in one language; each attribute is one."""

    call: str
    customer: str
    next_step: str
    lead: str
    risks: str
    fields: str
    unmet: str
    score: str
    talk: str
    of_agent: str
    of_customer: str


_ENGLISH = TitleWords(
    call="Call",
    customer="Customer",
    next_step="Next step",
    lead="For the sales lead",
    risks="Risks",
    fields="Fields",
    unmet="Not met",
    score="Score",
    talk="Talk",
    of_agent="Agent",
    of_customer="Customer",
)
_WORDS = {
    "en": _ENGLISH,
    "fr": TitleWords(
        call="Appel",
        customer="Client",
        next_step="Prochaine étape",
        lead="Pour le responsable",
        risks="Risques",
        fields="Champs",
        unmet="Non respecté",
        score="Note",
        talk="Temps de parole",
        of_agent="Conseiller",
        of_customer="Client",
    ),
    "es": TitleWords(
        call="Llamada",
        customer="Cliente",
        next_step="Próximo paso",
        lead="Para el responsable",
        risks="Riesgos",
        fields="Campos",
        unmet="No cumplido",
        score="Puntuación",
        talk="Tiempo de palabra",
        of_agent="Agente",
        of_customer="Cliente",
    ),
}


def words_for(language: str | None) -> TitleWords:
    """The titles for a call in a language, a BCP-47 tag; English where there are none in it."""
    return _WORDS.get((language or "").partition("-")[0].lower(), _ENGLISH)
