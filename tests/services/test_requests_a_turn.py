"""How often the model is asked about one turn, over real sockets and on virtual time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import looptime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.coach import Coach
from coach.factory import CoachFactory
from coach.model_advisor import ModelAdvisor
from coach.options import CoachOptions
from coach.request import Request
from coach.request_budget import MOST
from conversation.coaching.silence import reason_to_stay_silent
from conversation.coaching.speculation import Speculation, same_words
from conversation.memory.conversation import Conversation
from conversation.models.breaker import Breaker, Permit
from conversation.models.budget import Budget, Caps
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from peers.advice import asked_turn
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from prompts.loader import load_prompt
from services.llm.chain.chain_health import ChainHealth
from services.llm.chain.failover import Failover
from services.llm.chain.guarded_model import GuardedModel
from services.llm.chain.spending_desk import SpendingDesk
from services.llm.chat_model import ChatModel
from tests.coach.stage import PLAYBOOK, TIMEOUT_S, Heard
from tests.services.model_server import client_of

TEXTS = [
    "It is too expensive for us.",
    "It is too expensive for us. We have a tool for that already.",
    "It is too expensive for us. We have a tool for that already. And it works.",
    "It was too expensive for us.",
    "Can you send me an offer by Friday?",
]
WELL = Trouble()
TROUBLES = [WELL, WELL, Trouble(status=503), Trouble(status=401), Trouble(cut_after=0)]
TROUBLES += [Trouble(cut_after=9), Trouble(hang=True)]

_ON_THE_WAY_S = 0.01
"""Then what was asked has come."""


class ClosedBreaker(Breaker):
    """A breaker that never opens: each request reaches the server."""

    def allow(self, now: float) -> Permit | None:
        super().__init__()
        return super().allow(now)


@dataclass
class Played:
    """A call of the customer's alone.

    Attributes:
        ended: Their finished turns.
        asked: What the model was asked: each turn's id and words.
        answered: The ids of those that deserve advice.
        before_end: For each turn, how often it had been asked when the words were finished.
    """

    coach: Coach
    conversation: Conversation
    peer: OpenAIPeer
    ended: list[Turn] = field(default_factory=list[Turn])
    answered: set[str] = field(default_factory=set[str])
    before_end: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [asked_turn(request.body) for request in self.peer.requests]

    def of(self, turn_id: str) -> list[str]:
        """The words that were asked about, for one turn."""
        return [text for asked_id, text in self.asked if asked_id == turn_id]

    def turn(self, text: str) -> Turn:
        """The customer's turn that goes on."""
        number = len(self.ended) + 1
        start_ms = number * 20_000
        return Turn(f"c{number}", Speaker.CUSTOMER, text, start_ms, start_ms + 2000)

    async def take(self, step: tuple[str, object]) -> None:
        """One thing that happens."""
        now = asyncio.get_running_loop().time()
        match step:
            case "wait", float(seconds):
                await asyncio.sleep(seconds)
            case "trouble", Trouble() as trouble:
                self.peer.trouble = trouble
            case "partial", str(text):
                await self.coach.on_partial(self.turn(text))
            case "eager", str(text):
                await self.coach.on_eager_turn(self.turn(text), now - 0.1)
            case "pause", _:
                await self.coach.on_pause(Speaker.CUSTOMER, now - 0.25)
            case "agent", str(text):
                start_ms = len(self.ended) * 20_000 + 10_000 + len(self.conversation.turns)
                said = Turn(f"a{start_ms}", Speaker.AGENT, text, start_ms, start_ms + 500)
                self.conversation.add(said)
                await self.coach.on_turn(said, now, now)
            case "turn", str(text):
                await self._end(self.turn(text), now)
            case _:
                await self.coach.on_no_turn(Speaker.CUSTOMER)

    async def _end(self, turn: Turn, now: float) -> None:
        await asyncio.sleep(_ON_THE_WAY_S)
        self.before_end[turn.turn_id] = len(self.of(turn.turn_id))
        self.conversation.add(turn)
        request = Request.of(self.conversation, turn)
        if reason_to_stay_silent(request.turn, request.earlier) is None:
            self.answered.add(turn.turn_id)
        await self.coach.on_turn(turn, now - 0.3, now)
        self.ended.append(turn)
        await asyncio.sleep(_ON_THE_WAY_S)


