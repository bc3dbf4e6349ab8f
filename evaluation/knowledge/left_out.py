"""Passages of a company that was left out, found by a ranking that learnt from all others.

    uv run python -m evaluation.knowledge.left_out

Of companies that are tuned on, no other figure says what a new one has to expect. It takes some
minutes.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evaluation.knowledge.fit import weights_of
from evaluation.knowledge.questions import TRIED
from evaluation.knowledge.recall import recall
from evaluation.knowledge.samples import Floats, Sample, samples_by_company


def places(samples: Sequence[Sample], weights: Floats) -> list[int | None]:
    """The place of the first right passage, from 1, of each question that has an answer."""
    return [_place(one, weights) for one in samples if one.has_answer]


def left_out(of_companies: Mapping[str, Sequence[Sample]]) -> Iterator[tuple[str, Floats]]:
    """Each company, and the weights that are learnt from the others."""
    for name in of_companies:
        others = [one for other, some in of_companies.items() if other != name for one in some]
        yield name, weights_of(others)


def _place(one: Sample, weights: Floats) -> int | None:
    order = np.argsort(-(one.figures @ weights), kind="stable")
    return next((place for place, at in enumerate(order, 1) if one.right[at]), None)


def _row(name: str, found: Sequence[Sequence[int | None]]) -> str:
    cells = (" / ".join(f"{figure:.3f}" for figure in recall(some)) for some in found)
    return f"| {name} | {' | '.join(cells)} |"


async def _main() -> None:
    of_companies = await samples_by_company(TRIED)
    known: list[int | None] = []
    bare: list[int | None] = []
    rows = ["| @1 / @3 / MRR | with concepts | without |", "|---|---|---|"]
    for name, weights in left_out(of_companies):
        own = of_companies[name]
        some = [places(own[start::2], weights) for start in (0, 1)]
        known += some[0]
        bare += some[1]
        rows.append(_row(name, some))
    print("\n".join([*rows, _row("all", [known, bare])]))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_main())
