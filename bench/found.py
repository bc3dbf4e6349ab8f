"""How well passages are found: labelled questions, asked of the labelled documents."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.chart import lines
from bench.report import Report
from bench.table import table
from evaluation.knowledge.questions import (
    HELD_OUT,
    TUNED,
    Question,
    read_documents,
    read_questions,
)
from knowledge.document import ANYBODY
from knowledge.library import Library, open_library
from knowledge.reading.reader import read
from services.embeddings.local import LocalEmbedder
from services.encoder.encoder import InlineEncoder
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel
from settings import load

QUESTIONS = {"tuned": TUNED, "held_out": HELD_OUT}
_LIMIT = 60
_SURE = (0.7, 0.8)
"""What a call shows needs so much."""


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


async def run(folder: Path, names: Sequence[str]) -> Report:
    """Ask each set of questions; of what is held out, only figures are told."""
    embedder = LocalEmbedder(InlineEncoder(SentenceModel(), KeptVectors(None)))
    head = ["questions", "@1", "@3", "MRR", "nothing found", "of them right", *map(_over, _SURE)]
    rows: list[list[str]] = []
    async with open_library(load(data_dir=folder), embedder) as library:
        for document in read_documents():
            await library.add(*read(document.data, document.name, document.name))
        for name in names:
            asked = [await _ask(library, one) for one in read_questions(QUESTIONS[name])]
            rows.append([name, *_figures(asked)])
    figures = [dict(zip(head, row, strict=True)) for row in rows]
    points = {name: [(1.0, float(row[1])), (3.0, float(row[2]))] for name, *row in rows}
    svg = lines("Right passages among the first", "passages", "share of questions", points)
    return Report("found", table(head, rows), svg, {"questions": figures})


async def _ask(library: Library, question: Question) -> Asked:
    found = await library.search(question.text, ANYBODY, _LIMIT)
    right = (
        place
        for place, one in enumerate(found, 1)
        if question.is_answered_by(one.address, f"{one.title}\n{one.passage}")
    )
    return Asked(bool(question.answers), next(right, None), found[0].score if found else None)


def _figures(asked: Sequence[Asked]) -> list[str]:
    places = [one.place for one in asked if one.has_answer]
    shares = [sum(bool(p and p <= most) for p in places) / len(places) for most in (1, 3)]
    mrr = sum(1 / p for p in places if p) / len(places)
    none = [one for one in asked if one.score is None]
    sure = [[one for one in asked if (one.score or 0) >= score] for score in _SURE]
    right = [f"{sum(one.place == 1 for one in some)} of {len(some)}" for some in sure]
    told = [str(len(none)), str(sum(not one.has_answer for one in none))]
    return [*(f"{figure:.3f}" for figure in (*shares, mrr)), *told, *right]


def _over(score: float) -> str:
    return f"right from {score}"
