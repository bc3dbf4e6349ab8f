"""Advisors: what writes advice on a request; the playbook's rules are one that takes no time."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, Protocol

from coach.request import Advised, Author, Request, Silent
from conversation.coaching.advice import LaneName
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.playbook import Playbook


class Advisor(Protocol):
    """A source of advice that takes its time."""

    @property
    def author(self) -> Author:
        """The origin that its suggestions name."""
        ...

    def advise(self, request: Request) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
        """The fields known so far, each time they grow, then what was advised, or that nothing is.

        Raises:
            ModelError: There is no advice.
        """
        ...


def playbook_author(playbook: Playbook) -> Author:
    """The origin of a playbook's suggestions."""
    return Author(LaneName.INSTANT, playbook.name)


def playbook_advice(
    playbook: Playbook, request: Request, meanings: Mapping[str, Likeness] | None = None
) -> Advised | None:
    """Advises by the playbook, at once; None where it has nothing to say.

    A turn is answered by the rules, the agent's question by the move of the call's stage.
    """
    if request.question is not None:
        move = playbook.stage_advice(request.turn, request.earlier)
        return move and Advised(request.in_segments(move), ())
    found = request.advised_by(playbook, meanings)
    if found is None:
        return None
    advice, rules = found
    return Advised(request.in_segments(advice), rules, limits=playbook.rule(rules[0]).limits)
