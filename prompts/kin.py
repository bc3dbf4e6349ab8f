"""Kin of a playbook: the bundled playbooks of its name in other languages."""

from functools import cache

from conversation.coaching.playbook import Playbook
from conversation.languages import base_of
from prompts.bundled import PLAYBOOKS, names
from prompts.loader import load_playbook

_read = cache(load_playbook)
"""Bundled files do not change while a process runs, and each is the kin of every other one."""


def kin_of(playbook: Playbook) -> list[Playbook]:
    """The bundled playbooks of the same name in other languages; none for a name of one's own."""
    here = base_of(playbook.language)
    bundled = [stem.partition(".") for stem in names(PLAYBOOKS)]
    others = [tag for name, _, tag in bundled if name == playbook.name and base_of(tag) != here]
    return [_read(playbook.name, tag) for tag in others]
