"""The real encoder, from its package alone."""

import sys
from pathlib import Path

import numpy as np
import pytest

from services.encoder.sentence_model import SentenceModel

DEAR = ["That is far too expensive for us.", "C'est beaucoup trop cher pour nous."]
OTHER = "The green light is on."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SentenceModel:
    """One for all tests: loading takes a second."""
    return SentenceModel(tmp_path_factory.mktemp("vectors"))


def test_a_sentence_lies_near_its_translation(model: SentenceModel):
    """Nearer than to another one of its own language; all vectors have the length one."""
    english, french, other = model.encode([*DEAR, OTHER])
    assert english @ french > 0.6 > english @ other
    assert np.linalg.norm(english) == pytest.approx(1, abs=1e-3)


def test_texts_are_encoded_alike_in_any_company(model: SentenceModel):
    """What is said beside it changes nothing."""
    assert model.encode([OTHER])[0] @ model.encode([*DEAR, OTHER])[2] == pytest.approx(1, abs=1e-4)


def test_a_playbooks_vectors_are_kept_and_read_again(model: SentenceModel, tmp_path: Path):
    """By their texts: another text is another file, and a broken file is made anew."""
    kept = SentenceModel(tmp_path)
    kept._encode = model.encode
    first = kept.utterances(DEAR)
    (path,) = tmp_path.iterdir()
    assert np.array_equal(np.load(path), first)
    np.save(path, np.zeros_like(first))
    assert not kept.utterances(DEAR).any()
    path.write_bytes(b"half a file")
    assert np.array_equal(kept.utterances(DEAR), first)
    kept.utterances([OTHER])
    assert len(list(tmp_path.iterdir())) == 2


def test_without_a_folder_each_text_is_encoded_once(model: SentenceModel):
    """Playbooks that share a parent share its vectors."""
    asked: list[list[str]] = []
    shared = SentenceModel()
    shared._encode = lambda texts: asked.append(list(texts)) or model.encode(texts)
    shared.utterances([DEAR[0], OTHER])
    again = shared.utterances([OTHER, DEAR[1], DEAR[0]])
    assert [texts for texts in asked if texts != ["…"]] == [[DEAR[0], OTHER], [DEAR[1]]]
    assert np.allclose(again, model.encode([OTHER, DEAR[1], DEAR[0]]), atol=1e-4)
    assert len(shared.utterances([OTHER])) == 1


def test_a_folder_that_takes_no_files_keeps_nothing(model: SentenceModel, tmp_path: Path):
    """The vectors are made all the same."""
    (tmp_path / "file").touch()
    kept = SentenceModel(tmp_path / "file")
    kept._encode = model.encode
    assert kept.utterances([OTHER]).shape == (1, 512)


def test_nothing_is_loaded_before_it_is_needed():
    """Making one costs nothing, and the package has no compiled code of its own."""
    assert SentenceModel()._encode is None
    assert "torch" not in sys.modules
