"""Sections of a call note for people: lines under a title each, in the call's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversation.after_call.note import CallNote
from conversation.after_call.section_words import TitleWords, words_for
from conversation.after_call.told_summary import ToldObjection

_MINUTE_MS, _SECOND_MS = 60_000, 1000
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a note.

    Attributes:
        title: What it is.
        lines: What it says; at least one.
    """

    title: str
    lines: tuple[str, ...]


def headline(note: CallNote) -> str:
    """The note in a line: whose call it was, how long, and what came of it."""
    words = words_for(note.facts.language)
    facts = note.facts
    parts = [f"{words.call} {facts.agent_id}" if facts.agent_id else words.call]
    if facts.duration_ms:
        parts.append(duration(facts.duration_ms))
    if note.summary and note.summary.disposition:
        parts.append(words.outcomes[note.summary.disposition])
    return " · ".join(parts)


def duration(ms: int) -> str:
    """A length of time as people write it: 12:05."""
    minutes, rest = divmod(ms, _MINUTE_MS)
    return f"{minutes}:{rest // _SECOND_MS:02}"


def sections(note: CallNote) -> list[Section]:
    """The sections that have something to say: the summary's, then what was measured."""
    words = words_for(note.facts.language)
    summary, score = note.summary, note.score
    told: list[tuple[str, tuple[str, ...]]] = []
    if summary:
        told += [
            (words.wants, summary.wants),
            (words.agreed, summary.agreed),
            (words.open, summary.open),
            (words.next_step, (summary.next_step,)),
            (words.stage, (summary.stage,)),
            (words.objections, tuple(map(_met, summary.objections))),
            (words.buying_signals, summary.buying_signals),
            (words.risks, summary.risks),
            (words.fields, tuple(f"{one.title}: {one.value}" for one in summary.fields.values())),
        ]
    told.append((words.unmet, tuple(one.title for one in note.obligations if one.is_unmet)))
    if score and score.total is not None:
        told.append((words.score, (f"{score.total:g}",)))
    told.append((words.talk, _talk(note, words)))
    found = [(title, tuple(filter(None, lines))) for title, lines in told]
    return [Section(title, lines) for title, lines in found if lines]


def _met(objection: ToldObjection) -> str:
    return " → ".join(filter(None, (objection.text, objection.answer)))


def _talk(note: CallNote, words: TitleWords) -> tuple[str, ...]:
    shares: Mapping[str, float | None] = note.figures.get("talk_share") or {}
    told = {
        words.of_agent: shares.get("agent"),
        words.of_customer: shares.get("customer"),
    }
    return tuple(f"{who}: {share * _HUNDRED:.0f} %" for who, share in told.items() if share)


def note_text(note: CallNote) -> str:
    """The whole note as plain text."""
    parts = [
        f"{one.title}\n" + "\n".join(f"- {line}" for line in one.lines) for one in sections(note)
    ]
    return "\n\n".join([headline(note), *parts])
