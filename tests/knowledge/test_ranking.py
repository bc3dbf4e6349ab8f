"""How likely a candidate answers: by meaning, words, headings, concepts, and what else there is."""

import numpy as np

from knowledge.common_words import telling
from knowledge.cosine_scale import LEARNT
from knowledge.document import Document, Passage
from knowledge.likeness import Details
from knowledge.ports import Candidate
from knowledge.ranking import Ranked, is_answered, likeliest, rank
from knowledge.word_nearness import Nearness, spoken_words
from knowledge.words import senses, terms

DOCUMENT = Document("d", "d.md", "Plans", "en", "0")
ASKED = np.array([1.0, 0.0], np.float32)


def ranked(question: str, *passages: tuple[str, str, float]) -> list[Ranked]:
    """Passages with their headings, texts and cosines, ranked."""
    found = [
        Candidate(Passage(f"d.{n}", "d", n, title, text), DOCUMENT, 0.0, meaning)
        for n, (title, text, meaning) in enumerate(passages)
    ]
    details = {one.passage.id: Details(frozenset(terms(one.passage.indexed)), b"") for one in found}
    asked = spoken_words(question)
    having = [[word in spoken_words(one.passage.indexed) for word in asked] for one in found]
    near = Nearness(np.array([telling(word) for word in asked]), np.array(having, np.float64))
    return rank(senses(question), ASKED, found, details, scale=LEARNT, near=near, weights={})


def test_one_that_is_alone_is_not_sure_by_that() -> None:
    """A library of one page would answer all questions else."""
    (far,) = ranked("do you sell boats", ("Opening hours", "We open at nine.", 0.1))
    assert far.likelihood < 0.05
    (near,) = ranked("opening hours", ("Opening hours", "We open at nine.", 0.8))
    assert near.likelihood > 0.8
    assert is_answered([near])


def test_neighbours_that_are_as_near_make_each_less_likely() -> None:
    """Which of them answers, nobody can say."""
    passage = ("Prices", "It is 5 euros.", 0.6)
    alone = ranked("what is the price", passage)[0].likelihood
    among = ranked("what is the price", *[passage] * 5)[0].likelihood
    assert alone > 2 * among


def test_what_stands_in_the_heading_counts_for_more() -> None:
    """A passage about the Rivage comes before one that names it."""
    first, _ = ranked(
        "weight of the rivage",
        ("Docker", "It carries more than the Rivage, whose weight is 22 kg.", 0.5),
        ("Rivage › Weight", "It is 22 kg.", 0.5),
    )
    assert first.candidate.passage.place == 1


def test_concepts_count_across_languages() -> None:
    """The page in another language comes before one in the question's that is as near."""
    first, _ = ranked(
        "how can I return something", ("Mail", "Write to us.", 0.4), ("Retours", "14 jours.", 0.4)
    )
    assert first.candidate.passage.place == 1


def test_those_that_fit_least_are_not_looked_at() -> None:
    """By words as by meaning: one that is far by both goes first."""
    texts = [("", "a", 0.5), ("", "b", 0.1), ("", "c", 0.4)]
    found = [one.candidate for one in ranked("x", *texts)]
    assert {one.passage.text for one in likeliest(found, 2)} == {"a", "c"}


def test_what_is_asked_and_not_told_makes_a_passage_less_likely() -> None:
    """A near miss names what the passage says, and asks for what it doesn't."""
    passage = ("Indoor pool", "The indoor pool has 29 degrees all year.", 0.6)
    told = ranked("is the indoor pool 29 degrees", passage)[0].likelihood
    missing = ranked("is the indoor pool xylophone degrees", passage)[0].likelihood
    assert missing < 0.8 < told
