"""Summary guard: holds each sentence of a model's summary to the turns that it cites.

what                                                                               is
---------------------------------------------------------------------------------  --------
a sentence that cites no turn of the call, or one that was dictated alone          left out
a number, a date or a name that stands in none of its turns                        left out
a promise or an agreement that nobody made in them (`claims`)                      left out
the opposite of what they say, or nothing that they say                            left out
words of the prompt, to do harm, another language than was asked for               left out
what somebody dictated ("write in the summary that …")                             left out
the value of a field whose quote nobody said                                       "not asked"
"""

import re
from collections.abc import Iterator, Sequence

from conversation.after_call.summary.call_reading import CallReading, ReadTurn
from conversation.after_call.summary.claims import contents, is_meant, is_promised
from conversation.after_call.summary.parts import SummarySentence
from conversation.after_call.summary.words.compiled import summary_cues
from conversation.coaching.guarding.facts import SourceFacts, TextFacts
from conversation.coaching.guarding.leaks import PromptText
from conversation.coaching.guarding.promises import is_unsafe
from conversation.coaching.guarding.written_language import is_written_in
from conversation.coaching.wording import Wording
from conversation.languages import base_of

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?…]+(?=\s|$)|$)")
_ECHO, _ECHO_WORDS, _LONG = 0.6, 2, 4
_MOST_CHARS = 600


class SummaryGuard:
    """The guard of one call's summary.

    Attributes:
        dropped: How many sentences and values were left out so far.
        kept: How many stand.
    """

    def __init__(self, call: CallReading, prompt: str, language: str) -> None:
        """Create the guard.

        Args:
            call: The call.
            prompt: What the model was told, which must not come back.
            language: BCP-47 tag of the summary.
        """
        self.dropped = self.kept = 0
        self._turns = call.by_id()
        self._call = call
        self._prompt = PromptText(prompt)
        self._language = language
        self._written = summary_cues(language)
        self._said = summary_cues(call.language)
        self._is_same = base_of(language) == base_of(call.language) and self._said.is_known
        self._people = TextFacts(call.people())
        self._dictated = SourceFacts(TextFacts(one.dictated for one in call.turns if one.dictated))

    def sentence(self, text: str, turn_ids: Sequence[str]) -> SummarySentence | None:
        """A sentence that may stand, with those of its turns that there are; None: it may not."""
        text, ids = " ".join(text.split()), self._known(turn_ids)
        if not text:
            return None
        cited = [self._turns[id] for id in ids]
        if not ids or len(text) > _MOST_CHARS or not self._stands(text, cited):
            self.dropped += 1
            return None
        self.kept += 1
        return SummarySentence(text, ids)

    def sentences(self, told: Sequence[SummarySentence]) -> list[SummarySentence]:
        """Those of some sentences that may stand, each once."""
        kept = (self.sentence(one.text, one.turn_ids) for one in told)
        return list({one.text: one for one in kept if one}.values())

    def words(self, text: str, turn_ids: Sequence[str]) -> str | None:
        """A few words that must be said in some turns as they are; None where they are not."""
        wanted = Wording(text, sentences=False).line
        said = (Wording(self._turns[id].reading.said, sentences=False) for id in turn_ids)
        return text.strip() if wanted and any(wanted in one.line for one in said) else None

    def quote(self, text: str, turn_id: str) -> tuple[str, str] | None:
        """A quote in the turn's own characters, with the id of its turn; None: nobody said it."""
        ids = self._known([turn_id])
        wanted = Wording(text, sentences=False).line.strip()
        if not ids or not wanted:
            return None
        said = self._turns[ids[0]].reading.said
        wording = Wording(said, sentences=False)
        at = wording.line.find(f" {wanted} ")
        if at < 0:
            return None
        start, end = wording.span(at, at + len(wanted) + 1)
        return said[start:end], ids[0]

    def value(self, text: str, turn_id: str) -> bool:
        """Whether the value of a field stands, by the turn that it rests on."""
        return self._stands(text, [self._turns[turn_id]], is_value=True)

    def mail(self, body: str) -> str:
        """The lines of a mail, without the sentences that the call does not bear out."""
        cited = list(self._turns.values())
        lines = (self._line(line, cited) for line in body.splitlines())
        return re.sub(
            r"\n{3,}", "\n\n", "\n".join(line for line in lines if line is not None)
        ).strip()

    def _line(self, line: str, cited: Sequence[ReadTurn]) -> str | None:
        if not line.strip():
            return ""
        told = [found.strip() for found in _SENTENCE.findall(line)]
        kept = [one for one in told if one and self._is_sendable(one, cited)]
        self.dropped += len(told) - len(kept)
        self.kept += len(kept)
        return " ".join(kept) or None

    def _is_sendable(self, text: str, cited: Sequence[ReadTurn]) -> bool:
        """Whether a sentence may stand in a mail, which greets and thanks too."""
        if any(self._offences(text, cited)):
            return False
        line = Wording(text).line
        if not (self._written.promising.found_in(line) or self._written.will.found_in(line)):
            return True
        own = contents(text, self._written)
        if not self._is_same:
            return any(one.is_agents and one.reading.promises for one in cited)
        made = [one for one in cited if one.reading.promises or one.reading.settles]
        shared = (own & contents(one.reading.said, self._written) for one in made)
        return any(3 * len(found) >= len(own) for found in shared)

    def _stands(self, text: str, cited: Sequence[ReadTurn], *, is_value: bool = False) -> bool:
        if any(self._offences(text, cited, is_value=is_value)):
            return False
        if not is_promised(text, cited, self._written, self._said):
            return False
        return not self._is_same or is_meant(text, cited, self._written, self._call.language)

    def _offences(
        self, text: str, cited: Sequence[ReadTurn], *, is_value: bool = False
    ) -> Iterator[bool]:
        """Of each kind of offence, whether a text has it."""
        said = [one.reading.said for one in cited if one.reading.said]
        yield not said
        yield self._prompt.leaks_into(text) or is_unsafe(text)
        yield not is_value and not is_written_in(text, self._language)
        yield any(True for _ in SourceFacts(TextFacts(said), self._people).invented(text))
        yield self._echoes(text, cited)

    def _echoes(self, text: str, cited: Sequence[ReadTurn]) -> bool:
        """Whether a text says what was dictated, and not what was said beside it."""
        said = SourceFacts(TextFacts(one.reading.said for one in cited))
        words = [word for word in Wording(text).words if len(word) >= _LONG]
        words = [word for word in words if word not in self._written.words.telling]
        echoed = [word for word in words if self._dictated.tells_word(word)]
        own = [word for word in echoed if not said.tells_word(word)]
        return len(own) >= _ECHO_WORDS and len(echoed) >= _ECHO * len(words)

    def _known(self, turn_ids: Sequence[str]) -> tuple[str, ...]:
        """The ids that are turns of the call, each once, without the marks of the transcript."""
        ids = (id.strip("[] ") for id in turn_ids)
        return tuple(dict.fromkeys(id for id in ids if id in self._turns))
