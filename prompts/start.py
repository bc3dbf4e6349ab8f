"""Playbook start: a small commented file, as the beginning of a playbook of one's own."""

from functools import cache
from os.path import relpath
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, Template

from conversation.coaching.playbook import Playbook
from conversation.languages import base_of
from prompts.bundled import PROMPTS, text_of
from prompts.linter import checked
from prompts.mistake import PromptError
from prompts.schema import FILE

_ELSE = "en"


def start(path: Path, language: str, extends: str | None = None) -> str:
    """The text of a playbook to begin with.

    Args:
        path: Where it is to stand; the file's name without its suffix is the playbook's.
        language: BCP-47 tag. For a language whose words are not known, they are English.
        extends: The playbook that it takes over, a name or a path; None for one that stands alone.

    Raises:
        PromptError: There is no such playbook to extend, or it has mistakes.
    """
    words = _words()
    text = _template().render(
        words.get(base_of(language), words[_ELSE]),
        file=path.name,
        name=path.stem,
        language=language,
        extends=extends,
        schema=Path(relpath(FILE, path.parent)).as_posix(),
    )
    _, mistakes = checked(text, Playbook, path)
    if mistakes:
        raise PromptError.of(path, mistakes)
    return text


def has_words(language: str) -> bool:
    """Whether there are words of a new playbook in a language, a BCP-47 tag."""
    return base_of(language) in _words()


@cache
def _words() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(text_of(PROMPTS / "start_words.yaml"))


@cache
def _template() -> Template:
    source = text_of(PROMPTS / "start.yaml.jinja")
    return Template(source, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
