"""Two reports differ by more than chance, or may not: by a paired bootstrap and a sign test."""

from math import isclose

from evaluation.report.comparison import comparison, sign_test
from evaluation.report.document import document
from tests.evaluation.stage import agent, card, customer, labelled, result

PRICE = customer(expect=["price_objection"])
SILENT = customer(silent=True)


def of(right: int, calls: int = 12) -> dict:
    """A report on a dozen calls of which some were found, and none was alarmed."""
    return document(
        [
            result(
                labelled(PRICE, agent(), SILENT, call_id=f"call_{at}"),
                *([card(0, "price_objection")] if at < right else []),
            )
            for at in range(calls)
        ],
        [],
    )


def test_a_great_difference_is_more_than_chance() -> None:
    """By both tests."""
    lines = "\n".join(comparison(of(2), of(11)))
    [recall] = [line for line in lines.splitlines() if line.startswith("recall ")]
    assert recall.split()[1:4] == ["0.167", "0.917", "+0.750"]
    assert recall.endswith("more than chance")
    [found] = [line for line in lines.splitlines() if line.startswith("found,")]
    assert found.split()[-6:] == ["0", "9", "0.0039", "more", "than", "chance"]


def test_a_small_difference_may_be_chance() -> None:
    """One call of twelve."""
    lines = list(comparison(of(5), of(6)))
    [recall] = [line for line in lines if line.startswith("recall ")]
    assert recall.endswith("may be chance")
    assert all("more than" not in line for line in lines)


def test_the_same_again_is_no_difference() -> None:
    """And a comparison is the same each time."""
    assert all("more than" not in line for line in comparison(of(5), of(5)))
    assert list(comparison(of(3), of(9))) == list(comparison(of(3), of(9)))


def test_the_waits_at_the_same_moments_are_compared() -> None:
    """Those that both found."""
    slow = document([result(labelled(PRICE), card(0, "price_objection", shown_ms=4900))], [])
    fast = document([result(labelled(PRICE), card(0, "price_objection", shown_ms=4600))], [])
    assert list(comparison(slow, fast))[-2:] == [
        "median delay of the card at 1 moments that both found:",
        "A 900 ms, B 600 ms, B − A -300 ms",
    ]


def test_calls_of_one_report_alone_are_left_out() -> None:
    """And said; without a call in both there is nothing to compare."""
    assert next(comparison(of(1, calls=3), of(1, calls=5))) == (
        "3 calls are in both, 2 in one of them alone"
    )
    assert list(comparison(of(0, calls=0), of(1, calls=1))) == [
        "0 calls are in both, 1 in one of them alone"
    ]


def test_a_figure_of_nothing_is_no_figure() -> None:
    """Nothing in these calls is told indirectly."""
    [line] = [line for line in comparison(of(1), of(2)) if line.startswith("recall_indirect")]
    assert line.split()[1:] == ["–", "–", "–"]


def test_the_sign_test_is_exact() -> None:
    """As tables of the binomial distribution have it."""
    assert isclose(sign_test(0, 5), 0.0625)
    assert isclose(sign_test(1, 9), 0.021484375)
    assert sign_test(3, 3) == 1.0
    assert sign_test(0, 0) == 1.0
