"""An evaluation judges a file by the playbook, the model or the answers that there are."""

from pathlib import Path

import pytest

from evaluation.evaluation import Evaluation
from evaluation.labels.label_files import LabelError
from evaluation.scoring.result import RULES
from prompts.mistake import PromptError
from tests.evaluation import stage
from tests.evaluation.stage import TEXT

SETTINGS = stage.SETTINGS.model_copy(update={"coach_meaning": False})
"""By cues alone: to read meanings, the encoder is loaded."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "price_01.yaml"
    file.write_text(TEXT)
    return file


def test_a_call_is_judged_by_its_own_playbook(path: Path) -> None:
    """In its own language, by rules alone where there is no model."""
    result = Evaluation(SETTINGS).judge(path)
    assert result.playbook.startswith("sales@")
    assert result.advised_by == RULES
    assert [turn.found is not None for turn in result.turns] == [True]
    assert result.requests == 0


def test_another_playbook_may_be_named(path: Path) -> None:
    """A signal that it does not have is remarked on, and is not found."""
    result = Evaluation(SETTINGS, "support").judge(path)
    assert result.playbook.startswith("support@")
    assert [turn.found for turn in result.turns] == [None]
    assert "no signal of the playbook support@" in result.remarks[0]


def test_a_playbook_that_is_not_there_is_an_error_of_the_file(path: Path) -> None:
    """It says which there are; nothing else is taken in its place."""
    path.write_text(TEXT.replace("playbook: sales", "playbook: nautics"))
    with pytest.raises(LabelError, match=r"price_01\.yaml: no playbook 'nautics' in 'en'"):
        Evaluation(SETTINGS).judge(path)


def test_a_wrong_playbook_file_for_all_calls_is_no_error_of_one(path: Path) -> None:
    """It is told once, as what it is."""
    with pytest.raises(PromptError, match="No such file"):
        Evaluation(SETTINGS, "./gone.yaml").judge(path)


def test_a_call_without_a_playbook_has_the_settings(path: Path) -> None:
    """COACH_PLAYBOOK, as a call in the product."""
    path.write_text(TEXT.replace("playbook: sales\n", ""))
    assert Evaluation(SETTINGS).judge(path).playbook.startswith("sales@")


def test_recorded_answers_beside_a_call_advise_it(path: Path) -> None:
    """Through the real advisor, which reads and holds them to what was said."""
    answer = (
        '{"worth_saying": true, "headline": "Ask what they compare it with", "questions": [],'
        ' "recommended_direction": "Talk of value.", "signals_detected": ["price_objection"],'
        ' "priority": "high", "confidence": 0.9,'
        ' "evidence": [{"turn_id": "c1", "quote": "too expensive for us"}]}'
    )
    answers = path.with_name("price_01.answers.yaml")
    answers.write_text(f"model: gpt-test\nanswers:\n  - turn: 2\n    answer: '{answer}'\n")
    result = Evaluation(SETTINGS).judge(path)
    assert result.advised_by == "gpt-test"
    assert "Ask what they compare it with" in [card.headline for card in result.cards]
