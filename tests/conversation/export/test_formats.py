"""Transcript formats: what each writes, whatever was said, and which one is asked for."""

import re
from html.parser import HTMLParser

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.export.formats import RENDERINGS, TranscriptFormat, accepted_format, file_name
from conversation.export.html import as_html
from conversation.export.json_document import as_json
from conversation.export.text import as_text
from conversation.export.webvtt import as_webvtt
from tests.conversation.export.calls import CARD, a_transcript, said

CUE = re.compile(
    r"[^\n]+\n"
    r"(\d\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d\d+):(\d\d):(\d\d)\.(\d{3})\n"
    r"<v \w+>([^\n]*)</v>"
)
TURN = st.builds(
    said,
    st.sampled_from(("c0", "a0", "c1")),
    st.text(max_size=40),
    st.none() | st.integers(-10, 10**8),
    st.none() | st.integers(-10, 10**8),
)


class _Tags(HTMLParser):
    """The tags of a page and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags = list[str]()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_text_has_a_line_a_turn() -> None:
    """Who, when and in which language first; a card is indented below its turn."""
    call = a_transcript(said("c0", "Too\ndear", 61_000, 62_000), cards=[CARD], language="fr-CA")
    assert as_text(call) == (
        "Appel CA:1\n"
        "Début: 2026-11-20 08:00:00 UTC\n"
        "Fin: 2026-11-20 08:01:00 UTC\n"
        "Durée: 1:05\n"
        "Agent: maria\n"
        "Langue: fr-CA\n"
        "\n"
        "[1:01] Client: Too dear\n"
        "    > Conseil: Ask <why>\n"
        "      Demander: Why now?\n"
    )


def test_webvtt_has_a_cue_a_turn() -> None:
    """With the party as its voice; what the format takes for markup is escaped."""
    call = a_transcript(said("c0", "a < b --> c & d\n\nx", 1500, 3_725_004))
    assert as_webvtt(call) == (
        "WEBVTT\n\nc0\n00:00:01.500 --> 01:02:05.004\n<v Customer>a &lt; b --&gt; c &amp; d x</v>\n"
    )


@given(st.lists(TURN, max_size=6))
def test_webvtt_is_valid_whatever_is_said(turns: list[dict[str, object]]) -> None:
    """Each block is a note or a cue that ends after it begins, in the order of their begins."""
    head, *blocks = as_webvtt(a_transcript(*turns)).rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    cues = [CUE.fullmatch(block) for block in blocks if not block.startswith("NOTE ")]
    assert len(cues) == len(turns)
    starts: list[int] = []
    for cue in cues:
        assert cue
        assert "-->" not in cue[9]
        *times, _ = cue.groups()
        (h, m, s, f), (h2, m2, s2, f2) = map(int, times[:4]), map(int, times[4:])
        starts.append(((h * 60 + m) * 60 + s) * 1000 + f)
        assert ((h2 * 60 + m2) * 60 + s2) * 1000 + f2 > starts[-1]
    assert starts == sorted(starts)


def test_html_says_what_was_said_and_runs_nothing() -> None:
    """Whatever is said stays text; the page loads nothing, and its cards stand by their turns."""
    evil = "<script>alert(1)</script><img src=x onerror=y> & \"'"
    page = as_html(
        a_transcript(
            said("c0", evil, 0, 10),
            cards=[CARD | {"headline": evil}],
            feedback=[{"suggestion_id": "s1", "rating": "used"}],
            language='en"><script>',
        )
    )
    read = _Tags(page)
    assert {"script", "img", "link", "iframe"}.isdisjoint(read.tags)
    assert read.words.count(evil) == 2
    assert "(used)" in read.words
    assert "@media print" in page


def test_json_holds_the_same() -> None:
    """Turns and cards by the names of the events."""
    rated = [{"suggestion_id": "s1", "rating": "used"}]
    read = orjson.loads(
        as_json(a_transcript(said("c0", "Hi", 0, 10), cards=[CARD], feedback=rated))
    )
    assert (read["started_at"], read["duration_ms"]) == ("2026-11-20T08:00:00+00:00", 65_000)
    assert [turn["text"] for turn in read["turns"]] == ["Hi"]
    assert [(card["headline"], card["ratings"]) for card in read["cards"]] == [
        ("Ask <why>", ["used"])
    ]


@pytest.mark.parametrize("kind", list(TranscriptFormat))
def test_a_call_without_a_word_is_a_transcript_too(kind: TranscriptFormat) -> None:
    """Its file says when the call was."""
    text = RENDERINGS[kind].write(a_transcript())
    assert "2026-11-20" in text or kind is TranscriptFormat.VTT


def test_times_that_are_reckoned_say_so() -> None:
    """In each format that people read."""
    call = a_transcript(said("c0", "Hi", None, None))
    assert "[~0:00]" in as_text(call)
    assert "~0:00" in as_html(call)
    assert "NOTE " in as_webvtt(call)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "json"),
        ("text/vtt", "vtt"),
        ("text/*", "text"),
        ("text/html,application/json;q=0.9,*/*;q=0.8", "html"),
        ("application/json;q=0.1, */*;q=0.5", "text"),
        ("*/*, application/json;q=0, text/plain;q=0", "vtt"),
        ("image/png", None),
        ("text/vtt;q=0", None),
        ("text/vtt;q=x", None),
        ("", None),
    ],
)
def test_a_client_gets_what_it_likes_best(accept: str, kind: str | None) -> None:
    """By the weights of `Accept`; the most exact name of a type says its weight."""
    assert accepted_format(accept) == kind


def test_a_file_name_is_one_everywhere() -> None:
    """A call id may hold what a file's name may not."""
    assert file_name(a_transcript(), "vtt") == "call-2026-11-20-CA_1.vtt"
