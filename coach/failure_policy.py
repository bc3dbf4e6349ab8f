"""Failure policy: an error that is told, the playbook's advice instead, one status an outage."""

from loguru import logger

from coach.advisors import playbook_advice, playbook_author
from coach.board import Board
from coach.offer import Offer
from coach.ports import ModelError
from coach.suggestion import Suggestion
from conversation.coaching.advice import Priority, Withdrawal
from conversation.coaching.playbook import Playbook
from conversation.errors import ErrorCode
from conversation.events.payloads import Component, ComponentState, Failure, Status
from conversation.events.status_codes import StatusCode

_KNOWN = {ErrorCode.COACH_BREAKER_OPEN, ErrorCode.COACH_BUDGET_SPENT}
"""Why no model was asked: that is told once an outage, and is no news at each turn."""


def as_model_error(error: Exception, timeout_s: float) -> ModelError:
    """The failure of an advisor under a name of its own, without a word of the call."""
    if isinstance(error, ModelError):
        return error
    if isinstance(error, TimeoutError):
        message = f"The model took longer than {timeout_s:g} s."
        return ModelError(ErrorCode.COACH_TIMEOUT, message)
    message = f"The advisor failed ({type(error).__name__})."
    return ModelError(ErrorCode.COACH_FAILED, message)


class Outage:
    """Outage of the model: told when it begins or becomes another, and when it ends."""

    def __init__(self) -> None:
        """Begin with a model that answers."""
        self._detail: str | None = None

    def failed(self, error: ModelError) -> Status | None:
        """The status that tells of a failure; None where the same was told already."""
        detail = f"{error.message} Advice comes from the playbook."
        if detail == self._detail:
            return None
        self._detail = detail
        return Status(Component.COACH, ComponentState.DEGRADED, error.code, detail)

    def answered(self) -> Status | None:
        """The status that tells of an answer after a failure."""
        if self._detail is None:
            return None
        self._detail = None
        code, detail = StatusCode.COACH_RECOVERED, "The model answers again."
        return Status(Component.COACH, ComponentState.OK, code, detail)


class FailurePolicy:
    """The failure policy of one call: the playbook advises in place of a model that fails."""

    def __init__(self, board: Board, playbook: Playbook):
        """Create the policy of one call."""
        self._board = board
        self._playbook = playbook
        self._outage = Outage()

    async def failed(self, suggestion: Suggestion, error: ModelError) -> None:
        """Withdraw what the agent sees, say why, and offer the playbook's card, where it has one.

        On a turn that stands already, most often: then it is no news.
        """
        if suggestion.over:
            return
        logger.warning("coach: {}: {}", error.code, error.message)
        reason = Withdrawal.REFUSED if error.refused else Withdrawal.FAILED
        await self._board.withdraw(suggestion, reason)
        request = suggestion.request
        advised = playbook_advice(self._playbook, request)
        if advised and request.question is None and advised.advice.priority is Priority.LOW:
            advised = None
        status = self._outage.failed(error)
        if status or error.code not in _KNOWN:
            await self._board.tell(as_failure(error, advised and advised.advice.as_dict()))
        await self._board.tell(status)
        if advised:
            author = playbook_author(self._playbook)
            card = Suggestion(request, author, suggestion.spoken_at, suggestion.made_at)
            await self._board.offer(Offer.whole(card, advised), aloud=False)

    async def answered(self) -> None:
        """Take in that the model answers."""
        await self._board.tell(self._outage.answered())


def as_failure(error: ModelError, instead: dict[str, object] | None = None) -> Failure:
    """The `error` event of a failure; `instead` is the advice in its place."""
    return Failure(error.code, error.message, error.retry_after, fallback_suggestion=instead)
