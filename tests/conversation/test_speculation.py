import pytest

from conversation.coaching.speculation import lacks_little, same_words

LONG = "my budget for this year is already very"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("It costs too much", "it costs too much.", True),
        ("Um, it costs too much.", "It costs too much!", True),
        ("It costs much", "It costs too much", False),
    ],
)
def test_the_same_words(one: str, other: str, same: bool):
    """Case, punctuation and hesitations are no difference; a word is."""
    assert same_words(one, other) is same


def test_one_word_more_is_little():
    """Advice on a long turn without its last word stands for all of it."""
    assert lacks_little(LONG, f"{LONG} tight.")


@pytest.mark.parametrize(
    "more",
    [
        "40.",
        "forty",
        "A4",
        "not.",
        "Ringwell.",
        "doesn't",
        "pas",
        "jamais",
        "trente",
        "millions",
        "twice",
        "third",
        "neither",
        "(Acme)",
    ],
)
def test_a_word_that_decides_is_not_little(more: str):
    """Numbers, negations and names turn advice round."""
    assert not lacks_little(LONG, f"{LONG} {more}")


@pytest.mark.parametrize(
    "said",
    [LONG, f"{LONG} tight indeed", "my budget for that year is already very tight", "tight"],
    ids=["the same", "two words more", "another word before", "another turn"],
)
def test_anything_else_is_not_little(said: str):
    """It is one word more at the end, and nothing else."""
    assert not lacks_little(LONG, said)


def test_a_short_turn_needs_all_its_words():
    """After a few words, the next may turn everything round."""
    assert not lacks_little("I would like to", "I would like to cancel")
