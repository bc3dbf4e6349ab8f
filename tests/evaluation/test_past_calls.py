"""Labelled past calls: three languages, some asked across them, some that none was like."""

from collections import Counter
from pathlib import Path

import pytest

from evaluation.knowledge.past_calls import FoundPlace, figures, keep, read_past_calls, table
from evaluation.labels.label_files import LabelError
from knowledge.library import open_library
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder


def test_the_set_has_three_languages_and_some_that_none_was_like() -> None:
    """A third of what is asked has no call that was alike; each call has its own situation."""
    labelled = read_past_calls()
    assert min(Counter(one.language for one in labelled.questions).values()) >= 15
    assert sum(not one.calls for one in labelled.questions) >= len(labelled.questions) / 3
    assert len({call.situation for call in labelled.calls}) == len(labelled.calls)
    language = {call.id: call.language for call in labelled.calls}
    asked = [one for one in labelled.questions if one.calls]
    across = [one for one in asked if one.language not in {language[id] for id in one.calls}]
    assert len(across) >= 5


def test_a_call_that_is_not_in_the_file_is_named(tmp_path: Path) -> None:
    """And so is a file of another kind."""
    call = "{id: a, language: en, ended: agreed, situation: b, done: c}"
    file = tmp_path / "calls.yaml"
    file.write_text(f"calls: [{call}]\nquestions: [{{text: d, language: en, calls: [z]}}]\n")
    with pytest.raises(LabelError, match="names no call of the file"):
        read_past_calls(file)
    file.write_text("questions: []\n")
    with pytest.raises(LabelError):
        read_past_calls(file)


async def test_each_call_is_kept_as_the_step_after_a_call_keeps_it(tmp_path: Path) -> None:
    """None is left out for what is taken off its words."""
    calls = read_past_calls().calls
    async with open_library(load(data_dir=tmp_path), ToyEmbedder()) as library:
        await keep(library, calls)
        assert len(await library.past_calls()) == len(calls)


def test_what_is_asked_and_has_no_call_counts_where_it_is_sure() -> None:
    """The shares are of those that have one."""
    found = [FoundPlace(True, 1, 0.9), FoundPlace(True, 3, 0.5), FoundPlace(False, None, 0.8)]
    assert figures(found) == "0.50 | 1.00 | 0.67 | 1 of 2"
    assert list(table(["a | b"]))[-1] == "| a | b |"
