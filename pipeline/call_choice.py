"""Call choice: the playbook and the language of a call, by what its stream says of it, or not.

the stream's `language`       the call's language
a tag                         that one
`auto`                        its first turns tell; until then COACH_LANGUAGE's
none, but it was known once   that one: the stream comes back
none                          COACH_LANGUAGE's, which may be `auto`

A program that names what is not there is told so, and there is no call. A carrier's stream is a
call between two people already: it is coached as if it named nothing, and the agent is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.call_parameters import LANGUAGE, PLAYBOOK
from prompts.shelf import Shelf
from settings.languages import AUTO, is_auto, language_tag


class ChoiceError(CallShadowError):
    """A call's language or playbook is none; the message says why."""

    code = ErrorCode.INVALID_REQUEST


@dataclass(frozen=True, slots=True)
class Choice:
    """The playbook and the language by which a call is coached.

    Attributes:
        playbook: A name of the shelf.
        language: BCP-47 tag.
        is_open: Whether the first turns are to tell another.
    """

    playbook: str
    language: str
    is_open: bool = False


def wrong_of(shelf: Shelf, setting: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by the name of the parameter, with those that name what is not there."""
    wrong = dict[str, str]()
    for name in (LANGUAGE, PLAYBOOK):
        try:
            choose(shelf, setting, {name: parameters.get(name, "")})
        except ChoiceError as error:
            wrong[name] = error.message
    return wrong


def choose(
    shelf: Shelf, setting: str, parameters: Mapping[str, str], known: str | None = None
) -> Choice:
    """The choice for a call.

    Args:
        shelf: The playbooks that there are.
        setting: COACH_LANGUAGE.
        parameters: What the stream says of the call.
        known: The language that the call was known to be in, before its stream came back.

    Raises:
        ChoiceError: The language is none, or there is no such playbook.
    """
    playbook = parameters.get(PLAYBOOK) or shelf.default
    if playbook not in shelf.names():
        there = ", ".join(shelf.names())
        raise ChoiceError(f"the parameter {PLAYBOOK}: there is no such playbook; there is {there}")
    said = parameters.get(LANGUAGE) or known
    if said is None:
        return Choice(playbook, shelf.language, is_auto(setting))
    if said.strip().casefold() == AUTO:
        return Choice(playbook, known or shelf.language, known is None)
    try:
        return Choice(playbook, language_tag(said))
    except ValueError as error:
        raise ChoiceError(f"the parameter {LANGUAGE}: {error}") from None
