"""What the agent has just said is known again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.echo import is_echo


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What do you compare the price with?", "so what would you be comparing our prices with"),
        ("Who else has to sign it?", "And who else has to sign that, on your side?"),
        ("Compared to what?", "I see. Compared to what?"),
        ("Qu'est-ce qui vous ferait rester ?", "et qu'est ce qui vous ferait rester alors"),
        ("¿Quién más decide sobre la compra?", "¿y quién más decide la compra?"),
    ],
)
def test_a_question_that_was_asked(question: str, said: str) -> None:
    """In other forms and another order, and by the first or the second of the questions."""
    assert is_echo([question], said)
    assert is_echo(["When did it happen, in which town?", question], said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What do you compare the price with?", "Our price is ninety a seat."),
        ("Compared to what?", "Compared with last year, you have more seats."),
        ("Who else has to sign it?", "I'll have it signed."),
        ("What would change?", ""),
        ("?", "What would change?"),
    ],
)
def test_a_question_that_was_not_asked(question: str, said: str) -> None:
    """A word in common is no question; and where nothing is said, nothing was asked."""
    assert not is_echo([question], said)
    assert not is_echo([], said)


@given(st.lists(st.text(), max_size=2), st.text())
def test_any_text(questions: list[str], said: str) -> None:
    """Any text gets an answer."""
    assert is_echo(questions, said) in (True, False)
