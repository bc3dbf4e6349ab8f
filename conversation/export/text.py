"""Transcript as text: a line a turn, its cards indented below it."""

from collections.abc import Iterator

from conversation.export.transcript import ShownCard, Transcript, TranscriptLine
from conversation.export.words import Labels, clock, labels_of


def as_text(transcript: Transcript) -> str:
    """The transcript in UTF-8 lines; a turn takes one, whatever line breaks it has."""
    return "\n".join(_text_lines(transcript, labels_of(transcript.language))) + "\n"


def facts(transcript: Transcript, labels: Labels) -> Iterator[tuple[str, str]]:
    """Who, when and in which language, each with its label; what is not known is left out."""
    yield labels.started, moment(transcript.started_at.isoformat(" ", "seconds"))
    if transcript.ended_at:
        yield labels.ended, moment(transcript.ended_at.isoformat(" ", "seconds"))
    if transcript.duration_ms is not None:
        yield labels.length, clock(transcript.duration_ms)
    if transcript.agent_id:
        yield labels.agent_id, transcript.agent_id
    if transcript.language:
        yield labels.spoken, transcript.language


def moment(iso: str) -> str:
    """A time in UTC as people read it."""
    return iso.replace("+00:00", " UTC")


def time_of(line: TranscriptLine) -> str:
    """When a turn begins; with a ~ where that is reckoned."""
    return clock(line.start_ms) if line.timed else f"~{clock(line.start_ms)}"


def one_line(text: str) -> str:
    """A text without line breaks."""
    return " ".join(text.split())


def _text_lines(transcript: Transcript, labels: Labels) -> Iterator[str]:
    yield f"{labels.title} {transcript.call_id}"
    for name, value in facts(transcript, labels):
        yield f"{name}: {one_line(value)}"
    if not all(line.timed for line in transcript.lines):
        yield labels.reckoned
    yield ""
    for line in transcript.lines:
        yield f"[{time_of(line)}] {labels.party(line.speaker)}: {one_line(line.text)}"
        for card in transcript.cards_of(line.turn_id):
            yield from _card_lines(card, labels)
    if others := transcript.other_cards:
        yield f"{labels.other_cards}:"
        for card in others:
            yield from _card_lines(card, labels)


def _card_lines(card: ShownCard, labels: Labels) -> Iterator[str]:
    rated = f" ({', '.join(card.ratings)})" if card.ratings else ""
    yield f"    > {labels.card}: {one_line(str(card.data.get('headline') or ''))}{rated}"
    for question in card.data.get("questions") or ():
        yield f"      {labels.ask}: {one_line(str(question))}"
