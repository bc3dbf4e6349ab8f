"""Fit of the knowledge search: the weights and bars of `knowledge.ranking`, learnt and printed.

    uv run python -m evaluation.knowledge.fit

Weights are learnt by listwise softmax, so that a right passage comes before all others; likelihoods
and bars by logistic regression on what the weights then put first. What is held out is not read.
The same questions give the same figures. It takes a minute.
"""

import asyncio
import math
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.knowledge.questions import (
    LEARNT,
    Question,
    documents_of,
    read_documents,
    read_questions,
)
from knowledge.backends.backends import INDEXES, open_database
from knowledge.document import ANYBODY
from knowledge.keeper import Keeper
from knowledge.library import Library
from knowledge.likeness import NO_DETAILS, likeness, rarest_in, unknown_of
from knowledge.passage_search import PassageSearch, source_title
from knowledge.ranking import contested, shares
from knowledge.reading.reader import read
from knowledge.vectors import KeptEmbedder
from services.embeddings.local import LocalEmbedder
from services.encoder.encoder import InlineEncoder
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel
from settings import load

Floats = NDArray[np.float64]
_RIGHT_OF_TOLD = 0.9
"""Of the questions of which "nothing found" is said, so many have to have no answer."""
_NONE = 0.2
"""The share of a call's questions that nothing is taken to answer, where likelihoods are fit."""
_RIDGE = 0.01
_STEPS = 250


class Sample(NamedTuple):
    """A question as it is ranked.

    Attributes:
        figures: The likeness of each candidate.
        right: Whether each answers.
        rarest: Whether each has the rarest of its words.
        unknown: The share of its words that no candidate has.
        has_answer: Whether anything answers.
    """

    figures: Floats
    right: NDArray[np.bool_]
    rarest: Sequence[bool]
    unknown: float
    has_answer: bool


class First(NamedTuple):
    """The candidate that is put first, and what tells how likely it answers."""

    share: float
    unknown: float
    has_rarest: bool
    is_right: bool
    has_answer: bool


def weights_of(samples: Sequence[Sample]) -> Floats:
    """The weights by which right passages come first."""
    learnt = [one for one in samples if one.right.any()]
    scale = np.concatenate([one.figures for one in learnt]).std(0) + 1e-9
    weights, mean, spread = np.zeros_like(scale), np.zeros_like(scale), np.zeros_like(scale)
    for step in range(1, _STEPS + 1):
        slope = _RIDGE * weights + sum(_slope(one, weights, scale) for one in learnt) / len(learnt)
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope * slope
        move = mean / (1 - 0.9**step) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
        weights = weights - 0.1 * move
    return weights / scale


def _slope(one: Sample, weights: Floats, scale: Floats) -> Floats:
    figures = one.figures / scale
    chance = _softmax(figures @ weights)
    wanted = chance * one.right
    return figures.T @ (chance - wanted / wanted.sum())


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max())
    return grown / grown.sum()


def firsts(samples: Sequence[Sample], weights: Floats) -> list[First]:
    """What the weights put first, of each question."""
    found: list[First] = []
    for one in samples:
        share = shares(one.figures @ weights)
        best = int(share.argmax())
        rarest, right = one.rarest[best], bool(one.right[best])
        found.append(First(float(share[best]), one.unknown, rarest, right, one.has_answer))
    return found


def logistic(rows: Floats, wanted: Sequence[bool], worth: Floats) -> Floats:
    """A constant and a factor of each column, by which a row's chance is told; each has a worth."""
    columns = np.c_[np.ones(len(rows)), rows]
    ridge = _RIDGE * np.diag([0.0] + [1.0] * rows.shape[1])
    factors = np.zeros(columns.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-columns @ factors))
        slope = columns.T @ (worth * (chance - np.array(wanted))) / worth.sum() + ridge @ factors
        bend = (columns.T * (worth * chance * (1 - chance))) @ columns / worth.sum() + ridge
        factors -= np.linalg.solve(bend + 1e-9 * np.eye(len(factors)), slope)
    return factors


def bar_of(logits: Floats, has_answer: Sequence[bool]) -> float:
    """The highest logit up to which nine in ten have no answer."""
    order = np.argsort(logits, kind="stable")
    none = np.cumsum(~np.array(has_answer)[order]) / np.arange(1, len(order) + 1)
    told = np.flatnonzero(none >= _RIGHT_OF_TOLD)
    return float(logits[order[told[-1]]]) if len(told) else -math.inf


async def samples_of(folder: Path, paths: Sequence[Path]) -> list[Sample]:
    """All questions of files with the same documents, as they are ranked."""
    embedder = LocalEmbedder(InlineEncoder(SentenceModel(), KeptVectors(None)))
    settings = load(data_dir=folder)
    async with (
        open_database(settings) as database,
        INDEXES["sqlite"](settings, database, embedder.dimension) as index,
    ):
        keeper = Keeper(database, "sqlite", embedder.name)
        kept = KeptEmbedder(embedder, keeper)
        library = Library(keeper, index, kept)
        for document in read_documents(documents_of(paths[0])):
            await library.add(*read(document.data, document.name, document.name))
        search = PassageSearch(keeper, index, kept, None)
        return [
            await _sample(search, question) for path in paths for question in read_questions(path)
        ]


async def _sample(search: PassageSearch, question: Question) -> Sample:
    asked, vector, candidates, details, scale = await search.look(question.text, ANYBODY, 1)
    known = [details.get(one.passage.id, NO_DETAILS) for one in candidates]
    right = [
        question.is_answered_by(
            one.document.address, f"{source_title(one.document, one.passage)}\n{one.passage.text}"
        )
        for one in candidates
    ]
    return Sample(
        likeness(asked, vector, candidates, known, scale),
        np.array(right),
        rarest_in(asked, known),
        unknown_of(asked, known),
        bool(question.answers),
    )


def _told(samples: Sequence[Sample]) -> Iterator[str]:
    weights = weights_of(samples)
    yield f"_WEIGHTS = {np.round(weights, 2).tolist()}"
    first = firsts(samples, weights)
    has_answer = np.array([one.has_answer for one in first])
    worth = np.where(has_answer, 1.0, _NONE / (1 - _NONE) * has_answer.sum() / (~has_answer).sum())
    rows = np.array([[one.share, contested(one.share), one.has_rarest] for one in first])
    likely = logistic(rows, [one.is_right for one in first], worth)
    yield f"_LIKELY = {np.round(likely, 2).tolist()}"
    rows = np.array([[one.share, one.unknown] for one in first])
    answered = logistic(rows, has_answer.tolist(), np.ones(len(rows)))
    answered[0] -= bar_of(answered[0] + rows @ answered[1:], has_answer.tolist())
    yield f"_ANSWERED = {np.round(answered, 2).tolist()}"


async def _main() -> None:
    samples: list[Sample] = []
    for paths in LEARNT:
        with tempfile.TemporaryDirectory() as folder:
            samples += await samples_of(Path(folder), paths)
    for line in _told(samples):
        print(line)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_main())
