"""The floors of the knowledge search, on questions that nobody tuned on; they are only raised."""

from pathlib import Path

from bench import found

FLOORS = {
    "near_misses_held_out": {"@1": 0.64, "@3": 0.87, "MRR": 0.76},
    "training_near_misses_held_back": {"@1": 0.66, "@3": 0.81, "MRR": 0.75},
}
"""Of questions with an answer; near misses have none, and so count for "nothing found" alone."""
LEAST_TOLD = 40
RIGHT_OF_TOLD = 0.9


async def test_no_figure_falls_below_its_floor(tmp_path: Path) -> None:
    """By the product's own encoder, each of seven companies with a library of its own."""
    report = await found.run(tmp_path, [*FLOORS], is_alone=True)
    sets = report.figures["questions"]
    for figures in sets:
        for name, floor in FLOORS[figures["questions"]].items():
            assert float(figures[name]) >= floor, (figures["questions"], name)
    told = sum(int(figures["nothing found"]) for figures in sets)
    right = sum(int(figures["of them right"].split()[0]) for figures in sets)
    assert told >= LEAST_TOLD
    assert right >= RIGHT_OF_TOLD * told
