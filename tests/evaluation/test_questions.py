"""Labelled questions: each answer stands in its document, and a wrong one is told with its line."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from evaluation.knowledge.questions import (
    HELD_OUT,
    LEARNT,
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
    documents_of,
    fold,
    read_documents,
    read_questions,
)
from evaluation.labels.label_files import LabelError
from knowledge.document import Passage
from knowledge.reading.reader import read

PAGE = "<h2>Prices</h2><p>A day is\n 32 euros &amp; a week 149.</p><p>A day is free.</p>"
RIGHT = '{document: hire.html, snippet: "32 euros & a week"}'


@cache
def questions(path: Path) -> list[LabelledQuestion]:
    return read_questions(path)


def asked(folder: Path, answer: str, text: str = "what is a day?") -> list[LabelledQuestion]:
    """The question with one answer, asked of one page."""
    documents = folder / "documents"
    documents.mkdir()
    (documents / "hire.html").write_text(PAGE)
    file = folder / "questions.yaml"
    file.write_text(
        f'questions:\n  - text: "{text}"\n    language: en\n    answers:\n      - {answer}\n'
    )
    return read_questions(file, documents)


def test_the_set_is_large_and_mixed() -> None:
    """Three languages, many kinds, questions that nothing answers; a sixth is held back."""
    tuned, held_out = questions(TUNED), questions(HELD_OUT)
    every = [*tuned, *held_out]
    assert len(held_out) >= len(every) / 6
    assert sum(bool(one.answers) for one in every) >= 140
    assert sum(not one.answers for one in every) >= 40
    for some in (tuned, held_out):
        assert {one.language for one in some} == {"en", "fr", "es"}
        kinds = Counter(kind for one in some for kind in one.kind)
        for kind in ("paraphrase", "spoken", "stt", "cross_language", "short", "indirect"):
            assert kinds[kind] >= 5, kind
        assert kinds["near_miss"] >= 5


def test_no_question_is_in_both_parts() -> None:
    """What is held back is seen by nobody who tunes."""
    tuned, held_out = ({fold(one.text) for one in questions(p)} for p in (TUNED, HELD_OUT))
    assert not tuned & held_out


@pytest.mark.parametrize(
    ("learnt", "back"),
    [
        (NEAR_MISSES, NEAR_MISSES_HELD_OUT),
        (TRAINED_NEAR_MISSES, TRAINED_NEAR_MISSES_HELD_BACK),
    ],
)
def test_near_misses_have_no_answer_in_three_languages(learnt: Path, back: Path) -> None:
    """Half of them are held back; each language has ten and more in both."""
    for path in (learnt, back):
        found = questions(path)
        assert not any(one.answers for one in found)
        assert min(Counter(one.language for one in found).values()) >= 10
    assert not {one.text for one in questions(learnt)} & {one.text for one in questions(back)}


def test_training_questions_are_of_other_documents_and_a_tenth_is_held_back() -> None:
    """At least 150 are learnt from; each answer stands in its document."""
    learnt, back = questions(TRAINED), questions(TRAINED_HELD_BACK)
    assert sum(bool(one.answers) for one in learnt) >= 150
    assert len(back) >= (len(learnt) + len(back)) / 11
    assert not {one.text for one in learnt} & {one.text for one in back}
    ours = {answer.document for one in [*learnt, *back] for answer in one.answers}
    assert not ours & {one.name for one in read_documents()}


def test_nothing_is_learnt_of_newcomers() -> None:
    """Three languages, each asked across them too; their documents are nobody else's."""
    found = questions(NEWCOMERS)
    assert not any(NEWCOMERS in row for row in LEARNT)
    assert min(Counter(one.language for one in found).values()) >= 10
    asked = {(one.language, answer.document) for one in found for answer in one.answers}
    assert len(asked) == 9


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_is_asked_what_it_answers_and_what_it_does_not(name: str) -> None:
    """Twenty and more, and ten and more; across languages too; and nothing is learnt of it."""
    found = questions(STRANGERS[name])
    answered = [one for one in found if one.answers]
    assert len(answered) >= 20
    assert len(found) - len(answered) >= 10
    assert sum("cross_language" in one.kind for one in answered) >= 6
    assert {one.language for one in found if not one.answers} == {"en", "fr", "es"}
    assert not any(STRANGERS[name] in row for row in LEARNT)
    files = [STRANGERS[name], *([TURNS[name]] if name in TURNS else [])]
    assert len(each_answer_is_one_passage(files)) >= 15


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_asked_in_speech_and_of_what_it_lacks(name: str) -> None:
    """Sixty questions and more, in three languages and across them; fifteen near misses."""
    found = questions(LESSONS[name])
    answered = [one for one in found if one.answers]
    assert len(answered) >= 60
    assert len(found) - len(answered) >= 15
    for some in (answered, [one for one in found if not one.answers]):
        assert {one.language for one in some} == {"en", "fr", "es"}
    kinds = Counter(kind for one in answered for kind in one.kind)
    assert min(kinds[kind] for kind in ("cross_language", "indirect", "paraphrase")) >= 12
    assert len(each_answer_is_one_passage([LESSONS[name]])) >= 35


def test_each_answer_is_one_of_many_passages() -> None:
    """Of over 200 in all; each document is asked for."""
    assert len(each_answer_is_one_passage([TUNED, HELD_OUT])) >= 200


def each_answer_is_one_passage(paths: list[Path]) -> list[Passage]:
    """The passages of the files' documents as they are cut."""
    documents = read_documents(documents_of(paths[0]))
    cut = {one.name: read(one.data, one.name, one.name)[1] for one in documents}
    asked = [one for path in paths for one in questions(path)]
    assert {answer.document for one in asked for answer in one.answers} == cut.keys()
    for one in asked:
        for answer in one.answers:
            alone = one.model_copy(update={"answers": [answer]})
            passages = [passage.indexed for passage in cut[answer.document]]
            found = [text for text in passages if alone.is_answered_by(answer.document, text)]
            assert len(found) == 1, answer
    return [passage for passages in cut.values() for passage in passages]


def test_an_answer_is_found_in_however_it_was_cut(tmp_path: Path) -> None:
    """By its words, whatever the marks and line ends of the reader; in its document alone."""
    [question] = asked(tmp_path, RIGHT)
    assert question.is_answered_by("hire.html", "Prices\nA day is 32 Euros & a\nweek 149.")
    assert not question.is_answered_by("hire.html", "Prices\nA day is free.")
    assert not question.is_answered_by("sale.html", "A day is 32 euros & a week 149.")


def test_a_snippet_may_leave_words_out(tmp_path: Path) -> None:
    """So that the cell of a table is named with its row."""
    [question] = asked(tmp_path, '{document: hire.html, snippet: "Prices … a week 149"}')
    assert question.is_answered_by("hire.html", "Prices | A day: 32 euros & a week 149")
    assert not question.is_answered_by("hire.html", "Prices | A week 148")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("{document: hire.html, snippet: 33 euros}", "line 5, column 40: .*: stands 0 times in"),
        ("{document: hire.html, snippet: A day is}", "stands 2 times in hire.html, not once"),
        ("{document: sale.html, snippet: A day is}", "'sale.html' is none of the documents"),
        ("{document: hire.html, snipet: A day is}", "'snipet'"),
    ],
)
def test_a_wrong_answer_is_told(tmp_path: Path, answer: str, told: str) -> None:
    """With its line and what is wrong with it."""
    with pytest.raises(LabelError, match=told):
        asked(tmp_path, answer)
