"""A candidate's likeness to a question: words by rarity and concepts, headings, neighbours."""

import numpy as np

from knowledge.document import Document, Passage
from knowledge.likeness import Details, likeness, rarest_in, unknown_in
from knowledge.ports import Candidate
from knowledge.word_nearness import Nearness, nothing_near
from knowledge.words import senses, terms

ASKED = np.array([1.0, 0.0], np.float32)


def figures(question: str, *passages: tuple[str, str, str]) -> np.ndarray:
    """The likeness of passages, each with its document, its headings and its text."""
    found = [
        Candidate(Passage(f"p.{n}", name, n, title, text), document(name), 0.0, 0.5)
        for n, (name, title, text) in enumerate(passages)
    ]
    return likeness(senses(question), ASKED, found, details(*passages), nothing_near(len(found)))


def document(name: str) -> Document:
    return Document(name, f"{name}.md", name, "en", "0")


def details(*passages: tuple[str, str, str]) -> list[Details]:
    return [Details(frozenset(terms(f"{title}\n{text}")), b"") for _, title, text in passages]


def test_a_word_counts_once_by_itself_or_by_a_concept() -> None:
    """A French passage has what is asked in English; one of neither language's words has less."""
    french, other = figures(
        "may we bring our dog",
        ("a", "Animaux", "Les chiens sont les bienvenus."),
        ("a", "Piscine", "Elle ouvre en mai."),
    )[:, 3]
    assert french > other


def test_concepts_count_by_themselves_too() -> None:
    """A word that has none tells nothing there."""
    by_word, by_concept = figures(
        "zzz parking", ("a", "", "The zzz is here."), ("a", "", "Le garage est ouvert.")
    )[:, 4]
    assert (by_word, by_concept > 0) == (0, True)


def test_the_two_nearest_sentences_count_together() -> None:
    """One that is near by chance counts for less there; a passage without any by its whole."""
    near = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]], np.float16)
    found = Candidate(Passage("p.0", "a", 0, "", "x"), document("a"), 0.0, 0.5)
    of = [Details(frozenset(), near.tobytes()), Details(frozenset(), b"")]
    with_sentences, without = likeness(senses("x"), ASKED, [found] * 2, of, nothing_near(2))
    assert np.allclose(with_sentences[:3], [0.5, 1.0, 0.8], atol=1e-3)
    assert np.allclose(without[:3], 0.5)


def test_a_heading_counts_by_how_much_of_it_is_asked() -> None:
    """The innermost one: what stands above it is on all its neighbours too. Its number is none."""
    warranty, winter, numbered = figures(
        "how long is the battery under warranty",
        ("a", "Bikes › Warranty of the battery", "Three years."),
        ("a", "Bikes › Storing the battery in winter", "Keep it dry."),
        ("b", "Terms › 4.2 Warranty of the battery", "Two years."),
    )[:, 5]
    assert warranty == numbered > winter > 0


def test_candidates_of_one_document_support_each_other() -> None:
    """A passage is no neighbour of its own."""
    first, second, alone = figures("opening hours", *[("a", "", "x")] * 2, ("b", "", "x"))[:, 7]
    assert first == second > alone == 0


def test_unknown_is_what_nothing_in_any_candidate_is_like() -> None:
    """And says less in a small library, which lacks most words that people use."""
    one, many = (Nearness(np.ones(2), np.array([[0.9, 0.1]] * n)) for n in (15, 60))
    assert (unknown_in(one), unknown_in(many)) == (0.125, 0.5)
    assert unknown_in(nothing_near(60)) == 0


def test_other_words_for_what_is_asked_count() -> None:
    """More where they are nearer."""
    found = [Candidate(Passage(f"p.{n}", "a", n, "", "x"), document("a"), 0.0, 0.5) for n in (0, 1)]
    near = Nearness(np.ones(1), np.array([[0.8], [0.4]]))
    first, second = likeness(senses("y"), ASKED, found, details(*[("a", "", "x")] * 2), near)
    assert first[8] > second[8] > 0


def test_the_rarest_word_is_that_which_fewest_have() -> None:
    """By itself or by a concept; what nobody has is the rarest, and so is in none."""
    known = details(*[("a", "", "The pool is heated.")] * 2, ("a", "", "La piscina tiene sauna."))
    assert rarest_in(senses("sauna pool"), known) == [False, False, True]
    assert rarest_in(senses("pool"), known) == [True] * 3
    assert not any(rarest_in(senses("is the pool salty"), known))
    assert not any(rarest_in([], known))
