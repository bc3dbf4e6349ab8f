"""Past calls as knowledge, measured: is the call found that was alike, and what do documents lose?

    uv run python -m evaluation.knowledge.past_calls

What is labelled is asked of the past calls alone, and of them beside the documents of the first
three companies; the tuned questions are asked of those documents with and without past calls.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from conversation.after_call.summary.parts import CallOutcome
from conversation.after_call.told_summary import Summary, ToldObjection
from conversation.coaching.rules import LanguageTag
from conversation.coaching.source import Source
from conversation.privacy.anonymous import without_figures
from evaluation.knowledge.questions import FOLDER, TUNED, read_documents, read_questions
from evaluation.knowledge.recall import recall
from evaluation.labels.label_files import LabelError, read_labels
from evaluation.labels.labelled_call import Labelled, Text
from knowledge.call_document import PastCall, call_at, call_document, seen_by
from knowledge.document import Audience
from knowledge.library import Library, open_library
from knowledge.reading.reader import read
from services.embeddings.local import LocalEmbedder
from services.encoder.encoder import InlineEncoder
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel
from settings import load

PAST_CALLS = FOLDER / "past_calls.yaml"
_AGENT = seen_by("measured", None)
_ASKS = Audience((), None, _AGENT)
_NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
_LIMIT = 20
_SURE = 0.7


class LabelledPastCall(Labelled):
    """A past call: a situation, what was done, and how the call ended."""

    id: Text
    language: LanguageTag
    ended: CallOutcome
    situation: Text
    done: Text


class LabelledSituation(Labelled):
    """A situation in a new call: what the customer says, and the past calls that were alike."""

    text: Text
    language: LanguageTag
    calls: tuple[Text, ...]


class PastCallFile(Labelled):
    """The file of labelled past calls."""

    calls: Annotated[list[LabelledPastCall], Field(min_length=1)]
    questions: Annotated[list[LabelledSituation], Field(min_length=1)]


class FoundPlace(NamedTuple):
    """The place of the first right source that was found, if any was, and the first one's score."""

    is_asked: bool
    place: int | None
    score: float


def read_past_calls(path: Path = PAST_CALLS) -> PastCallFile:
    """Read them.

    Raises:
        LabelError: As `read_labels`, or the file names a call that is not in it.
    """
    _, labelled = read_labels(path, PastCallFile)
    known = {call.id for call in labelled.calls}
    for one in labelled.questions:
        if strange := {*one.calls} - known:
            raise LabelError(f"{path.name}: {one.text!r} names no call of the file: {strange}")
    return labelled


async def keep(library: Library, calls: Sequence[LabelledPastCall]) -> None:
    """Keep past calls, as the step after a call does."""
    for call in calls:
        told = ToldObjection(call.situation, call.done)
        summary = Summary(objections=(told,), disposition=call.ended)
        past = PastCall(call.id, _NOON, call.language, None, _AGENT, summary)
        made = call_document(past, lambda text, tag=call.language: without_figures(text, tag, []))
        if made:
            await library.add(*made)


def figures(found: Sequence[FoundPlace]) -> str:
    """The cells of a row: @1, @3, MRR, and how many of those that are sure are right."""
    early = recall([one.place for one in found if one.is_asked])
    sure = [one for one in found if one.score >= _SURE]
    right = sum(one.place == 1 for one in sure)
    return " | ".join([*(f"{figure:.2f}" for figure in early), f"{right} of {len(sure)}"])


async def _of_calls(library: Library, questions: Sequence[LabelledSituation]) -> list[FoundPlace]:
    found: list[FoundPlace] = []
    for one in questions:
        sources = await library.search(one.text, _ASKS, _LIMIT)
        right = [source.is_call and call_at(source.address) in one.calls for source in sources]
        found.append(_found(bool(one.calls), right, sources))
    return found


async def _of_documents(library: Library) -> list[FoundPlace]:
    found: list[FoundPlace] = []
    for one in read_questions(TUNED):
        sources = await library.search(one.text, _ASKS, _LIMIT)
        right = [one.is_answered_by(s.address, f"{s.title}\n{s.passage}") for s in sources]
        found.append(_found(bool(one.answers), right, sources))
    return found


def _found(is_asked: bool, right: Sequence[bool], sources: Sequence[Source]) -> FoundPlace:
    place = right.index(True) + 1 if any(right) else None
    return FoundPlace(is_asked, place, sources[0].score if sources else 0.0)


async def _rows() -> list[str]:
    labelled = read_past_calls()
    embedder = LocalEmbedder(InlineEncoder(SentenceModel(), KeptVectors(None)))
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        async with open_library(load(data_dir=Path(folder, "calls")), embedder) as alone:
            await keep(alone, labelled.calls)
            rows.append(f"past calls alone | {figures(await _of_calls(alone, labelled.questions))}")
        async with open_library(load(data_dir=Path(folder, "both")), embedder) as both:
            for document in read_documents():
                await both.add(*read(document.data, document.name, document.name))
            rows.append(f"tuned, without past calls | {figures(await _of_documents(both))}")
            await keep(both, labelled.calls)
            rows.append(f"beside documents | {figures(await _of_calls(both, labelled.questions))}")
            rows.append(f"tuned, with past calls | {figures(await _of_documents(both))}")
    return rows


def table(rows: Sequence[str]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield "| asked | @1 | @3 | MRR | right from 0.7 |"
    yield "|---|---|---|---|---|"
    yield from (f"| {row} |" for row in rows)


if __name__ == "__main__":
    print("\n".join(table(asyncio.run(_rows()))))  # noqa: T201
