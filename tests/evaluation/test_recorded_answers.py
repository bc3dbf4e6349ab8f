"""A model's recorded answers are told again, each on its turn, at the time it took."""

import asyncio
from pathlib import Path

import pytest

from coach.ports import ModelRequest
from evaluation.labels.label_files import LabelError
from evaluation.models.recorded_answers import RecordedAnswers, RecordedModel, read_answers
from evaluation.replay.virtual_time import run_in_virtual_time
from tests.evaluation.stage import agent, customer, labelled

CALL = labelled(customer(), agent(), customer())  # the customer speaks from 0 and from 10 s
ANSWER = {"turn": 3, "first_ms": 400, "last_ms": 900, "answer": '{"headline": "Ask why"}'}
RECORDED = RecordedAnswers.model_validate({"model": "gpt-test", "answers": [ANSWER]})


async def told(after_s: float) -> tuple[str, float, float]:
    """The answer to a question so long after the call began, and when its ends came."""
    await asyncio.sleep(after_s)
    clock = asyncio.get_running_loop().time
    times, pieces = [], []
    async for piece in RecordedModel(RECORDED, CALL).stream(ModelRequest([])):
        times.append(clock() - after_s)
        pieces.append(str(piece))
    return "".join(pieces), times[0], times[-1]


def test_an_answer_comes_on_its_turn_in_its_time() -> None:
    """In pieces, from the first to the last."""
    answer, first, last = run_in_virtual_time(told(12))
    assert answer == ANSWER["answer"]
    assert first == pytest.approx(0.4)
    assert last == pytest.approx(0.9)


def test_a_turn_without_an_answer_is_not_worth_one() -> None:
    """The model has nothing to say, which it says by its schema."""
    answer, *_ = run_in_virtual_time(told(3))
    assert answer == '{"worth_saying": false}'


def test_answers_are_read_from_the_file_beside_the_call(tmp_path: Path) -> None:
    """Mistakes are told with their lines."""
    path = tmp_path / "price.answers.yaml"
    path.write_text("model: gpt-test\nanswers:\n  - {turn: 3, answer: '{}'}\n")
    assert read_answers(path).answers[0].turn == 3
    path.write_text("answers:\n  - {turn: 0, answer: '{}'}\n")
    with pytest.raises(LabelError, match=r"price\.answers\.yaml, line 2, column 12: answers\.0"):
        read_answers(path)
    with pytest.raises(LabelError, match=r"no\.answers\.yaml: No such file or directory$"):
        read_answers(tmp_path / "no.answers.yaml")
