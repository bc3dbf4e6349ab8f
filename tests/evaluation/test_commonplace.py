"""How people say plain things in few words is told by cues, in each language."""

from functools import cache
from pathlib import Path

import pytest

from evaluation.commonplace.commonplace import FOLDER, HELD_BACK, told
from evaluation.utterances.dialogues import dialogues_of

by_cues = cache(told)
FLOORS = {"en": 334, "es": 199, "fr": 217}
"""Of 386, 229 and 235."""
HELD_BACK_FLOORS = {"en": 33, "es": 27, "fr": 29}
"""Of 53 each; nobody tunes by them."""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_no_fewer_sentences_are_told_by_cues_alone(path: Path) -> None:
    """As while the encoder loads; a floor is only raised."""
    assert sum(by_cues(path).values()) >= FLOORS[path.stem]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_no_cue_is_found_in_what_deserves_no_advice(path: Path) -> None:
    """Small talk, data, thanks: in no language is a card shown on them by a cue."""
    found = by_cues(path)
    silent = [said.text for call in dialogues_of(path) for said in call.said if said.meant is None]
    assert len(silent) > 10
    assert [text for text in silent if not found[text]] == []


@pytest.mark.parametrize("path", sorted(HELD_BACK.glob("*.txt")), ids=lambda path: path.stem)
def test_no_fewer_held_back_sentences_are_told(path: Path) -> None:
    """Nor is a cue found in one that deserves no advice; which they are is not said."""
    found = by_cues(path)
    silent = [said.text for call in dialogues_of(path) for said in call.said if said.meant is None]
    assert sum(found.values()) >= HELD_BACK_FLOORS[path.stem]
    assert sum(found[text] for text in silent) == len(silent) == 15
