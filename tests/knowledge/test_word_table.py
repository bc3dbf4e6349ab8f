"""Word table: words' vectors in little memory, which those that are not used leave."""

import numpy as np

from knowledge.ports import Vectors
from knowledge.word_table import MOST, MOST_TEXTS, WordTable

RANDOM = np.random.default_rng(1)


def vectors(count: int, dimension: int = 16) -> Vectors:
    rows = RANDOM.standard_normal((count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def named(start: int, end: int) -> list[str]:
    return [f"w{number}" for number in range(start, end)]


def test_cosines_are_what_they_were() -> None:
    """Within two hundredths, as `nearest` takes them; a word that is not there is like nothing."""
    table, made, words = WordTable(512), vectors(200, 512), named(0, 200)
    assert table.lacking([*words, "w0"]) == {*words}
    table.learn(words, made)
    assert table.lacking([*words, "other"]) == {"other"}
    cosines = table.rows[table.places_of(words)] @ table.cosine_rows([*words, "other"]).T
    assert np.allclose(cosines, np.c_[made @ made.T, np.zeros(200)], atol=0.02)


def test_a_word_that_two_searches_learn_is_there_once() -> None:
    """And what it was is not changed."""
    table, made = WordTable(16), vectors(3)
    table.learn(["pool", "sauna"], made[:2])
    table.learn(["sauna", "towel"], made[[2, 1]])
    assert [*table.places_of(["pool", "sauna", "towel"])] == [1, 2, 3]
    cosines = table.cosine_rows(["sauna", "towel"]) @ table.rows[2]
    assert np.allclose(cosines, 1, atol=0.05)


def test_what_was_not_used_for_longest_makes_room() -> None:
    """What the search at hand needs stays, and each word its own vector; memory is bounded."""
    table, made = WordTable(16), vectors(MOST + 1_000)
    words = named(0, MOST + 1_000)
    for start in range(0, MOST, 10_000):
        table.lacking(some := words[start : start + 10_000])
        table.learn(some, made[start : start + 10_000])
    assert table.is_full
    needed = [*words[:500], *words[MOST:]]
    lacking = table.lacking(needed)
    assert lacking == {*words[MOST:]}
    table.learn(words[MOST:], made[MOST:])
    assert not table.is_full
    assert len(table.rows) == MOST + 1
    assert not table.lacking(needed)
    assert {*words[500:1_000]} == table.lacking(words[500:1_000])
    of_needed = made[[*range(500), *range(MOST, MOST + 1_000)]]
    cosines = (table.rows[table.places_of(needed)] * table.cosine_rows(needed)).sum(1)
    assert np.allclose(cosines, 1, atol=0.05)
    own = table.rows[table.places_of(needed)] / 127
    assert np.allclose((own * of_needed).sum(1), 1, atol=0.05)


def test_more_at_once_than_there_is_room_for_is_left_out() -> None:
    """The others are like nothing."""
    table, words = WordTable(2), named(0, MOST + 5)
    table.learn(words, np.ones((MOST + 5, 2), np.float32))
    assert table.is_full
    assert table.lacking(words) == {*words[MOST:]}
    assert [*table.places_of(words[-2:])] == [0, 0]


def test_a_text_that_was_read_is_not_taken_apart_again_and_is_what_it_was() -> None:
    """Its words are those that a search looks for, each once."""
    table = WordTable(16)
    table.learn(["pool", "heated"], vectors(2))
    assert table.lacking(["sauna"], ["The pool is heated, the POOL!"]) >= {"sauna", "the", "is"}
    assert [*table.read("The pool is heated, the POOL!")] == [0, 1, 2]
    assert table.lacking(["sauna"], ["The pool is heated, the POOL!"]) == {"sauna"}
    assert [*table.read("The pool is heated, the POOL!")] == [0, 1, 2]


def test_the_words_of_texts_that_were_read_stay_as_long_as_they_are_looked_for() -> None:
    """And where the rows change, a text has the new ones."""
    table, made, words = WordTable(16), vectors(MOST + 500), named(0, MOST + 500)
    table.learn(words[:MOST], made[:MOST])
    text = " ".join(words[MOST - 3 : MOST])
    table.read(text)
    assert table.lacking(words[MOST:], [text]) == {*words[MOST:]}
    table.learn(words[MOST:], made[MOST:])
    own = table.rows[table.read(text)] / 127
    assert np.allclose(np.sort(own @ made[MOST - 3 : MOST].T, 0)[-1], 1, atol=0.05)


def test_more_texts_than_there_is_room_for_make_room() -> None:
    table = WordTable(2)
    table.learn(["pool"], vectors(1, 2))
    for number in range(MOST_TEXTS + 10):
        table.read(f"pool {number}")
    assert table.lacking([], [f"pool {number}" for number in range(11)]) == {
        str(number) for number in range(10)
    }
