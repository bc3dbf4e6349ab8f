"""A rule's utterances are pooled over the languages that it is written in."""

from conversation.coaching.detection.meaning import Discriminants, utterances
from conversation.coaching.detection.pooling import pooled
from tests.conversation.detection.test_meaning import DEAR, LATE, NONE, RULES, rule
from tests.conversation.detection.words_encoder import WordsEncoder

CHER = rule("dear", "{} coûtent beaucoup trop cher", "ils coûtent vingt euros")


def test_a_rule_gets_the_utterances_it_has_in_other_languages():
    """Its own first; rules that the others have beyond it are none of its."""
    dear, late = pooled(RULES, [[CHER]])
    assert dear.examples == [*DEAR.examples, *CHER.examples]
    assert dear.negatives == [*DEAR.negatives, *CHER.negatives]
    assert (late.id, late.signal, late.examples) == (LATE.id, LATE.signal, LATE.examples)
    assert [rule.id for rule in pooled([LATE], [[CHER]])] == ["late"]


def test_a_rule_of_the_same_name_with_another_signal_teaches_nothing():
    """It means something else."""
    other = CHER.model_copy(update={"signal": "competitor_mention"})
    assert pooled([DEAR], [[other]])[0].examples == DEAR.examples


def test_what_is_known_in_one_language_is_heard_in_another():
    """Words that only the other language's examples have count for the rule."""
    said = "les lits coûtent beaucoup trop"
    scores = []
    for rules in (pooled(RULES, []), pooled(RULES, [[CHER]])):
        texts = utterances(rules, NONE)
        known = Discriminants(rules, NONE, texts, WordsEncoder().vectors(texts))
        scores.append(known.meanings([said], WordsEncoder().vectors([said]))["dear"].score)
    assert scores[0] < 0 < scores[1]
