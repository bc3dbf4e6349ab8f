"""N-grams know a word in another form, and nothing of case and accents."""

from conversation.coaching.detection.ngrams import ROWS, rows_of


def test_case_accents_and_marks_do_not_count() -> None:
    """A recogniser writes them as it likes."""
    assert list(rows_of("C'est trop CHER !")) == list(rows_of("c'est trop chér"))


def test_each_row_stands_once_in_order_and_in_range() -> None:
    rows = rows_of("no no no, it was not me and it was not my card")
    assert sorted(set(rows)) == list(rows)
    assert 0 <= rows.min() <= rows.max() < ROWS


def test_a_word_in_another_form_shares_most_of_its_pieces() -> None:
    one, like, other = (set(rows_of(word)) for word in ("cancelling", "cancellation", "weather"))
    assert len(one & like) > 5 > len(one & other)


def test_the_order_of_words_counts() -> None:
    assert set(rows_of("man bites dog")) != set(rows_of("dog bites man"))


def test_without_a_word_there_is_none() -> None:
    assert len(rows_of("… ?!")) == 0


def test_what_the_agent_said_before_has_rows_of_its_own() -> None:
    """And a question others than the same words."""
    text, asked = set(rows_of("two hundred")), set(rows_of("two hundred", "How much is it?"))
    assert text < asked
    assert not (asked - text) & set(rows_of("how much is it"))
    assert asked - set(rows_of("two hundred", "How much is it."))
