"""The real encoder, from its package alone."""

import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from services.encoder.sentence_model import SentenceModel, _loaded, _network, pieces

DEAR = ["That is far too expensive for us.", "C'est beaucoup trop cher pour nous."]
OTHER = "The green light is on."


@pytest.fixture
def model() -> SentenceModel:
    """A model, which loads what the process has not yet loaded."""
    return SentenceModel()


def test_a_sentence_lies_near_its_translation(model: SentenceModel):
    """Nearer than to another one of its own language; all vectors have the length one."""
    english, french, other = model.encode([*DEAR, OTHER])
    assert english @ french > 0.6 > english @ other
    assert np.linalg.norm(english) == pytest.approx(1, abs=1e-3)


def test_the_vectors_are_those_of_the_package(model: SentenceModel):
    """Its matrices in tiles change the order of sums, and with it the last digits."""
    texts = [*DEAR, OTHER, " ".join(DEAR)]
    np.testing.assert_allclose(model.encode(texts), _loaded().encode(texts), rtol=0, atol=1e-5)


def test_texts_are_encoded_alike_in_any_company(model: SentenceModel):
    """What is said beside it changes nothing."""
    assert model.encode([OTHER])[0] @ model.encode([*DEAR, OTHER])[2] == pytest.approx(1, abs=1e-4)


def test_words_that_are_alike_have_vectors_that_are(model: SentenceModel):
    """A text has a row for each token, and two for where it begins and ends."""
    dear, expensive, green = (one[1] for one in model.token_vectors(["dear", "expensive", "green"]))
    assert np.dot(dear, expensive) > np.dot(dear, green)
    short, long = model.token_vectors(["dear", OTHER])
    assert short.shape[1] == 512
    assert len(long) > len(short) > 2
    assert (short[[0, -1]] == long[[0, -1]]).all()


def test_numpy_works_in_one_thread_from_then_on(model: SentenceModel):
    """Others would spin beside the calls, when the discriminants of a playbook are made."""
    model.encode([OTHER])
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


def test_many_texts_are_encoded_in_pieces_of_like_length():
    """Each once, and a few at a time: a turn waits for one piece at most."""
    texts = ["word " * (place % 9) for place in range(100)]
    parts = pieces(texts)
    assert sorted(place for places in parts for place in places) == [*range(100)]
    assert max(map(len, parts)) <= 16
    lengths = [len(texts[place]) for places in parts for place in places]
    assert lengths == sorted(lengths)
    assert pieces([]) == []


def test_nothing_is_loaded_before_it_is_needed():
    """Making one costs nothing, and the package has no compiled code of its own."""
    before = _network.cache_info()
    SentenceModel()
    assert _network.cache_info() == before
    assert "torch" not in sys.modules
