"""Faithfulness of a sentence: who promised or agreed to what, what is denied, by its turns.

sentence                                   stands where a cited turn has
-----------------------------------------  ---------------------------------------------------
the agent promised, the agent will …       a promise of the agent's
the customer agreed, accepted, promised    a promise, a yes or "that works" of the customer's
it was agreed, they agreed                 either of them
the customer wants it                      the words for it, and not "don't" before them
the customer does not want it              a no, somewhere
"""

from collections.abc import Iterator, Sequence

from conversation.after_call.summary.call_reading import ReadTurn
from conversation.after_call.summary.mockery import is_mocked
from conversation.after_call.summary.words.compiled import SummaryCues
from conversation.coaching.detection.stance import Stances
from conversation.coaching.wording import Wording

_STEM, _FEWEST = 5, 4
_REACH = 4
"""How many words after a no are denied by it."""
_SHARE = 1 / 3
"""Of a sentence's own words, that its turns have too: a paraphrase keeps the nouns."""


def is_promised(
    text: str, cited: Sequence[ReadTurn], written: SummaryCues, said: SummaryCues
) -> bool:
    """Whether what a sentence says of promises stands in its turns.

    Args:
        text: The sentence.
        cited: The turns that it rests on.
        written: The words of the summary's language.
        said: Those of the call's.
    """
    line = Wording(text).line
    promises, is_future = written.promising.found_in(line), written.will.found_in(line)
    of_agent, of_customer = written.of_agent.found_in(line), written.of_customer.found_in(line)
    if written.denied.found_in(line) or not (promises or (is_future and of_agent)):
        return True
    by_agent = any(one.is_agents and one.reading.promises for one in cited)
    by_customer = any(not one.is_agents and _takes(one, said) for one in cited)
    subject = _first(line, written)
    if subject == "agent" or (of_agent and not of_customer):
        return by_agent
    if subject == "customer" or (of_customer and not of_agent):
        return by_customer
    return by_agent or by_customer


def is_meant(text: str, cited: Sequence[ReadTurn], words: SummaryCues, language: str) -> bool:
    """Whether a sentence and its turns, in one language, say the same and not the opposite."""
    own = contents(text, words)
    if not own:
        return True
    is_denied = words.denied.found_in(Wording(text).line)
    shared = {word: set(_meant(word, cited, words, language)) for word in own}
    found = {word: meant for word, meant in shared.items() if meant}
    if len(found) < _SHARE * len(own):
        return False
    if is_denied:
        return any(one.reading.wording in words.denied for one in cited)
    # What is in no turn but denied or mocked was not said.
    meant = [word for word, ways in found.items() if True in ways]
    return 2 * len(meant) > len(found)


def contents(text: str, words: SummaryCues) -> set[str]:
    """The stems of the words of a text that say something."""
    telling = words.words.telling
    found = {word for word in Wording(text, sentences=False).words if len(word) >= _FEWEST}
    return {word[:_STEM] for word in found - telling if not word.isdecimal()}


def _takes(one: ReadTurn, said: SummaryCues) -> bool:
    """Whether a turn promises something, or takes what was offered."""
    if one.reading.promises or one.reading.settles:
        return True
    line = one.reading.wording.line
    begins = next(said.yes.spans(one.reading.wording), None)
    return begins is not None and begins[0] == 0 and not said.denied.found_in(line)


def _first(line: str, words: SummaryCues) -> str | None:
    """Whom a sentence is about: who is named first."""
    wording = Wording(line)
    agent = next(words.of_agent.spans(wording), None)
    customer = next(words.of_customer.spans(wording), None)
    if agent is None or (customer and customer < agent):
        return "customer" if customer else None
    return "agent"


def _meant(
    stem: str, cited: Sequence[ReadTurn], words: SummaryCues, language: str
) -> Iterator[bool]:
    """Of each place of a word in some turns, whether it is meant there."""
    for one in cited:
        wording = one.reading.wording
        line, at = wording.line, wording.line.find(f" {stem}")
        if at < 0:
            continue
        stances = Stances(wording, language)
        while at >= 0:
            end = line.find(" ", at + 1)
            begin = max(line.rfind(mark, 0, at + 1) for mark in (" . ", " ? "))
            before = f" {' '.join(line[max(begin, 0) : at].split()[-_REACH:])} "
            is_off = words.denied.found_in(before) or is_mocked(wording, at, language)
            yield not (is_off or stances.at((at, end)))
            at = line.find(f" {stem}", end)
