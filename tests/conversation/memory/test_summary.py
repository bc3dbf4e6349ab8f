from conversation.memory.summary import MAX_WORDS, RunningSummary, SummaryLine, folded, text_of


def lines(weight: float, count: int, words: int = 10) -> list[SummaryLine]:
    return [
        SummaryLine(f"c{n}", f"[c{n}] customer: {'word ' * words}".strip(), weight)
        for n in range(count)
    ]


def test_the_weightiest_lines_are_kept_in_their_order() -> None:
    """Within the words that there are; what weighs nothing is never kept."""
    light, heavy, none = lines(1, 30), lines(5, 3), lines(0, 3)
    kept = folded(RunningSummary(), [], [*light, *none, *heavy])
    assert kept[-3:] == heavy
    assert sum(len(line.text.split()) for line in kept) <= MAX_WORDS
    assert all(line.weight for line in kept)


def test_a_models_summary_goes_on_by_rules() -> None:
    """Its words stand first, and the lines of the turns behind them."""
    kept = folded(RunningSummary("They pay ninety.", "c1", "gpt-test"), [], lines(1, 2))
    assert text_of(kept).startswith("They pay ninety.\n[c0] customer:")
