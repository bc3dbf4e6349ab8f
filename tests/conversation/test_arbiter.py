"""The arbiter's rules, without a call."""

from conversation.coaching.arbiter import Arbiter, Card, Reason, Replace, Show


def on_turn(suggestion_id: str) -> Card:
    return Card(suggestion_id, on_question=False)


def on_question(suggestion_id: str) -> Card:
    return Card(suggestion_id, on_question=True)


def test_a_card_alone_is_shown() -> None:
    """Where nothing is being written, a card takes nobody's place."""
    assert Arbiter().offer(on_turn("s1"), now=0) == Show(Reason.NOTHING_OPEN)


def test_the_newest_wins() -> None:
    """A card on a turn takes the place of the one before it, and so on."""
    arbiter = Arbiter()
    arbiter.offer(on_turn("s1"), now=0)
    assert arbiter.offer(on_turn("s2"), now=1) == Replace("s1", Reason.NEWEST_WINS)
    assert arbiter.offer(on_turn("s3"), now=2) == Replace("s2", Reason.NEWEST_WINS)


def test_a_card_that_is_over_stays_where_it_is() -> None:
    """What is whole, or withdrawn already, is not replaced."""
    arbiter = Arbiter()
    arbiter.offer(on_turn("s1"), now=0)
    arbiter.over("s1")
    assert arbiter.offer(on_turn("s2"), now=1) == Show(Reason.NOTHING_OPEN)


def test_a_card_that_was_replaced_has_no_say() -> None:
    """The end of an older card does not make the newer one whole."""
    arbiter = Arbiter()
    arbiter.offer(on_turn("s1"), now=0)
    arbiter.offer(on_turn("s2"), now=1)
    arbiter.over("s1")
    assert arbiter.offer(on_turn("s3"), now=2) == Replace("s2", Reason.NEWEST_WINS)


def test_the_answer_to_a_question_stands_beside_the_others() -> None:
    """It replaces no card, and none replaces it."""
    arbiter = Arbiter()
    arbiter.offer(on_turn("s1"), now=0)
    assert arbiter.offer(on_question("s2"), now=1) == Show(Reason.BESIDE)
    assert arbiter.offer(on_question("s3"), now=2) == Show(Reason.BESIDE)
    assert arbiter.offer(on_turn("s4"), now=3) == Replace("s1", Reason.NEWEST_WINS)
