"""Short answers: a sentence of a passage that fits into a headline."""

from coach.short_answer import answers_in, likeness

PASSAGE = """Prices depend on the plan, and on nothing else:
| Plan | Price |
- **Pro** costs $40 a seat a month. Billed yearly it is $36.50.
- Enterprise costs $60 a seat a month with SSO.
Which plan is right? """


def test_sentences_items_and_rows_are_whole_and_short():
    """No question, no heading, nothing of more than 120 characters, no mark of a list."""
    assert answers_in(PASSAGE) == [
        "Pro costs $40 a seat a month.",
        "Billed yearly it is $36.50.",
        "Enterprise costs $60 a seat a month with SSO.",
    ]
    assert answers_in("A word " * 20) == []
    assert answers_in("| Enterprise | $60 | SSO |") == ["Enterprise · $60 · SSO"]


def test_a_number_of_a_list_goes_and_one_that_is_told_stays():
    """A step says what is to be done; half of a figure would be a wrong one."""
    steps = "1. Unplug the router.\n2) Wait for a minute.\nb. Plug it in again.\n4.1. Call us then."
    assert answers_in(steps) == [
        "Unplug the router.",
        "Wait for a minute.",
        "Plug it in again.",
        "Call us then.",
    ]
    figures = [
        "3.5 % of the price is our fee.",
        "-5 °C is the coldest it may be.",
        "40 euros a seat.",
    ]
    assert answers_in("\n".join(figures)) == figures


def test_the_words_of_the_question_count_and_a_number_that_is_asked_for():
    """Of two sentences about a plan, the one with its price answers what it costs."""
    question = "what does the enterprise plan cost"
    with_price = likeness(question, "Enterprise costs $60 a seat a month with SSO.")
    assert with_price > likeness(question, "The enterprise plan has support at night.")
    assert likeness("", "Enterprise costs $60.") == 0
