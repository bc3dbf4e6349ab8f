"""Transcript formats: the ways in which one call can be taken away, a row each."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from conversation.export.html import HTML_POLICY, as_html
from conversation.export.json_document import as_json
from conversation.export.text import as_text
from conversation.export.transcript import Transcript
from conversation.export.webvtt import as_webvtt


class TranscriptFormat(StrEnum):
    """A way to write a transcript; also the ending of its file, but for text."""

    TEXT = "text"
    JSON = "json"
    VTT = "vtt"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Rendering:
    """Rendering of a transcript in a format.

    Attributes:
        media_type: Without its charset, which is UTF-8.
        ending: Of the file's name, without the dot.
        write: Makes the file's text.
        policy: The Content-Security-Policy that the file needs in a browser.
    """

    media_type: str
    ending: str
    write: Callable[[Transcript], str]
    policy: str | None = None


RENDERINGS: dict[TranscriptFormat, Rendering] = {
    TranscriptFormat.JSON: Rendering("application/json", "json", as_json),
    TranscriptFormat.TEXT: Rendering("text/plain", "txt", as_text),
    TranscriptFormat.VTT: Rendering("text/vtt", "vtt", as_webvtt),
    TranscriptFormat.HTML: Rendering("text/html", "html", as_html, HTML_POLICY),
}
"""Each format; the first is what a client gets that takes anything."""


def accepted_format(accept: str) -> TranscriptFormat | None:
    """The format that an `Accept` header likes best; None where it takes none of them."""
    best, best_liking = None, (0.0, 0)
    for kind, rendering in RENDERINGS.items():
        exactness, weight = max(_rank(part, rendering.media_type) for part in accept.split(","))
        liking = (weight, exactness) if weight > 0 else (0.0, 0)
        if liking > best_liking:
            best, best_liking = kind, liking
    return best


def _rank(part: str, media_type: str) -> tuple[int, float]:
    """How exactly a part of the header names a type, from 1 to 3, and its `q`; 0 for not at all."""
    named, *parameters = (piece.strip().lower() for piece in part.split(";"))
    family = media_type.partition("/")[0]
    exactness = {media_type: 3, f"{family}/*": 2, "*/*": 1}.get(named, 0)
    weights = [piece[2:] for piece in parameters if piece.startswith("q=")]
    try:
        weight = float(weights[0]) if weights else 1.0
    except ValueError:
        weight = 0.0
    return (exactness, weight) if exactness else (0, 0.0)


def file_name(transcript: Transcript, ending: str) -> str:
    """The name of a transcript's file, of letters that every file system takes."""
    plain = "".join(
        c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in transcript.call_id
    )
    return f"call-{transcript.started_at:%Y-%m-%d}-{plain}.{ending}"
