"""Fit of the knowledge search: the weights and bars of `knowledge.ranking`, learnt and printed.

    uv run python -m evaluation.knowledge.fit

Each company has a library of its own, as in the product, and each question is asked twice: as it
is, and as if nobody had written a concept, since of a new company's words few have one. Weights are
learnt by listwise softmax, so that a right passage comes before all others; likelihoods and bars by
logistic regression on what the weights then put first. What is held out is not read. The same
questions give the same figures. It takes a minute.
"""

import asyncio
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.knowledge.questions import LEARNT
from evaluation.knowledge.samples import Floats, Sample, samples_by_company
from knowledge.ranking import contested, shares

_RIGHT_OF_TOLD = 0.9
"""Of the questions of which "nothing found" is said, so many have to have no answer."""
_NONE_OF_LIKELY = 0.5
_NONE_OF_TOLD = 0.2
"""The share of questions that nothing is taken to answer, where likelihoods are fit, and where that
bar is set: nobody has counted it, so that each is on its careful side."""
_RIDGE = 0.01
_STEPS = 250


class First(NamedTuple):
    """The candidate that is put first, and what tells how likely it answers."""

    share: float
    unknown: float
    nearest: float
    has_rarest: bool
    missing: float
    is_right: bool
    has_answer: bool


def weights_of(samples: Sequence[Sample]) -> Floats:
    """The weights by which right passages come first."""
    learnt = [one for one in samples if one.right.any()]
    scale = np.concatenate([one.figures for one in learnt]).std(0) + 1e-9
    weights, mean, spread = np.zeros_like(scale), np.zeros_like(scale), np.zeros_like(scale)
    for step in range(1, _STEPS + 1):
        slope = _RIDGE * weights + sum(_slope(one, weights, scale) for one in learnt) / len(learnt)
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope * slope
        move = mean / (1 - 0.9**step) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
        weights = weights - 0.1 * move
    return weights / scale


def _slope(one: Sample, weights: Floats, scale: Floats) -> Floats:
    figures = one.figures / scale
    chance = _softmax(figures @ weights)
    wanted = chance * one.right
    return figures.T @ (chance - wanted / wanted.sum())


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max())
    return grown / grown.sum()


def firsts(samples: Sequence[Sample], weights: Floats) -> list[First]:
    """What the weights put first, of each question."""
    found: list[First] = []
    for one in samples:
        share = shares(one.figures @ weights)
        best = int(share.argmax())
        found.append(
            First(
                share=float(share[best]),
                unknown=one.unknown,
                nearest=float(one.figures[:, 0].max()),
                has_rarest=one.rarest[best],
                missing=float(one.missing[best]),
                is_right=bool(one.right[best]),
                has_answer=one.has_answer,
            )
        )
    return found


def logistic(rows: Floats, wanted: Sequence[bool], worth: Floats) -> Floats:
    """A constant and a factor of each column, by which a row's chance is told; each has a worth."""
    columns = np.c_[np.ones(len(rows)), rows]
    ridge = _RIDGE * np.diag([0.0] + [1.0] * rows.shape[1])
    factors = np.zeros(columns.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-columns @ factors))
        slope = columns.T @ (worth * (chance - np.array(wanted))) / worth.sum() + ridge @ factors
        bend = (columns.T * (worth * chance * (1 - chance))) @ columns / worth.sum() + ridge
        factors -= np.linalg.solve(bend + 1e-9 * np.eye(len(factors)), slope)
    return factors


def bar_of(logits: Floats, has_answer: Sequence[bool], worth: Floats) -> float:
    """The highest logit up to which nine in ten have no answer, by what each question is worth."""
    order = np.argsort(logits, kind="stable")
    weights = worth[order]
    none = np.cumsum(weights * ~np.array(has_answer)[order]) / np.cumsum(weights)
    told = np.flatnonzero(none >= _RIGHT_OF_TOLD)
    return float(logits[order[told[-1]]]) if len(told) else -math.inf


def _told(samples: Sequence[Sample]) -> Iterator[str]:
    weights = weights_of(samples)
    yield f"_WEIGHTS = {np.round(weights, 2).tolist()}"
    first = firsts(samples, weights)
    has_answer = np.array([one.has_answer for one in first])
    rows = np.array([[o.share, contested(o.share), o.has_rarest, o.missing] for o in first])
    worth = _worth(has_answer, _NONE_OF_LIKELY)
    # As the figures vary, so that the ridge does not hold a small share down. Below it may: how
    # near the nearest is differs by company.
    scale = rows.std(0)
    likely = logistic(rows / scale, [one.is_right for one in first], worth) / np.r_[1.0, scale]
    yield f"_LIKELY = {np.round(likely, 2).tolist()}"
    rows = np.array([[one.share, one.unknown, one.nearest] for one in first])
    answered = logistic(rows, has_answer.tolist(), np.ones(len(rows)))
    worth = _worth(has_answer, _NONE_OF_TOLD)
    answered[0] -= bar_of(answered[0] + rows @ answered[1:], has_answer.tolist(), worth)
    yield f"_ANSWERED = {np.round(answered, 2).tolist()}"


def _worth(has_answer: NDArray[np.bool_], none: float) -> Floats:
    """What each question is worth, so that of all a share has no answer."""
    return np.where(has_answer, 1.0, none / (1 - none) * has_answer.sum() / (~has_answer).sum())


async def _main() -> None:
    of_companies = await samples_by_company(LEARNT)
    for line in _told([one for some in of_companies.values() for one in some]):
        print(line)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_main())
