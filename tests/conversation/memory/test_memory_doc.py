"""What docs/memory.md says is so: the kinds, their limits, and the figures of the fold."""

import re

from coach.memory import WRITTEN_WITHIN_S
from conversation.memory import summary
from conversation.memory.entity import EntityKind
from conversation.memory.register import LIMITS
from prompts import context
from settings import Settings
from tests.product import ROOT

PAGE = (ROOT / "docs" / "memory.md").read_text("utf-8")
EVENTS = (ROOT / "docs" / "events.md").read_text("utf-8")


def test_the_page_has_each_kind_of_entity() -> None:
    """The table of kinds, the page of events and the code list the same."""
    part = PAGE.partition("## Entities")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \|", part, re.M)
    kinds = {kind.value for kind in EntityKind}
    assert set(told) >= kinds
    (row,) = re.findall(r"^\| `entities` .*$", EVENTS, re.M)
    assert kinds <= set(re.findall(r"`(\w+)`", row))


def test_the_page_has_the_figures_of_the_code() -> None:
    """How many turns stand, how many are folded, how long the summary is, how many are kept."""
    for words in (
        f"At {summary.FOLD_AT} turns",
        f"the oldest {summary.FOLDED} are summed up",
        f"{summary.FOLD_AT - summary.FOLDED} to {summary.FOLD_AT} stand",
        f"no more than {summary.MAX_WORDS} words",
        f"no more than {min(LIMITS.values())} to {max(LIMITS.values())} are kept",
    ):
        assert words in " ".join(PAGE.split()), words


def test_the_page_has_the_figures_of_a_models_context() -> None:
    """The budget, the parts of it, and the turns that stay."""
    default = Settings.model_fields["coach_context_tokens"].default
    assert default == context.TOKENS
    for words in (
        f"`COACH_CONTEXT_TOKENS` ({default})",
        "10 % at most",
        "30 % at most",
        "25 % at most",
    ):
        assert words in PAGE
    assert f"the first {context.FIRST_TURNS} turns" in PAGE


def test_the_page_has_each_way_to_sum_up() -> None:
    """The setting's values, the default, and how long a model has."""
    part = PAGE.partition("| `COACH_SUMMARY` |")[2].partition("\n\n")[0]
    told = re.findall(r"^\| `(\w+)`( \(the default\))?", part, re.M)
    assert [name for name, _ in told] == [one.value for one in summary.Summarises]
    assert [name for name, is_default in told if is_default] == [
        Settings.model_fields["coach_summary"].default
    ]
    assert f"more than {WRITTEN_WITHIN_S:g} s, and {summary.MOST} turns" in " ".join(PAGE.split())
