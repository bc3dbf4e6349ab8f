"""Transcript labels: the words around what was said, in the call's language where we have it."""

from dataclasses import dataclass

from conversation.languages import base_of


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language: `language` is its tag."""

    language: str
    title: str
    started: str
    ended: str
    length: str
    agent_id: str
    spoken: str
    parties: dict[str, str]
    card: str
    ask: str
    other_cards: str
    reckoned: str

    def party(self, speaker: str) -> str:
        """The word for a speaker."""
        return self.parties.get(speaker, speaker)


_LABELS = (
    Labels(
        "en",
        "Call",
        "Begun",
        "Ended",
        "Length",
        "Agent",
        "Language",
        {"customer": "Customer", "agent": "Agent"},
        "Advice",
        "Ask",
        "Other advice",
        "Times with ~ are reckoned by the length of the text.",
    ),
    Labels(
        "fr",
        "Appel",
        "Début",
        "Fin",
        "Durée",
        "Agent",
        "Langue",
        {"customer": "Client", "agent": "Agent"},
        "Conseil",
        "Demander",
        "Autres conseils",
        "Les temps avec ~ sont estimés d’après la longueur du texte.",
    ),
    Labels(
        "es",
        "Llamada",
        "Inicio",
        "Fin",
        "Duración",
        "Agente",
        "Idioma",
        {"customer": "Cliente", "agent": "Agente"},
        "Consejo",
        "Preguntar",
        "Otros consejos",
        "Los tiempos con ~ se estiman por la longitud del texto.",
    ),
)


def labels_of(language: str | None) -> Labels:
    """The words for a call in a language; English where we have none."""
    base = base_of(language or "en")
    return next((labels for labels in _LABELS if labels.language == base), _LABELS[0])


def clock(ms: int) -> str:
    """A moment of the call as people read it: `1:05`, `1:00:05`."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
