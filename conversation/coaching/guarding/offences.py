"""Offences: the faults of one text of a model's answer, the worst first."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from conversation.coaching.guarding.facts import Claim, SourceFacts, TextFacts
from conversation.coaching.guarding.leaks import PromptText
from conversation.coaching.guarding.machine_speech import MachineSpeech
from conversation.coaching.guarding.promises import declines, gives_away, is_unsafe
from conversation.coaching.guarding.vocabulary import GIFTS, GIVES
from conversation.coaching.guarding.written_language import is_written_in
from conversation.coaching.source import Source
from conversation.coaching.wording import Wording
from conversation.memory.remembered import NOTHING_REMEMBERED, Remembered
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

_FIRST_TURNS, _LAST_TURNS = 4, 48  # as far as the prompt shows the call
_ECHO = 0.6  # of a text's longer words
_ECHO_WORDS = 2
_LONG = 4  # letters
_PERCENT = frozenset(["%", "percent", "per", "cent", "pour", "por", "ciento"])


class Offence(StrEnum):
    """The kinds of offences."""

    PROMPT = "prompt"
    UNSAFE = "unsafe"
    LANGUAGE = "language"
    PROMISE = "promise"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    DICTATED = "dictated"
    LENGTH = "length"


class GuardedTalk:
    """The talk that an answer is held to: who said what, and what was meant for the machine.

    Attributes:
        call: What both parties said to each other, and what the coach was given.
        company: What the agent said, and what the coach was given.
        offered: The same, but of what the coach was given only what offers something.
        orders: What callers meant for the machine.
        is_ordered: Whether the turn that is answered has some of that.
    """

    def __init__(
        self,
        turns: Sequence[Turn],
        turn: Turn,
        question: str | None,
        given: TextFacts,
        speech: MachineSpeech,
        *,
        remembered: Remembered = NOTHING_REMEMBERED,
        passages: Sequence[Source] = (),
        offers: TextFacts | None = None,
    ) -> None:
        """Take in the call so far, and the agent's question if they ask.

        Args:
            turns: The turns, oldest first.
            turn: The one that is answered.
            question: What the agent asks, if they do.
            given: What the coach was given.
            speech: Finds what is meant for the machine.
            remembered: What is known of the turns that the prompt does not show.
            passages: What was given of the company's documents for this very answer.
            offers: Of what the coach was given, that which gives something; None: all of it.
        """
        known = [turn, *reversed(turns[_FIRST_TURNS:][-_LAST_TURNS:]), *turns[:_FIRST_TURNS]]
        self._parts = {one.turn_id: _parts(one, speech) for one in (*reversed(known), turn)}
        agent = list(_of_agent(known, remembered))
        said = [TextFacts([said]) for said, _ in reversed(self._parts.values()) if said]
        asked = TextFacts([question or ""])
        said.append(TextFacts(_recalled(remembered)))
        told = {one: TextFacts([one.title, one.passage]) for one in passages}
        own = [facts for one, facts in told.items() if not one.is_outside]
        self.company = SourceFacts(*agent, asked, given, *own)
        self.offered = SourceFacts(*agent, asked, offers or given, *own)
        self.call = SourceFacts(*said, asked, given, *told.values(), names=self._parts)
        self._said = (*said, asked, given)
        self._passages = told
        self.orders = SourceFacts(TextFacts(meant for _, meant in self._parts.values() if meant))
        self.is_ordered = bool(self._parts[turn.turn_id][1]) and question is None

    def proving(self, texts: Sequence[str]) -> list[Source]:
        """The passages in which a fact of some texts stands, that nobody has said in the call."""
        if not self._passages or not (unproven := self._unproven(texts)):
            return []
        return [
            one for one, told in self._passages.items() if self._unproven(texts, told) < unproven
        ]

    def _unproven(self, texts: Sequence[str], *more: TextFacts) -> set[tuple[Claim, str]]:
        facts = SourceFacts(*self._said, *more, names=self._parts)
        return {claim for text in texts for claim in facts.unproven(text)}

    def was_said(self, turn_id: str, quote: str) -> bool:
        """Whether a quote of a turn was said to the agent, and not to the machine."""
        said, meant = self._parts.get(turn_id, ("", ""))
        return not meant or quote in said


class Judge:
    """The judge of the texts of one answer."""

    def __init__(
        self,
        talk: GuardedTalk,
        prompt: PromptText,
        language: str,
        is_forbidden: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Create the judge of an answer in a language, a BCP-47 tag, to a prompt.

        Args:
            talk: What the answer is held to.
            prompt: What must not come back.
            language: The language that is asked for.
            is_forbidden: Whether the playbook forbids the agent to say a text.
        """
        self._is_forbidden = is_forbidden
        self._talk = talk
        self._prompt = prompt
        self._language = language
        self._found: dict[str, Offence | None] = {}

    def offence(self, text: str) -> Offence | None:
        """What is off with a text; None where it may be shown."""
        if text not in self._found:
            self._found[text] = next(self._offences(text), None)
        return self._found[text]

    def fits_language(self, text: str) -> bool:
        """Whether a text may be in the language of the answer."""
        return is_written_in(text, self._language)

    def _offences(self, text: str) -> Iterator[Offence]:
        if self._prompt.leaks_into(text):
            yield Offence.PROMPT
        if is_unsafe(text) or self._is_forbidden(text):
            yield Offence.UNSAFE
        if not self.fits_language(text):
            yield Offence.LANGUAGE
        if gives_away(text) and not self._is_companys(text):
            yield Offence.PROMISE
        yield from (Offence(claim) for claim in self._talk.call.invented(text))
        if self._echoes(text):
            yield Offence.DICTATED

    def _is_companys(self, text: str) -> bool:
        """Whether the agent, or what the coach was given, has offered all that a text gives away.

        The words of a gift in another sense ("what parts the causes in half") offer nothing.
        """
        if self._talk.is_ordered:
            return False
        company, wording = self._talk.company, Wording(text)
        gifts = [wording.line[start:end] for start, end in GIFTS.spans(wording)]
        given = gifts or [wording.line[start:end] for start, end in GIVES.spans(wording)]
        named = [f"{gift} " for gift in given if gift.strip() not in _PERCENT]
        return company.tells_numbers(text) and all(map(self._talk.offered.tells_phrase, named))

    def _echoes(self, text: str) -> bool:
        words = [word for word in Wording(text).words if len(word) >= _LONG]
        echoed = sum(map(self._talk.orders.tells_word, words))
        return echoed >= max(_ECHO_WORDS, _ECHO * len(words)) and not declines(text)


def _of_agent(turns: Sequence[Turn], remembered: Remembered) -> Iterator[TextFacts]:
    """What the agent said, turn by turn, and what is remembered of it."""
    said = [one.text for one in turns if one.speaker is Speaker.AGENT]
    yield from (TextFacts([text]) for text in said)
    yield TextFacts(one.text for one in remembered.entities if one.speaker is Speaker.AGENT)


def _recalled(remembered: Remembered) -> Iterator[str]:
    yield from (remembered.summary.text, *remembered.client)
    yield from (one.text for one in remembered.entities)


def _parts(turn: Turn, speech: MachineSpeech) -> tuple[str, str]:
    return speech.parted(turn.text) if turn.speaker is Speaker.CUSTOMER else (turn.text, "")
