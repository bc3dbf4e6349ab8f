"""Transcript as HTML: one file to print or to save as PDF, without a script."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape

from conversation.export.text import facts, time_of
from conversation.export.transcript import ShownCard, Transcript
from conversation.export.words import Labels, labels_of

_STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1b1f24;
  font: 11pt/1.45 system-ui, sans-serif; }
h1 { font-size: 1.4em; overflow-wrap: anywhere; }
h2 { font-size: 1.1em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; }
dt, time { color: #57606a; }
dd { margin: 0; }
ol { list-style: none; padding: 0; }
.turn { display: grid; grid-template-columns: 3fr 2fr; gap: 1rem; padding: 0.45rem 0;
  border-top: 1px solid #d0d7de; break-inside: avoid; }
.turn p { margin: 0; overflow-wrap: anywhere; }
.who { font-weight: 600; }
aside { border-left: 3px solid #0a58ca; padding-left: 0.6rem; margin-bottom: 0.5rem;
  font-size: 0.92em; break-inside: avoid; overflow-wrap: anywhere; }
aside ul { margin: 0.2rem 0; padding-left: 1.1rem; }
.rating { color: #57606a; }
@page { margin: 18mm 16mm; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10pt; } }
@media (max-width: 40rem) { .turn { grid-template-columns: 1fr; } }
"""
HTML_POLICY = (
    "default-src 'none'; "
    f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of the page: its own style and nothing else."""


def as_html(transcript: Transcript) -> str:
    """The transcript as a page in the words of the call's language, cards beside their turns."""
    labels = labels_of(transcript.language)
    return "\n".join(_page(transcript, labels)) + "\n"


def _page(transcript: Transcript, labels: Labels) -> Iterator[str]:
    title = escape(f"{labels.title} {transcript.call_id}")
    yield f'<!doctype html>\n<html lang="{labels.language}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{HTML_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{title}</h1>\n<dl>"
    for name, value in facts(transcript, labels):
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield "</dl>"
    if not all(line.timed for line in transcript.lines):
        yield f"<p>{escape(labels.reckoned)}</p>"
    yield "<ol>"
    for line in transcript.lines:
        spoken = f' lang="{escape(line.language)}"' if line.language else ""
        yield f'<li class="turn"><div><p><time>{time_of(line)}</time> '
        yield f'<span class="who">{escape(labels.party(line.speaker))}</span></p>'
        yield f"<p{spoken}>{escape(line.text)}</p></div>"
        cards = (_card(card, labels) for card in transcript.cards_of(line.turn_id))
        yield f"<div>{''.join(cards)}</div></li>"
    yield "</ol>"
    if others := transcript.other_cards:
        yield f"<h2>{escape(labels.other_cards)}</h2>"
        yield from (_card(card, labels) for card in others)
    yield "</main>\n</body>\n</html>"


def _card(card: ShownCard, labels: Labels) -> str:
    headline = escape(str(card.data.get("headline") or ""))
    questions = "".join(f"<li>{escape(str(q))}</li>" for q in card.data.get("questions") or ())
    rated = f'<span class="rating"> ({escape(", ".join(card.ratings))})</span>'
    return (
        f'<aside><span class="who">{escape(labels.card)}:</span> {headline}'
        f"{rated if card.ratings else ''}{f'<ul>{questions}</ul>' if questions else ''}</aside>"
    )
