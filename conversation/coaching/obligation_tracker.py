"""Obligation tracker: which obligations of a call are open, met, missed or violated.

    must      open, and it is said    open, and it falls due    the call ends
    ────────  ──────────────────────  ────────────────────────  ───────────────────────
    say       MET                     MISSED; MET if said late  MISSED, where it has no
                                                                other deadline
    not_say   VIOLATED                MET                       MET

All times are ms of the call's clock, passed in.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from conversation.coaching.advice import Evidence
from conversation.coaching.clauses import longest_clause
from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.obligation import Must, Obligation, ObligationState
from conversation.coaching.obligation_standing import ObligationStanding
from conversation.speech.speakers import Speaker

GRACE_MS = 3000
"""What was said in time is known as late as this, when its turn is finished."""
Occurs = Callable[[str, HeardTurn], bool]
"""Whether an act or a rule, by its name, shows in a turn."""


class ObligationTracker:
    """The obligations of one call. What is returned is each one whose state has changed."""

    def __init__(
        self,
        obligations: Sequence[Obligation],
        occurs: Occurs,
        known: Mapping[str, ObligationStanding] | None,
    ) -> None:
        """Create the tracker of a call.

        Args:
            obligations: Those of its playbook.
            occurs: Tells whether the `before` of one has come.
            known: How they stand where the call goes on, by id; none of them is told again.
        """
        self._waiting = list(obligations)
        self._occurs = occurs
        self._standings: dict[str, ObligationStanding] = {}
        self._spoke: set[Speaker] = set()
        for obligation in obligations:
            if standing := (known or {}).get(obligation.id):
                self._waiting.remove(obligation)
                self._standings[obligation.id] = standing

    def standings_of(self, obligations: Sequence[Obligation]) -> dict[str, ObligationStanding]:
        """How those of another playbook stand that have the ids of these."""
        return {
            one.id: replace(standing, obligation=one)
            for one in obligations
            if (standing := self._standings.get(one.id))
        }

    def listens_to(self, speaker: Speaker) -> list[Obligation]:
        """The obligations that a party may still meet or violate."""
        begun = [s.obligation for s in self._standings.values() if s.may_change]
        return [one for one in [*begun, *self._waiting] if one.speaker is speaker]

    def deadline_ms(self) -> int | None:
        """When `tick` has something to tell at the earliest, if ever."""
        due = [s.deadline_ms for s in self._standings.values() if s.state is ObligationState.OPEN]
        return min((ms + GRACE_MS for ms in due if ms is not None), default=None)

    def tick(self, now_ms: float) -> list[ObligationStanding]:
        """Take in the time: what had to be said until now has been said, or is missed."""
        due = [
            standing
            for standing in self._standings.values()
            if standing.state is ObligationState.OPEN
            and standing.deadline_ms is not None
            and standing.deadline_ms + GRACE_MS <= now_ms
        ]
        return [self._set(standing.fallen_due()) for standing in due]

    def on_turn(
        self,
        heard: HeardTurn,
        stages: Collection[str],
        meanings: Mapping[str, Likeness] | None = None,
    ) -> list[ObligationStanding]:
        """Take in a finished turn; call `tick` with its start first.

        Args:
            heard: The party's thought so far, with the id of the turn, its newest part.
            stages: The ids of the stages that the call has touched by now.
            meanings: How much it sounds like each obligation that has examples, by id.
        """
        turn = heard.turn
        self._spoke.add(turn.speaker)
        changed = {one.obligation.id: one for one in self._begin(heard, stages)}
        for obligation in self.listens_to(turn.speaker):
            likeness = (meanings or {}).get(obligation.id)
            if obligation.id in self._standings and (said := obligation.heard_in(heard, likeness)):
                changed[obligation.id] = self._said(obligation, turn.turn_id, said)
        for standing in list(self._standings.values()):
            before = standing.obligation.before
            if standing.state is ObligationState.OPEN and before and self._occurs(before, heard):
                evidence = [Evidence(turn_id=turn.turn_id, quote=longest_clause(turn.text))]
                changed[standing.obligation.id] = self._set(standing.fallen_due(evidence))
        return list(changed.values())

    def end(self) -> list[ObligationStanding]:
        """Take in the end of the call; nothing is missed where nobody talked with anybody."""
        talked = len(self._spoke) == len(Speaker)

        def is_due(obligation: Obligation) -> bool:
            return obligation.must is Must.NOT_SAY or (talked and obligation.is_due_at_the_end)

        due = [
            standing
            for standing in self._standings.values()
            if standing.state is ObligationState.OPEN and is_due(standing.obligation)
        ]
        return [self._set(standing.fallen_due()) for standing in due]

    def _begin(self, heard: HeardTurn, stages: Collection[str]) -> Iterator[ObligationStanding]:
        """The obligations that count from this turn on."""
        for obligation in list(self._waiting):
            if obligation.stages and not set(obligation.stages) & set(stages):
                continue
            if obligation.after and not self._occurs(obligation.after, heard):
                continue
            is_silent = obligation.speaker not in self._spoke
            if is_silent and obligation.within_s and not obligation.after:
                continue  # nobody can say anything while the telephone rings
            self._waiting.remove(obligation)
            is_from_begin = not obligation.stages and not obligation.after
            begin_ms = heard.turn.start_ms if is_from_begin else heard.turn.end_ms
            within_s = obligation.within_s
            deadline_ms = begin_ms + round(within_s * 1000) if within_s else None
            yield self._set(ObligationStanding(obligation, ObligationState.OPEN, deadline_ms))

    def _said(self, obligation: Obligation, turn_id: str, words: str) -> ObligationStanding:
        state = ObligationState.MET if obligation.must is Must.SAY else ObligationState.VIOLATED
        deadline_ms = self._standings[obligation.id].deadline_ms
        evidence = [Evidence(turn_id=turn_id, quote=words)]
        return self._set(ObligationStanding(obligation, state, deadline_ms, evidence))

    def _set(self, standing: ObligationStanding) -> ObligationStanding:
        self._standings[standing.obligation.id] = standing
        return standing
