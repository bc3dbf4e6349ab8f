"""Follow-through judge by rules: what the agent made of a card, by the words of their next turns.

Word by word, a card and what follows it look alike where they share a topic, and an encoder takes
"promise it" for "do not promise it": so neither decides. What decides is what a sentence does
(asks, apologises, offers, refuses) together with what it is about.
"""

from collections.abc import Mapping, Sequence

from conversation.after_call.following.aim import Aim
from conversation.after_call.following.case import CardCase
from conversation.after_call.following.outcome import CardOutcome, Following
from conversation.after_call.following.sentence import ComparedSentence, best, sentences, shared
from conversation.after_call.following.words.compiled import FollowingWords, following_words
from conversation.coaching.cues import Cues
from conversation.coaching.detection.stance import Stance, Stances

_MOST = 0.5
"""So much of a question's content is the question."""
_SAID = 0.6
_FEW = 2
_NEARLY_ALL = 0.75
_TIME = frozenset(["time", "temps", "tiemp"])
_STAYS = frozenset(["stay", "reste", "siga", "quede"])
Nearness = Mapping[str, float]
"""How near each sentence of the agent's is to a card, by the sentence: an encoder's cosine."""
NEAR = 0.45
"""A question of the same form and so near is what the card advises."""
MAYBE_NEAR = 0.3
"""A sentence less near is not what the card advises; between the two, another judge decides."""


def judge(case: CardCase, language: str, nearness: Nearness | None = None) -> Following:
    """The outcome of a card by rules.

    Args:
        case: The card and what was said after it.
        language: BCP-47 tag of the call.
        nearness: Where an encoder is there.
    """
    rules = _Rules(case, language, nearness or {})
    doubt: Following | None = None
    for turn in case.agent_turns:
        said = list(sentences(turn, rules.words))
        if found := rules.outcome_of(said):
            outcome, quote = found
            if outcome.follows and case.is_late(turn):
                outcome = CardOutcome.TOO_LATE
            return Following(outcome, turn.turn_id, quote)
        if doubt is None and not case.is_late(turn) and (may := rules.may_follow(said)):
            doubt = Following(CardOutcome.UNKNOWN, turn.turn_id, may)
    return doubt or Following(CardOutcome.IGNORED)


class _Rules:
    def __init__(self, case: CardCase, language: str, nearness: Nearness) -> None:
        self.words = following_words(language)
        self._language = language
        self._nearness = nearness
        self._aim = Aim(case, self.words)

    def outcome_of(self, said: Sequence[ComparedSentence]) -> tuple[CardOutcome, str] | None:
        """What the sentences of one turn make of the card, and the words that show it."""
        checks = (
            (CardOutcome.CONTRADICTED, self._contradicts),
            (CardOutcome.ASKED, self._puts),
            (CardOutcome.SAID, self._says),
            (CardOutcome.PARAPHRASED, self._does),
        )
        for outcome, shows in checks:
            for sentence in said:
                if shows(sentence):
                    return outcome, sentence.quote
        return None

    def may_follow(self, said: Sequence[ComparedSentence]) -> str | None:
        """The words that may do what is advised, as far as these rules can't tell; None: none."""
        found = (sentence for sentence in said if self._may_follow(sentence))
        return next((sentence.quote for sentence in found), None)

    def _may_follow(self, sentence: ComparedSentence) -> bool:
        if self.words is None or self._nearness.get(sentence.text, 0.0) >= MAYBE_NEAR:
            return True
        aim = self._aim
        asked = [question.content for question in aim.questions]
        if best([aim.headline, aim.direction, *asked], sentence.content) > 0:
            return True
        alike = sentence.asks and any(q.wants & sentence.wants for q in aim.questions)
        return alike or self._supports(sentence)

    def _puts(self, sentence: ComparedSentence) -> bool:
        if not sentence.asks:
            return False
        return any(self._is_put(question, sentence) for question in self._aim.questions)

    def _is_put(self, question: ComparedSentence, sentence: ComparedSentence) -> bool:
        if question.words and f" {question.words} " in f" {sentence.words} ":
            return True
        if self.words is None:
            return False
        part = shared(question.content, sentence.content)
        count = len(question.content & sentence.content)
        same = question.wants & sentence.wants
        if part >= _MOST and (count >= _FEW or same or part >= _NEARLY_ALL):
            return True
        same_form = bool(same) or not (question.wants or sentence.wants)
        return same_form and self._is_near(sentence)

    def _says(self, sentence: ComparedSentence) -> bool:
        if self._aim.only_asks or (sentence.asks and not self._supports(sentence)):
            return False
        wanted = self._aim.headline
        count = len(wanted & sentence.content)
        enough = count >= _FEW or (count > 0 and self._supports(sentence))
        return shared(wanted, sentence.content) >= _SAID and enough

    def _does(self, sentence: ComparedSentence) -> bool:
        words, actions = self.words, self._aim.actions
        if words is None:
            return False
        if any(sentence.wording in cues for a in actions for cues in _by_itself(words, a)):
            return True
        if self._aim.headline & _TIME and sentence.wording in words.gives_back:
            return True
        return self._supports(sentence) and self._is_about(sentence)

    def _is_about(self, sentence: ComparedSentence) -> bool:
        wanted = [self._aim.headline, self._aim.direction]
        return (
            best(wanted, sentence.content) > 0
            or bool(self._aim.things & sentence.things)
            or self._is_near(sentence)
        )

    def _contradicts(self, sentence: ComparedSentence) -> bool:
        words, aim = self.words, self._aim
        if words is None:
            return False
        if aim.headline & sentence.content and sentence.wording in words.refuses:
            return "offer" in aim.actions
        if aim.actions & _STAYS and sentence.wording in words.leaves:
            return True
        if not aim.forbids:
            return False
        if sentence.wording in words.argues:
            return True
        return bool(aim.forbidden & sentence.content) and self._is_meant(sentence)

    def _is_meant(self, sentence: ComparedSentence) -> bool:
        words = self.words
        assert words  # noqa: S101 - the caller has looked
        stances = Stances(sentence.wording, self._language)
        return any(
            stances.at(span) is not Stance.NEGATED
            for cues in (words.hands_out, words.offers, words.promises)
            for span in cues.spans(sentence.wording)
        )

    def _is_near(self, sentence: ComparedSentence) -> bool:
        return self._nearness.get(sentence.text, 0.0) >= NEAR

    def _supports(self, sentence: ComparedSentence) -> bool:
        """Whether the sentence does something of the kind that is advised."""
        words = self.words
        return words is not None and any(
            sentence.wording in cues for kind in self._aim.actions for cues in _doing(words, kind)
        )


def _by_itself(words: FollowingWords, kind: str) -> Sequence[Cues]:
    """The cues that do all of what an action of a kind asks, whatever it is about."""
    return {
        "own": (words.owns,),
        "thank": (words.thanks,),
        "sum": (words.recaps,),
        "resum": (words.recaps,),
        "confirm": (words.recaps,),
        "bring": (words.brings_in,),
        "traig": (words.brings_in,),
        "transfer": (words.brings_in,),
        "promise": (words.promises,),
    }.get(kind, ())


def _doing(words: FollowingWords, kind: str) -> Sequence[Cues]:
    """The cues by which an action of a kind is done, where they are about the same."""
    return {
        "offer": (words.offers, words.promises),
        "send": (words.promises,),
        "tell": (words.promises, words.offers),
        "confirm": (words.promises,),
    }.get(kind, ())
