"""Tables are read as programs and people write them."""

import pytest

from knowledge.reading.reader import read


def told(data: str) -> list[tuple[str, str]]:
    """The title and the text of each passage."""
    return [(one.title, one.text) for one in read(data.encode(), "a.csv", "a.csv")[1]]


def test_a_quotation_mark_that_is_never_closed_is_a_character() -> None:
    """The rows behind it stay rows; one that is closed may have lines in it."""
    assert told('plan,note\n"Pro, or so","one\ntwo"\n') == [("", "plan: Pro, or so; note: one two")]
    assert told('plan,price\nPro,30\n"Team,12\nMax,90\n') == [
        ("", 'plan: Pro; price: 30\nplan: "Team; price: 12\nplan: Max; price: 90')
    ]


def test_a_cell_may_be_quoted_behind_a_blank() -> None:
    """As people write it who put one behind each comma."""
    assert told('plan, note\nPro, "one, two"\n') == [("", "plan: Pro; note: one, two")]


@pytest.mark.parametrize("above", ["Prices of 2026\n\n", "Prices of 2026;\n;\n"])
def test_a_title_above_the_names_of_the_columns_is_none_of_them(above: str) -> None:
    """Spreadsheets have one, and an empty line below it."""
    assert told(f"{above}plan;price\nPro;30,00\nTeam;12,00\n") == [
        ("", "Prices of 2026\nplan: Pro; price: 30,00\nplan: Team; price: 12,00")
    ]
    assert told("plan\nPro,30\nTeam,12\n") == [("", "plan: Pro; 30\nplan: Team; 12")]


def test_a_column_may_be_called_with_a_question_mark() -> None:
    """It is the name of the questions, and none of them."""
    assert told("Question ?;Réponse :\nC'est où ?;À Lyon.\n") == [("C'est où ?", "À Lyon.")]


def test_questions_beside_each_other_have_their_answers_below() -> None:
    """The second one is no answer to the first."""
    header = "What are your hours?;How can I pay?;Do you ship?\n"
    assert told(f"{header}9 to 17;By card;No\n") == [
        ("What are your hours?", "9 to 17"),
        ("How can I pay?", "By card"),
        ("Do you ship?", "No"),
    ]
    assert told(f"{header}9 to 17;By card;\n;In cash;\n")[1:] == [
        ("How can I pay?", "By card\nIn cash")
    ]
    assert told("How long?;How much?\n1 h;20\n2 h;35\n") == [
        ("", "How long?: 1 h; How much?: 20\nHow long?: 2 h; How much?: 35")
    ]
    assert told("Why?;Why not?\nHow?;So.\n") == [("Why?", "Why not?"), ("How?", "So.")]
