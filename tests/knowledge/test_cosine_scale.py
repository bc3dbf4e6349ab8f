"""Cosines of any encoder on the scale by which the ranking has learnt."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.cosine_scale import LEARNT, CosineScales
from knowledge.document import ANYBODY
from knowledge.library import open_library
from knowledge.likeness import Details, likeness
from knowledge.ports import Candidate, Vectors
from knowledge.word_nearness import nothing_near
from settings import load
from tests.knowledge.toy_embedder import ToyEmbedder, document


def unit(rows: np.ndarray) -> Vectors:
    made: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return made


def narrow(rows: np.ndarray) -> Vectors:
    """As of an encoder to which all texts are near."""
    return unit(np.c_[unit(rows), np.full(len(rows), 2.0)])


class NarrowEmbedder(ToyEmbedder):
    """The toy, to which all texts are near; the ranking has not learnt by it."""

    is_learnt_by = False

    async def embed(self, texts):
        return narrow((await super().embed(texts))[:, :-1])


def test_an_encoder_to_which_all_texts_are_near_says_the_same() -> None:
    """By vectors that are alike but for something that all have in common."""
    random = np.random.default_rng(3)
    usual, passages = (random.standard_normal((40, 12)) for _ in range(2))
    found: list[np.ndarray] = []
    for of in (unit, narrow):
        scale = CosineScales(of(usual), of(passages)).of(of(usual[:1])[0])
        cosines = of(passages) @ of(usual[:1])[0]
        found.append(np.array([scale.usual(one) for one in cosines]))
    assert found[0] == pytest.approx(found[1], abs=1e-4)
    assert found[0].mean() == pytest.approx(LEARNT.mean, abs=1e-4)


def test_the_local_scale_is_left_as_it_is() -> None:
    """Its weights were learnt by it."""
    assert LEARNT.usual(0.3) == pytest.approx(0.3)


def test_an_encoder_that_tells_nothing_apart_has_a_scale() -> None:
    """Nothing is divided by nothing."""
    same = np.ones((3, 1), np.float32)
    assert np.isfinite(CosineScales(same, same).of(same[0]).usual(1.0))


def test_both_cosines_of_a_candidate_are_scaled() -> None:
    """That of the passage, and that of its nearest sentence."""
    made, (passage,) = document("a", "Text.")
    asked = np.array([1.0, 0.0], np.float32)
    details = [Details(frozenset(), np.array([[0.6, 0.8]], np.float16).tobytes())]
    scale = LEARNT._replace(mean=0.5, spread=LEARNT.spread / 2)
    (figures,) = likeness(
        [], asked, [Candidate(passage, made, 0.0, 0.7)], details, nothing_near(1), scale=scale
    )
    assert figures[:2] == pytest.approx([0.4 + LEARNT.mean, 0.2 + LEARNT.mean], abs=1e-3)


async def test_a_library_takes_the_scale_of_its_passages(tmp_path: Path) -> None:
    """Of those of now: what is added later counts too, and without any there is nothing to find."""
    async with open_library(load(data_dir=tmp_path), NarrowEmbedder()) as library:
        assert await library.search("starter price", ANYBODY, 1) == []
        for name, text in (("a", "Starter costs 12 euros."), ("b", "Backups are encrypted.")):
            await library.add(*document(name, text, "We ship to Spain.", "Lamps are red."))
            found = await library.search("what does Starter cost in euros", ANYBODY, 3)
            assert found[0].passage_id == "a.0"
            assert found[0].score > 0.6
