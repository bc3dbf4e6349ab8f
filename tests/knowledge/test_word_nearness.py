"""Words that are asked: other words for the same count, by how much each tells."""

import numpy as np

from knowledge.common_words import telling
from knowledge.word_nearness import Nearness, nearest, nothing_near, spoken_words


def nearness(*passages: list[float], telling: tuple[float, ...] = (1.0, 1.0)) -> Nearness:
    """Of passages to two words."""
    return Nearness(np.array(telling), np.array(passages))


def test_a_word_for_the_same_counts_and_one_for_something_else_does_not() -> None:
    """And two words that are near tell more than one."""
    same, like, else_, both = nearness([1, 0], [0.7, 0], [0.2, 0.1], [0.7, 0.7]).had()
    assert same > like > else_ == 0
    assert both > like


def test_what_is_said_in_all_calls_counts_for_little() -> None:
    """What is said in calls of all trades tells little of what is asked."""
    first, second = nearness([1, 0], [0, 1], telling=(0.2, 1.0)).had()
    assert second > 10 * first
    assert telling("know") < telling("hygienist") == 1.0
    assert telling("l'hygiéniste") == 1.0
    assert telling("combien") < 0.8 > telling("puedo")


def test_missing_is_what_nothing_in_a_passage_is_like() -> None:
    """As a share; what no passage has is strange to all."""
    near = nearness([0.9, 0.1], [0.9, 0.6])
    assert near.missing().tolist() == [0.5, 0.0]
    assert near.strange() == 0
    assert nearness([0.9, 0.1], [0.4, 0.2]).strange() == 0.5
    assert nothing_near(2).missing().tolist() == [0.0, 0.0]
    assert nothing_near(2).had().tolist() == [0.0, 0.0]


def test_the_nearest_word_of_each_text_counts() -> None:
    """A text without words is near to nothing, and no cosine is below 0."""
    table = np.array([[0, 0], [1, 0], [0, 1], [-1, 0]], np.float32)
    asked = np.array([[1, 0], [0.6, 0.8]], np.float32)
    found = nearest(asked, table, [np.array(one, np.int32) for one in ([1, 2], [], [3])])
    assert np.allclose(found, [[1, 0.8], [0, 0], [0, 0]], atol=1e-3)


def test_words_of_content_are_taken_as_they_are_said() -> None:
    """Each once, without stop words, numbers and what has no Latin letter."""
    assert spoken_words("Is the Dépôt 25 euros? L'hygiéniste, the dépôt 日本") == (
        *("dépôt", "euros", "l'hygiéniste"),
    )
