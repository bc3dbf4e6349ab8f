"""Labelled questions: what customers ask, and the passages of the labelled documents that answer.

An answer is named by its document and words that stand in it, not by a passage, so that it holds
however documents are cut. The words are compared folded: without case, marks of Markdown and HTML,
and line ends. ` … ` in a snippet leaves words out, within one passage.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from conversation.coaching.rules import LanguageTag
from evaluation.labels.label_files import LabelError, read_labels
from evaluation.labels.labelled_call import Labelled, Text
from prompts.mistake import FieldPath, Mistake
from prompts.yaml_file import read_yaml
from settings.values import shaped

FOLDER = Path(str(files("evaluation") / "knowledge"))
DOCUMENTS = FOLDER / "documents"
TUNED = FOLDER / "tuned.yaml"
HELD_OUT = FOLDER / "held_out.yaml"
"""The questions that nobody who tunes the search may read."""
NEAR_MISSES = FOLDER / "near_misses.yaml"
NEAR_MISSES_HELD_OUT = FOLDER / "near_misses_held_out.yaml"
"""What the documents name and don't answer; the second is read by nobody who tunes."""
TRAINING = FOLDER / "training"
TRAINED = TRAINING / "questions.yaml"
TRAINED_HELD_BACK = TRAINING / "held_back.yaml"
"""Questions of four other companies, on whose documents in `TRAINING` the ranking learns."""
TRAINED_NEAR_MISSES = TRAINING / "near_misses.yaml"
TRAINED_NEAR_MISSES_HELD_BACK = TRAINING / "near_misses_held_back.yaml"
"""What none of these answers; the second is read by nobody who tunes."""
NEWCOMERS = FOLDER / "newcomers" / "questions.yaml"
"""Of three more companies, of which nothing is learnt and for which no concept is written."""
LESSONS = {
    name: FOLDER / "lessons" / name / "questions.yaml"
    for name in ("brio", "corvane", "kestrel", "pinemoor")
}
"""Of four more, each with near misses of its own, on which a change is tried."""
_WITH_TURNS = ("brightwell", "hydrovane", "nomada", "tallyrow")
STRANGERS = {
    name: FOLDER / "strangers" / name / "questions.yaml"
    for name in (*_WITH_TURNS, "marisma", "papyrelle", "altozano", "lumaree", "vernes", "lingora")
}
"""Of ten more, each with near misses of its own; the last eight are read by nobody who tunes."""
TURNS = {name: STRANGERS[name].with_name("turns.yaml") for name in _WITH_TURNS}
"""Long turns of some of their callers, with a question in each."""
LEARNT = ((TUNED, NEAR_MISSES), (TRAINED, TRAINED_NEAR_MISSES))
"""What the ranking is fit on; the files of each row are asked of the same documents."""
TRIED = (
    *LEARNT,
    *((path,) for path in LESSONS.values()),
    *((STRANGERS[name],) for name in ("brightwell", "hydrovane")),
)
"""What a change is tried on, each company left out in turn; rows as above."""
LONGEST_PASSAGE = 900
"""Characters within which all words of a snippet stand."""

_GAP = " … "
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL | re.IGNORECASE)
_MARKS = re.compile(r"""[#*_|"\s]+""")


class Answer(Labelled):
    """A passage that answers a question.

    Attributes:
        document: Its document, by its path under the folder of the documents.
        snippet: Words that stand in the passage and in no other of that document.
    """

    document: Annotated[str, shaped(r"[\w./-]+", "a path of letters, digits and . / - _")]
    snippet: Text


class LabelledQuestion(Labelled):
    """A question that a customer asks.

    Attributes:
        text: As a recogniser hears it.
        language: BCP-47 tag.
        kind: What makes it hard: `paraphrase`, `spoken`, `stt`, `cross_language`, `short`, …
        answers: The passages that answer it, one of which is enough; none where nothing does.
    """

    text: Text
    language: LanguageTag
    kind: tuple[Text, ...] = ()
    answers: list[Answer]

    def is_answered_by(self, document: str, passage: str) -> bool:
        """Whether a passage, with its headings, of a document is one of the answers."""
        folded = fold(passage)
        ours = (answer for answer in self.answers if answer.document == document)
        return any(_pattern(answer.snippet).search(folded) for answer in ours)


class QuestionFile(Labelled):
    """A file of labelled questions."""

    questions: Annotated[list[LabelledQuestion], Field(min_length=1)]


class LabelledDocument(NamedTuple):
    """A document that questions are asked of: its path under its folder, and what is in it."""

    name: str
    data: bytes


def documents_of(questions: Path) -> Path:
    """The folder of the documents that a file's questions are asked of."""
    return questions.parent / "documents"


def read_documents(folder: Path = DOCUMENTS) -> list[LabelledDocument]:
    """All documents of a folder and its folders, by their names."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [LabelledDocument(p.relative_to(folder).as_posix(), p.read_bytes()) for p in paths]


def read_questions(path: Path, documents: Path | None = None) -> list[LabelledQuestion]:
    """Read labelled questions; `documents` are those beside their file, if none are given.

    Raises:
        LabelError: The file is none of labelled questions, or an answer is not in its document; all
            mistakes are told.
    """
    text, read = read_labels(path, QuestionFile)
    folded = {
        name: fold(data.decode()) for name, data in read_documents(documents or documents_of(path))
    }
    if wrong := list(_wrong(read.questions, folded)):
        file = read_yaml(text)
        raise LabelError.of(
            path, [Mistake(file.place(at), ".".join(map(str, at)), told) for at, told in wrong]
        )
    return read.questions


def companies_of(documents: Path) -> list[str]:
    """What the names of each company's documents begin with, in a folder of documents."""
    return sorted(path.name for path in documents.iterdir())


def asked_of(company: str, questions: Iterable[LabelledQuestion]) -> list[LabelledQuestion]:
    """The questions that are asked of a company: which it answers, and which nobody does."""
    return [
        one
        for one in questions
        if not one.answers or any(answer.document.startswith(company) for answer in one.answers)
    ]


def fold(text: str) -> str:
    """A text as snippets are compared with it."""
    plain = html.unescape(_TAGS.sub(" ", text)).replace("’", "'")
    return _MARKS.sub(" ", plain).casefold()


def _wrong(
    questions: list[LabelledQuestion], documents: Mapping[str, str]
) -> Iterator[tuple[FieldPath, str]]:
    seen: set[str] = set()
    for at, question in enumerate(questions):
        if question.text in seen:
            yield ("questions", at, "text"), "is asked above"
        seen.add(question.text)
        for place, answer in enumerate(question.answers):
            way = ("questions", at, "answers", place)
            if answer.document not in documents:
                yield (*way, "document"), f"{answer.document!r} is none of the documents"
                continue
            found = len(_pattern(answer.snippet).findall(documents[answer.document]))
            if found != 1:
                yield (*way, "snippet"), f"stands {found} times in {answer.document}, not once"


@cache
def _pattern(snippet: str) -> re.Pattern[str]:
    parts = (re.escape(fold(part).strip()) for part in snippet.split(_GAP))
    return re.compile(f".{{0,{LONGEST_PASSAGE}}}?".join(parts))
