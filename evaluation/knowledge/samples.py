"""Samples of the knowledge search: a company's labelled questions, as its library ranks them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.knowledge.questions import (
    LabelledQuestion,
    asked_of,
    companies_of,
    documents_of,
    read_documents,
    read_questions,
)
from knowledge.backends.backends import INDEXES, open_database
from knowledge.document import ANYBODY
from knowledge.keeper import CatalogueKeeper
from knowledge.library import Library
from knowledge.likeness import NO_DETAILS, Details, likeness, rarest_in, unknown_in
from knowledge.passage_search import Looked, PassageSearch, source_title
from knowledge.reading.reader import read
from knowledge.vectors import KeptEmbedder
from knowledge.word_vectors import WordVectors
from knowledge.words import concepts_of
from services.embeddings.local import LocalEmbedder
from services.encoder.encoder import InlineEncoder
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel
from settings import load

Floats = NDArray[np.float64]


class Sample(NamedTuple):
    """A question as it is ranked.

    Attributes:
        figures: The likeness of each candidate.
        right: Whether each answers.
        rarest: Whether each has the rarest of its words.
        missing: The share of what is asked that each lacks.
        unknown: The share of what is asked that all candidates lack.
        has_answer: Whether anything answers.
    """

    figures: Floats
    right: NDArray[np.bool_]
    rarest: Sequence[bool]
    missing: Floats
    unknown: float
    has_answer: bool


async def samples_by_company(rows: Sequence[Sequence[Path]]) -> dict[str, list[Sample]]:
    """The samples of each company; the files of each row are asked of the same documents."""
    found: dict[str, list[Sample]] = {}
    for paths in rows:
        for company in companies_of(documents_of(paths[0])):
            with tempfile.TemporaryDirectory() as folder:
                found[company] = await samples_of(Path(folder), paths, company)
    return found


async def samples_of(folder: Path, paths: Sequence[Path], company: str) -> list[Sample]:
    """The questions that are asked of a company, as they are ranked: with concepts, and without.

    So each stands there twice, one after the other.
    """
    embedder = LocalEmbedder(InlineEncoder(SentenceModel(), KeptVectors(None)))
    settings = load(data_dir=folder)
    async with (
        open_database(settings) as database,
        INDEXES["sqlite"](settings, database, embedder.dimension) as index,
    ):
        keeper = CatalogueKeeper(database, "sqlite", embedder.name)
        kept = KeptEmbedder(embedder, keeper)
        library = Library(keeper, index, kept, kept)
        for document in read_documents(documents_of(paths[0])):
            if document.name.startswith(company):
                await library.add(*read(document.data, document.name, document.name))
        search = PassageSearch(keeper, index, kept, WordVectors(kept), None)
        asked = [one for path in paths for one in asked_of(company, read_questions(path))]
        looked = [(one, await search.look(one.text, ANYBODY, 1)) for one in asked]
    return [_sample(one, found) for one, known in looked for found in (known, _bare(known))]


def _bare(looked: Looked) -> Looked:
    """A question and its candidates as they would be without concepts."""
    asked = [tuple(t for t in sense if t not in concepts_of(sense)) for sense in looked.asked]
    details = {
        key: Details(one.words - {*concepts_of(tuple(one.words))}, one.sentences)
        for key, one in looked.details.items()
    }
    return looked._replace(asked=list(dict.fromkeys(filter(None, asked))), details=details)


def _sample(question: LabelledQuestion, looked: Looked) -> Sample:
    asked, vector, candidates, details, scale, near = looked
    known = [details.get(one.passage.id, NO_DETAILS) for one in candidates]
    right = [
        question.is_answered_by(
            one.document.address, f"{source_title(one.document, one.passage)}\n{one.passage.text}"
        )
        for one in candidates
    ]
    return Sample(
        likeness(asked, vector, candidates, known, near, scale=scale),
        np.array(right),
        rarest_in(asked, known),
        near.missing(),
        unknown_in(near),
        bool(question.answers),
    )
