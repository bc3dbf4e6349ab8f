"""Passages: every word once, in order, and none too long."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.block import Block, BlockKind, heading
from knowledge.reading.chunker import MOST, titled_texts

WORD = st.text("abcdé", min_size=1, max_size=12)
SENTENCES = st.lists(WORD, min_size=1, max_size=30).map(lambda words: " ".join(words) + ".")
TEXT = st.builds(
    Block,
    st.sampled_from([BlockKind.TEXT, BlockKind.ITEM]),
    st.lists(SENTENCES, min_size=1, max_size=8).map(" ".join),
)
TITLES = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
HEADING = st.builds(heading, TITLES, st.integers(1, 7))


@given(st.lists(TEXT, max_size=12))
def test_no_word_is_lost_and_none_is_there_twice(blocks: list[Block]) -> None:
    """In their order, in passages that can be taken in at once."""
    passages = [text for _, text, _ in titled_texts(blocks)]
    assert " ".join(passages).split() == " ".join(block.text for block in blocks).split()
    assert all(0 < len(text) <= MOST for text in passages)


@given(st.lists(HEADING | TEXT, max_size=20))
def test_each_heading_stands_above_its_text_or_is_one(blocks: list[Block]) -> None:
    """A search finds it by its words either way."""
    found = list(titled_texts(blocks))
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            assert any(block.text in title or block.text in text for title, text, _ in found)


def test_a_word_that_is_longer_than_a_passage() -> None:
    """It is cut."""
    found = [text for _, text, _ in titled_texts([Block(BlockKind.TEXT, "x" * (2 * MOST + 1))])]
    assert [len(text) for text in found] == [MOST, MOST, 1]


def test_a_heading_ends_those_below_it() -> None:
    """The title is the way from the outermost one."""
    text = Block(BlockKind.TEXT, "Text.")
    blocks = [
        heading("A", 1),
        heading("B", 2),
        text,
        heading("Why?", 7),
        text,
        heading("C", 2),
        text,
    ]
    assert [title for title, _, _ in titled_texts(blocks)] == ["A › B", "A › B › Why?", "A › C"]