def play(steps: Sequence[tuple[str, object]]) -> Played:
    """A call in which all that happens, and some time after it."""

    async def playing() -> Played:
        async with OpenAIPeer() as peer, client_of(peer.url, timeout=2) as client:
            model = GuardedModel(
                ChatModel(client, "m"), "openai:m", ClosedBreaker(), timeout_s=TIMEOUT_S
            )
            desk = SpendingDesk(Budget(Caps()))
            chain = Failover([model], ChainHealth(), desk, first_field_s=1.5, timeout_s=TIMEOUT_S)
            advisor = ModelAdvisor(chain, prompt=load_prompt("coach", "en"), playbook=PLAYBOOK)
            options = CoachOptions(TIMEOUT_S, Speculation.PAUSES)
            conversation, heard = Conversation(), Heard()
            coach = CoachFactory(PLAYBOOK, advisor, options).coach_for(conversation, heard.emit)
            call = Played(coach, conversation, peer)
            for step in steps:
                await call.take(step)
            await asyncio.sleep(TIMEOUT_S)
            await coach.end(1)
            return call

    with asyncio.Runner(loop_factory=lambda: looptime.new_event_loop(noop_cycles=3)) as runner:
        return runner.run(playing())


TEXT = st.sampled_from(TEXTS)
STEP = st.one_of(
    st.tuples(st.just("eager"), TEXT),
    st.tuples(st.just("eager"), TEXT),
    st.tuples(st.just("partial"), TEXT),
    st.tuples(st.just("wait"), st.sampled_from([0.02, 0.2, 0.4, 1.0])),
    st.tuples(st.just("turn"), TEXT),
    st.tuples(st.just("pause"), st.none()),
    st.tuples(st.just("trouble"), st.sampled_from(TROUBLES)),
    st.tuples(st.just("agent"), st.just("What would you need?")),
    st.tuples(st.just("no turn"), st.none()),
)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(st.lists(STEP, min_size=4, max_size=40))
def test_a_turn_asks_the_model_three_times_at_most(steps: list[tuple[str, object]]):
    """Two are guesses at most, and the last is the one on the finished words, whatever happens."""
    call = play([*steps, ("turn", TEXTS[-1])])
    for turn in call.ended:
        asked = call.of(turn.turn_id)
        assert len(asked) <= MOST
        assert call.before_end[turn.turn_id] <= MOST - 1
        if turn.turn_id in call.answered:
            assert same_words(asked[-1], turn.text)


@pytest.mark.parametrize("trouble", TROUBLES[1:])
def test_twenty_pauses_cost_two_guesses(trouble: Trouble):
    """A customer who breathes after each sentence, while the recogniser changes its mind."""
    breaths = [("eager", TEXTS[at % 4]) for at in range(20)]
    between = [("wait", 0.2), ("partial", TEXTS[4])]
    steps = [step for breath in breaths for step in (breath, *between)]
    call = play([("trouble", trouble), *steps, ("turn", TEXTS[4])])
    assert len(call.of("c1")) == MOST
    assert call.before_end["c1"] == MOST - 1


def test_a_guess_that_fails_is_not_made_again_its_turn_asks_anew():
    """And where that fails too, it is made once more: three in all."""
    down = ("trouble", Trouble(status=503))
    call = play([down, ("eager", TEXTS[0]), ("wait", 0.9), ("turn", TEXTS[0])])
    assert call.before_end["c1"] == 1
    assert len(call.of("c1")) == 3


def test_a_guess_that_fails_behind_its_turn_is_made_again():
    """The server breaks off what the turn waits for already: that is asked again."""
    steps = [("eager", TEXTS[0]), ("wait", 0.0), ("turn", TEXTS[0])]
    call = play([("trouble", Trouble(status=503)), *steps])
    assert len(call.of("c1")) == 2


def test_two_guesses_leave_no_second_try():
    """The third request is the last, even if it fails."""
    guesses = [("eager", TEXTS[0]), ("wait", 0.2), ("eager", TEXTS[1]), ("wait", 0.2)]
    call = play([("trouble", Trouble(status=503)), *guesses, ("turn", TEXTS[2])])
    assert [same_words(text, TEXTS[2]) for text in call.of("c1")] == [False, False, True]
