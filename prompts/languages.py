"""Prompt and playbook languages: what falls back, or does not fit, in a call's language."""

from collections.abc import Iterable

from conversation.coaching.playbook import Playbook
from conversation.languages import HIDDEN, SMALL_TALK, base_of
from prompts.prompt import Prompt

LANGUAGE_DOC = "docs/playbooks.md, “Another language”"
"""Where it is said what to do about it."""


def mismatch(language: str, playbook: Playbook) -> str | None:
    """What is wrong with a playbook for calls in `language`; None if it is of that language."""
    if base_of(playbook.language) == base_of(language):
        return None
    return (
        f"the playbook {playbook.name!r} is in {playbook.language!r} and COACH_LANGUAGE is"
        f" {language!r}: its cues are looked for in words of another language"
    )


def fallbacks(language: str, prompts: Iterable[Prompt]) -> list[str]:
    """What of the product does not know `language`, and what is done instead; one line each."""
    base = base_of(language)
    found: list[str] = []
    strange = {prompt.language for prompt in prompts if base_of(prompt.language) != base}
    for told in sorted(strange):
        found.append(f"the model is told in {told!r} to write in {language!r}")
    if base not in SMALL_TALK:
        found.append(
            f"'mm-hm', 'okay' and greetings are known in {_listed(SMALL_TALK)} alone,"
            " so that a card may come on one"
        )
    if base not in HIDDEN:
        found.append(
            f"spoken numbers and the words around them are known in {_listed(HIDDEN)} alone,"
            " so that REDACT hides less"
        )
    return found


def _listed(tags: tuple[str, ...]) -> str:
    return ", ".join(tags)
