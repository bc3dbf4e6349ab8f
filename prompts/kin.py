"""Kin of a playbook: the bundled playbooks of its name in other languages."""

from conversation.coaching.playbook import Playbook
from conversation.languages import base_of
from prompts.bundled import playbooks
from prompts.loader import load_playbook


def kin_of(playbook: Playbook) -> list[Playbook]:
    """The bundled playbooks of the same name in other languages; none for a name of one's own."""
    here = base_of(playbook.language)
    tags = playbooks().get(playbook.name, [])
    return [load_playbook(playbook.name, tag) for tag in tags if base_of(tag) != here]
