"""Arbiter: decides which one card stands before the agent's eyes, by rules alone.

    a card that is                                          gets
    ──────────────────────────────────────────────────────  ─────────────────────────────────────
    the answer to the agent's question                      Show
    less urgent than the policy asks for                    Suppress, low_priority
    on words said too long ago                              Suppress, stale
    what the agent has just asked                           Suppress, already_said
    on a signal, in words or of a meaning, as 60 s before   Suppress, duplicate
    the playbook's, on a thought that has the model's card  Suppress, duplicate
    one too many of its rule's                              Suppress, rule_limit
    one too many for the agent's attention, not critical    Suppress, budget
    less urgent than the one on the screen, in its life     Hold to its end, or Suppress, outranked
    as urgent, or sooner after the last one than may be     Hold, too_soon
    to come while the agent is in mid-sentence              Hold, agent_speaking
    else                                                    Show, or Replace

The model's card on the thought of an instant one takes its place, unless it is less urgent or says
the same; it costs no attention of its own. A card that still waits when its time is up is
suppressed for what it waited for.
"""

from collections.abc import Sequence

from conversation.coaching.advice import LaneName, Priority
from conversation.coaching.attention import LATE_S, MID_SENTENCE_S, POLICIES, Verbosity
from conversation.coaching.card import Card, Decision, Hold, Reason, Replace, Seen, Show, Suppress
from conversation.coaching.echo import is_echo
from conversation.coaching.screen import Screen, ScreenCard
from conversation.token_bucket import TokenBucket

_FEWEST_CHARS = 12


