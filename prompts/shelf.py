"""Playbook shelf: the playbooks that calls may name, and the languages in which each is there.

They are the bundled ones and, where COACH_PLAYBOOK is a path, the files beside it, which go before
them: `NAME.LANGUAGE.yaml`, as the bundled ones are called, or `NAME.yaml`, which says its language.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Stage
from conversation.languages import base_of
from prompts.bundled import BASE, PLAYBOOKS, SUFFIXES, bundled, is_path, playbooks, tags
from prompts.loader import load_playbook
from prompts.mistake import PromptError


class Shelf:
    """The playbooks of a process.

    Attributes:
        default: The name of the playbook of calls that name none.
        language: BCP-47 tag of the language of calls that say none.
    """

    def __init__(self, chosen: str, language: str) -> None:
        """Look at what there is, once.

        Args:
            chosen: COACH_PLAYBOOK: a bundled name, or a path.
            language: The language of calls that say none.
        """
        self.default = _split(Path(chosen))[0] if is_path(chosen) else chosen
        self.language = language
        self._chosen = chosen
        self._own = _beside(Path(chosen)) if is_path(chosen) else {}
        self._bundled = playbooks()

    def names(self) -> list[str]:
        """The names of the playbooks that calls may name."""
        return sorted({name for name, _ in self._own} | set(self._bundled))

    def languages(self, name: str) -> list[str]:
        """The languages that the files of a playbook are named for."""
        if self._is_own(name):
            return sorted(tag for stem, tag in self._own if stem == name and tag)
        return self._bundled.get(name, [])

    def read(self, name: str, language: str) -> Playbook | None:
        """The playbook of calls in `language`, a BCP-47 tag; None where there is none in it.

        A path in COACH_PLAYBOOK is taken for calls that say no language, whatever its own is.

        Raises:
            PromptError: Its file is wrong.
        """
        if self._is_own(name) and (name, language) == (self.default, self.language):
            return load_playbook(self._chosen, language)
        place = self._place(name, language)
        playbook = place and load_playbook(place, language)
        if not playbook or base_of(playbook.language) != base_of(language):
            return None
        return playbook

    def guide(self, name: str) -> Playbook:
        """A playbook in a language of its own, for a model that coaches calls in another one.

        Raises:
            PromptError: There is none.
        """
        for tag in (self.language, "en", *self.languages(name)):
            with suppress(PromptError):
                if playbook := self.read(name, tag):
                    return playbook
        return load_playbook(self._chosen, self.language)

    def _place(self, name: str, language: str) -> str | None:
        """The name or the path that `load_playbook` reads; None where there is none."""
        for tag in (*tags(language), ""):
            if path := self._own.get((name, tag)):
                return str(path)
        is_there = name != BASE and bundled(PLAYBOOKS, name, tags(language))
        return name if is_there and not self._is_own(name) else None

    def _is_own(self, name: str) -> bool:
        return any(stem == name for stem, _ in self._own)


def silenced(playbook: Playbook, language: str) -> Playbook:
    """The stages of a playbook for calls in another language, in which no word of it is looked for.

    Args:
        playbook: The playbook.
        language: BCP-47 tag of the calls.
    """
    stages = [Stage(id=stage.id, title=stage.title) for stage in playbook.stages]
    own = {"language": language, "stages": stages, "consent": None}
    words: dict[str, Any] = {"rules": [], "none": [], "fallback": {}, "obligations": []}
    other = playbook.model_copy(update=words | own)
    other.model_post_init(None)
    return other


def _beside(path: Path) -> dict[tuple[str, str], Path]:
    """The files of playbooks in the folder of `path`, by name and language."""
    try:
        files = sorted(file for file in path.parent.iterdir() if file.suffix in SUFFIXES)
    except OSError:  # which reading the file itself tells
        files = []
    return {_split(file): file for file in (*files, path) if _split(file)[0] != BASE}


def _split(file: Path) -> tuple[str, str]:
    """The name and the language in the name of a file: `ventas` and `es`, of `ventas.es.yaml`."""
    name, _, tag = file.stem.partition(".")
    return name, tag
