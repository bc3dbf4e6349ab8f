from conversation.memory.mood import Mood, Trend


def test_a_mood_goes_with_the_last_turns() -> None:
    """Cross turns pull the score down and turn the trend; calm ones let both fade."""
    mood = Mood()
    assert not mood.hear(0.0, "c1"), "nothing is told before anything was felt"
    assert mood.hear(-1.0, "c2")
    assert mood.told
    assert (mood.told.score, mood.told.trend, mood.told.turn_id) == (-0.5, Trend.FALLING, "c2")
    for number in range(3, 40):
        mood.hear(0.0, f"c{number}")
    assert (mood.told.score, mood.told.trend) == (0.0, Trend.STEADY)
    assert mood.told.turn_id == "c2", "the turn is the one that gave it away"


def test_a_turn_that_says_too_little_changes_nothing() -> None:
    """An "okay" is neither glad nor cross."""
    mood = Mood()
    mood.hear(1.0, "c1")
    assert not mood.hear(None, "c2")
    assert mood.told
    assert mood.told.turn_id == "c1"


def test_a_mood_goes_on_from_what_was_told() -> None:
    """A call that comes back has the mood that it was left in."""
    before = Mood()
    before.hear(-1.0, "c1")
    again = Mood(before.told)
    again.hear(-1.0, "c2")
    assert again.told
    assert again.told.score == -0.75