class Arbiter:
    """The rules of one call's cards. All times are seconds of one clock, passed in.

    Attributes:
        verbosity: How much may be shown.
    """

    def __init__(self, verbosity: Verbosity = Verbosity.NORMAL) -> None:
        """Create the arbiter of a call without cards."""
        self._screen = Screen()
        self._held: Hold | None = None
        self._held_since = 0.0
        self._agent_since: float | None = None
        self._agent_said = ""
        self._is_over = False
        self.set_verbosity(verbosity)

    def set_verbosity(self, verbosity: Verbosity) -> None:
        """Go by another policy from now on, with all of its burst."""
        self.verbosity = verbosity
        self._policy = POLICIES[verbosity]
        self._budget = TokenBucket(self._policy.cards_a_minute / 60, self._policy.burst)

    def offer(self, card: Card, now: float) -> Decision:
        """Decide on a card that would be shown now, and count on the decision being followed."""
        decision = self._decide(card, now, since=now)
        if not isinstance(decision, Hold):
            return decision
        held = self._held
        if held and held.card.priority.rank > card.priority.rank:
            return Suppress(card, Reason.OUTRANKED)
        self._held, self._held_since = decision, now
        return Hold(card, decision.until, decision.reason, given_up=held and held.card)

    def tick(self, now: float) -> list[Decision]:
        """Decide anew on the card that waits; nothing where it waits on."""
        if self._held is None:
            return []
        decision = self._decide(self._held.card, now, since=self._held_since)
        if isinstance(decision, Hold):
            self._held = decision
            return []
        self._held = None
        return [decision]

    def give_up(self, reason: Reason) -> list[Decision]:
        """Decide against the card that waits, if one does."""
        held, self._held = self._held, None
        return [Suppress(held.card, reason)] if held else []

    def deadline(self) -> float | None:
        """When `tick` has something to decide at the latest; None while no card waits."""
        return self._held and self._held.until

    def seen(self, now: float) -> Seen:
        """The cards that the agent sees now, and those that they saw lately."""
        return self._screen.seen(now)

    def whole(self, card: Card, now: float) -> float:
        """Take in that a shown card says all that it will say; returns the end of its life."""
        return self._screen.whole(card, now)

    def withdrawn(self, card: Card) -> None:
        """Take in that a card was taken back, shown or waiting."""
        if self._held and self._held.card is card:
            self._held = None
        if self._screen.take_back(card):
            self._budget.give_back()

    def close(self) -> None:
        """Take in that the call is over: no card waits any more."""
        self._is_over = True

    def agent_speaks(self, now: float) -> None:
        """Take in that the agent has begun to speak."""
        self._agent_since = now

    def agent_stops(self) -> None:
        """Take in that the agent has paused."""
        self._agent_since = None

    def agent_says(self, text: str) -> None:
        """Take in the words so far of the agent's latest turn; a "mhm" hides none before it."""
        if len(text) >= _FEWEST_CHARS:
            self._agent_said = text

    def like(self, card: Card, now: float) -> Sequence[Card]:
        """The cards that `card` may be the same as, in other words; an encoder can tell."""
        return () if card.on_question else self._screen.like(card, now)

    def has_asked(self, questions: Sequence[str]) -> bool:
        """Whether the agent's latest turn asks one of these questions."""
        return is_echo(questions, self._agent_said)

    def _decide(self, card: Card, now: float, since: float) -> Decision:
        if card.on_question:
            self._screen.put(card, now)
            return Show(card, Reason.ASKED)
        if reason := self._refusal(card, now):
            return Suppress(card, reason)
        until, reason = max(self._waits(card, now, since), default=(now, Reason.NOTHING_ELSE))
        if until <= now:
            return self._put(card, now)
        if until > since + self._policy.hold_s or self._is_over:
            return Suppress(card, reason)
        return Hold(card, until, reason)

    def _refusal(self, card: Card, now: float) -> Reason | None:
        if card.priority.rank < self._policy.least.rank:
            return Reason.LOW_PRIORITY
        if now - card.spoken_at > LATE_S:
            return Reason.STALE
        if self.has_asked(card.questions):
            return Reason.ALREADY_SAID
        if self._screen.has_better(card, now) or self._screen.has_shown(card, now):
            return Reason.DUPLICATE
        return self._exhausted(card, now)

    def _exhausted(self, card: Card, now: float) -> Reason | None:
        """Whether a rule, or the agent's attention, has no more cards to give."""
        if self._screen.has_enough_of(card, now):
            return Reason.RULE_LIMIT
        if card.priority is Priority.CRITICAL or self._screen.changed_by(card, now):
            return None
        wanted = 1 + self._policy.kept[card.priority]
        is_over = self._screen.cards >= self._policy.cards_a_call
        return Reason.BUDGET if is_over or self._budget.wait_s(now, wanted) else None

    def _waits(self, card: Card, now: float, since: float) -> list[tuple[float, Reason]]:
        """Until when the card has to wait, and what for."""
        waits: list[tuple[float, Reason]] = []
        policy = self._policy
        if shown := self._screen.alive(now):
            waits.append(self._wait_for(shown, card, since))
        if self._is_over:
            return [wait for wait in waits if wait[1] is Reason.OUTRANKED]
        if card.priority is Priority.CRITICAL:
            return waits
        if not self._screen.changed_by(card, now):
            waits.append((self._screen.begun_at + policy.gap_s, Reason.TOO_SOON))
        if self._agent_since is not None and now - self._agent_since >= MID_SENTENCE_S:
            waits.append((since + policy.agent_hold_s, Reason.AGENT_SPEAKING))
        return waits

    def _wait_for(self, shown: ScreenCard, card: Card, since: float) -> tuple[float, Reason]:
        """Until when the card on the screen is in the way."""
        if card.priority.rank < shown.priority.rank:
            return shown.ends_at, Reason.OUTRANKED
        is_half_an_upgrade = card.lane is LaneName.LLM and shown.card.lane is LaneName.INSTANT
        if is_half_an_upgrade and shown.is_open and shown.card.about == card.about:
            return since + self._policy.hold_s, Reason.TOO_SOON
        is_as_urgent = card.priority is shown.priority
        return shown.at + (self._policy.on_screen_s if is_as_urgent else 0), Reason.TOO_SOON

    def _put(self, card: Card, now: float) -> Show | Replace:
        is_change = self._screen.changed_by(card, now)
        replaced = self._screen.put(card, now)
        if not is_change:
            self._budget.spend(now)
        if replaced is None:
            return Show(card, Reason.NOTHING_ELSE)
        if is_change:
            return Replace(card, replaced.card, Reason.CHANGE)
        is_raised = card.priority.rank > replaced.priority.rank
        return Replace(card, replaced.card, Reason.MORE_URGENT if is_raised else Reason.NEWER)
