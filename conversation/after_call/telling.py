"""Telling rules: which ended calls a lead is told of, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from conversation.after_call.note import CallNote
from conversation.after_call.summary.parts import CallOutcome


class TellingReason(StrEnum):
    """The reasons for which a lead wants to know of a call."""

    ALWAYS = "always"
    OBLIGATION = "obligation"
    RISK = "risk"
    NO_NEXT_STEP = "no_next_step"
    SCORE = "score"
    OUTCOME = "outcome"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class TellingRules:
    """The rules of one lead; a call that meets any of them is told.

    Attributes:
        when: `always`; `obligation`: one was missed or violated; `risk`: the summary names one;
            `no_next_step`: it names none; `alert`: each alert of its playbook, at once.
        score_below: A scorecard's total below this; None: whatever it is.
        outcomes: Dispositions of the summary.
    """

    when: Sequence[TellingReason] = ()
    score_below: int | None = None
    outcomes: Sequence[CallOutcome] = ()

    def reasons(self, note: CallNote) -> list[TellingReason]:
        """Why a call is told of; none: it is not."""
        summary, score = note.summary, note.score
        total = score.total if score else None
        holds = {
            TellingReason.ALWAYS: True,
            TellingReason.OBLIGATION: any(one.is_unmet for one in note.obligations),
            TellingReason.RISK: bool(summary and summary.risks),
            TellingReason.NO_NEXT_STEP: bool(summary and not summary.next_step),
        }
        found = [reason for reason in self.when if holds.get(reason)]
        if self.score_below is not None and total is not None and total < self.score_below:
            found.append(TellingReason.SCORE)
        if summary and summary.disposition in self.outcomes:
            found.append(TellingReason.OUTCOME)
        return found
