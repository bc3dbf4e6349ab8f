"""Labelled pairs of a card and what followed: how many, how mixed, and how they are measured."""

from pathlib import Path

import pytest

from conversation.after_call.following.outcome import CardOutcome
from evaluation.following.measure import JUDGED, Measured, table
from evaluation.following.pairs import HELD_OUT, TUNED, read_pairs
from evaluation.labels.label_files import LabelError
from tests.product import ROOT

PAGE = (ROOT / "docs" / "follow-through.md").read_text("utf-8")
PAIR = "pairs:\n  - {language: en, headline: Ask, questions: [], direction: Go, outcome: asked"


def test_the_pairs_are_many_and_mixed() -> None:
    """120 and more; each outcome in each language and part; a third is held back."""
    tuned, held_out = read_pairs(TUNED), read_pairs(HELD_OUT)
    assert len(tuned) + len(held_out) >= 120
    assert len(held_out) == pytest.approx((len(tuned) + len(held_out)) / 3, abs=2)
    for some in (tuned, held_out):
        kinds = {(one.language, one.outcome) for one in some}
        assert kinds == {(tag, outcome) for tag in ("en", "fr", "es") for outcome in JUDGED}


def test_no_pair_is_in_both_parts() -> None:
    """What is held back is seen by nobody who tunes."""
    tuned, held_out = ({one.after[-1].text for one in read_pairs(p)} for p in (TUNED, HELD_OUT))
    assert not tuned & held_out


@pytest.mark.parametrize("path", [TUNED, HELD_OUT], ids=lambda path: path.stem)
def test_the_page_tells_what_the_words_alone_achieve(path: Path) -> None:
    """The tables stand there as `python -m evaluation.following` writes them."""
    assert table(read_pairs(path)) in PAGE


def test_what_is_told_wrong_is_rare() -> None:
    """On what nobody tuned on, an outcome that is told is right, `ignored` excepted."""
    measured = Measured(read_pairs(HELD_OUT))
    for outcome in set(JUDGED) - {CardOutcome.IGNORED}:
        assert measured.precision(outcome).part >= 0.9 * measured.precision(outcome).of
    assert measured.turns.part == measured.turns.of


@pytest.mark.parametrize(
    ("after", "told"),
    [("[]", "after"), ("[{}]", "one of agent and customer"), ("[{agent: Hi, at: 3}]", "'at'")],
)
def test_a_wrong_pair_is_told_with_its_line(after: str, told: str, tmp_path: Path) -> None:
    """The file, the line, and what is right."""
    file = tmp_path / "pairs.yaml"
    file.write_text(f"{PAIR}, after: {after}}}\n")
    with pytest.raises(LabelError, match=rf"pairs.yaml, line 2.*{told}"):
        read_pairs(file)
