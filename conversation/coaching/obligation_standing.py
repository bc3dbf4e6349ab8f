"""Obligation standing: the state of an obligation in a call, now or as its events told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversation.coaching.advice import Evidence
from conversation.coaching.obligation import Must, Obligation, ObligationState


@dataclass(frozen=True, slots=True)
class ObligationStanding:
    """The standing of an obligation.

    Attributes:
        obligation: The obligation.
        state: Its state.
        deadline_ms: When it is due, where that is a time.
        evidence: The words by which it was met or violated, or at which it was missed.
    """

    obligation: Obligation
    state: ObligationState
    deadline_ms: int | None = None
    evidence: Sequence[Evidence] = ()

    @property
    def may_change(self) -> bool:
        """Whether words can change it: what is late may still be said."""
        return self.state in (ObligationState.OPEN, ObligationState.MISSED)

    def fallen_due(self, evidence: Sequence[Evidence] = ()) -> "ObligationStanding":
        """How it stands where it falls due, at the words of `evidence`, and was not said."""
        if self.obligation.must is Must.SAY:
            return ObligationStanding(
                self.obligation, ObligationState.MISSED, self.deadline_ms, evidence
            )
        return ObligationStanding(self.obligation, ObligationState.MET, self.deadline_ms)


def recalled(
    obligations: Sequence[Obligation], told: Iterable[Mapping[str, Any]]
) -> dict[str, ObligationStanding]:
    """How obligations stand where a call goes on, by id.

    Args:
        obligations: Those of the playbook.
        told: The data of the call's `obligation.updated` events, in their order.
    """
    known = {one.id: one for one in obligations}
    found: dict[str, ObligationStanding] = {}
    for data in told:
        if obligation := known.get(data["obligation_id"]):
            state = ObligationState(data["state"])
            if state is ObligationState.MET and obligation.is_due_at_the_end:
                is_kept = obligation.must is Must.NOT_SAY  # until now: the call has not ended yet
                state = ObligationState.OPEN if is_kept else state
            found[obligation.id] = ObligationStanding(obligation, state, data["deadline_ms"])
    return found
