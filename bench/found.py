"""How well passages are found: labelled questions, asked of the labelled documents."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bench.chart import lines
from bench.report import Report
from bench.table import table
from conversation.coaching.detection.meaning import Vectors
from evaluation.knowledge.questions import (
    HELD_OUT,
    LESSONS,
    NEAR_MISSES,
    NEAR_MISSES_HELD_OUT,
    NEWCOMERS,
    STRANGERS,
    TRAINED,
    TRAINED_HELD_BACK,
    TRAINED_NEAR_MISSES,
    TRAINED_NEAR_MISSES_HELD_BACK,
    TUNED,
    TURNS,
    LabelledQuestion,
    asked_of,
    companies_of,
    documents_of,
    read_documents,
    read_questions,
)
from evaluation.knowledge.recall import recall
from knowledge.document import ANYBODY
from knowledge.library import Library
from knowledge.reading.reader import read
from services.embeddings.library import open_configured_library
from services.encoder.encoder import InlineEncoder
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel
from settings import load

QUESTIONS = {
    "tuned": [TUNED],
    "near_misses": [TUNED, NEAR_MISSES],
    "training": [TRAINED],
    "training_near_misses": [TRAINED, TRAINED_NEAR_MISSES],
    "held_out": [HELD_OUT],
    "near_misses_held_out": [HELD_OUT, NEAR_MISSES_HELD_OUT],
    "newcomers": [NEWCOMERS],
    "training_held_back": [TRAINED_HELD_BACK],
    "training_near_misses_held_back": [TRAINED_HELD_BACK, TRAINED_NEAR_MISSES_HELD_BACK],
    **{name: [path] for name, path in [*LESSONS.items(), *STRANGERS.items()]},
    **{f"{name}_turns": [path] for name, path in TURNS.items()},
}
"""Near misses are asked together with what has an answer, so that "nothing found" can be wrong."""
_LIMIT = 20
"""Fewer than a search looks at closely, or it would look at more than in a call."""
_SURE = (0.7, 0.8)
"""What a call shows needs so much."""
_BINS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)


class _Remembering(InlineEncoder):
    """Encodes each text once: many words stand in the documents of several companies."""

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        return await self.utterances(texts)


@cache
def _encoder() -> _Remembering:
    return _Remembering(SentenceModel(), KeptVectors(None))


class Asked(NamedTuple):
    """A question that was asked.

    Attributes:
        has_answer: Whether a passage answers it.
        place: Of the first right passage, from 1; None: it was not found.
        score: Of the first passage; None: nothing was found.
    """

    has_answer: bool
    place: int | None
    score: float | None


async def run(
    folder: Path, names: Sequence[str], embeddings: str = "local", *, is_alone: bool = False
) -> Report:
    """Ask each set of questions; of what is held out, only figures are told.

    Args:
        folder: For the libraries.
        names: Of the sets.
        embeddings: Who makes the vectors, as KNOWLEDGE_EMBEDDINGS says it: an encoder of this
            machine.
        is_alone: Whether each company has a library of its own, as in the product; each is asked
            what its documents answer, and what nothing does. Else all of a set are in one.
    """
    head = ["questions", "@1", "@3", "MRR", "nothing found", "of them right", *map(_over, _SURE)]
    asked: dict[str, list[Asked]] = {name: [] for name in names}
    for documents in sorted({documents_of(QUESTIONS[name][0]) for name in names}):
        own = [name for name in names if documents_of(QUESTIONS[name][0]) == documents]
        companies = companies_of(documents) if is_alone else [""]
        for company in companies:
            place = folder / f"{documents.parent.name}{company}"
            async with _library(place, documents, company, embeddings) as library:
                for name in own:
                    questions = [one for path in QUESTIONS[name] for one in read_questions(path)]
                    wanted = asked_of(company, questions)
                    asked[name] += [await _ask(library, one) for one in wanted]
    rows = [[name, *_figures(asked[name])] for name in names]
    figures = [dict(zip(head, row, strict=True)) for row in rows]
    points = {row[0]: [(1.0, float(row[1])), (3.0, float(row[2]))] for row in rows}
    svg = lines("Right passages among the first", "passages", "share of questions", points)
    sure = table(["how sure is the first", *names], _reliability([asked[name] for name in names]))
    return Report("found", f"{table(head, rows)}\n\n{sure}", svg, {"questions": figures})


@asynccontextmanager
async def _library(
    folder: Path, documents: Path, company: str, embeddings: str
) -> AsyncIterator[Library]:
    settings = load(data_dir=folder, knowledge_embeddings=embeddings)
    async with open_configured_library(settings, _encoder()) as library:
        for document in read_documents(documents):
            if document.name.startswith(company):
                await library.add(*read(document.data, document.name, document.name))
        yield library


def _reliability(sets: Sequence[Sequence[Asked]]) -> list[list[str]]:
    """How often the first passage is right, by how sure it was said to be."""
    rows: list[list[str]] = []
    for low, high in pairwise(_BINS):
        some = [[one for one in asked if low <= (one.score or 0) < high] for asked in sets]
        right = [f"{sum(one.place == 1 for one in them)} of {len(them)}" for them in some]
        rows.append([f"{low:.1f} to {high:.1f}", *right])
    return rows


async def _ask(library: Library, question: LabelledQuestion) -> Asked:
    found = await library.search(question.text, ANYBODY, _LIMIT)
    right = (
        place
        for place, one in enumerate(found, 1)
        if question.is_answered_by(one.address, f"{one.title}\n{one.passage}")
    )
    return Asked(bool(question.answers), next(right, None), found[0].score if found else None)


def _figures(asked: Sequence[Asked]) -> list[str]:
    early = recall([one.place for one in asked if one.has_answer])
    none = [one for one in asked if one.score is None]
    sure = [[one for one in asked if (one.score or 0) >= score] for score in _SURE]
    right = [f"{sum(one.place == 1 for one in some)} of {len(some)}" for some in sure]
    lacking = sum(not one.has_answer for one in asked)
    told = [str(len(none)), f"{sum(not one.has_answer for one in none)} of {lacking}"]
    return [*(f"{figure:.3f}" for figure in early), *told, *right]


def _over(score: float) -> str:
    return f"right from {score}"
