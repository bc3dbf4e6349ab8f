"""The floors of the knowledge search, on questions that nobody tuned on; they are only raised."""

from pathlib import Path

from bench import found

FLOORS = {
    "near_misses_held_out": {"@1": 0.64, "@3": 0.87, "MRR": 0.75},
    "training_near_misses_held_back": {"@1": 0.7, "@3": 0.85, "MRR": 0.79},
}
"""Of questions with an answer; near misses have none, and so count for "nothing found" alone."""
OF_STRANGERS = {
    **{"nomada": 0.85, "tallyrow": 0.95, "marisma": 0.76, "papyrelle": 0.73},
    **{"nomada_turns": 1.0, "tallyrow_turns": 0.66},
}
"""@3 of four companies that nobody who tuned has read, asked plainly and in long turns."""
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


async def test_a_company_that_nobody_knew_finds_as_much_as_it_did(tmp_path: Path) -> None:
    """And of what is near to its passages and answered by none, nothing is said to be sure."""
    report = await found.run(tmp_path, [*OF_STRANGERS])
    for figures in report.figures["questions"]:
        assert float(figures["@3"]) >= OF_STRANGERS[figures["questions"]], figures
        right, said = figures["right from 0.8"].split(" of ")
        assert right == said, figures
