"""What is wrong with a playbook, or with its parents, is told in the file in which it is."""

from pathlib import Path

import pytest

from tests.prompts.family import change, error_of, family


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return family(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "extends: base.yaml",
            "extends: bse.yaml",
            "house.yaml, line 6, column 10: extends: there is no file bse.yaml;"
            " is 'base.yaml' meant?",
        ),
        (
            "extends: base.yaml",
            "extends: salse",
            "house.yaml, line 6, column 10: extends: no bundled playbook in 'en' is called"
            " 'salse'; is 'sales' meant?",
        ),
        (
            "extends: base.yaml",
            "extends: house.yaml",
            "house.yaml, line 6, column 10: extends: a playbook can't extend itself:"
            " house.yaml → house.yaml",
        ),
        (
            "language: en",
            "language: de",
            "house.yaml, line 6, column 10: extends: base.yaml is in 'en' and this file in 'de':"
            " its cues would be looked for in words of another language",
        ),
        (
            "extends: base.yaml",
            "extends: base.yaml\ndrop: [fruad]",
            "house.yaml, line 7, column 8: drop.0: the parent has no 'fruad'; is 'fraud' meant?",
        ),
        (
            "extends: base.yaml",
            "extends: base.yaml\ndrop: [price]",
            "house.yaml, line 7, column 8: drop.0: 'price' is in this file too,"
            " and takes the parent's place without",
        ),
        (
            "extends: base.yaml",
            "drop: [price]\nstages: [{id: one, title: One}]",
            "house.yaml, line 6, column 1: drop: there is no 'extends' here,"
            " from which anything could be left out",
        ),
        (
            "extends: base.yaml",
            "extend: base.yaml",
            "house.yaml, line 6, column 1: 'extend' is no field here; is 'extends' meant?",
        ),
        (
            "extends: base.yaml",
            "extends: [base.yaml]",
            "house.yaml, line 6, column 10: extends: words are expected here, not a list",
        ),
        (
            "title: House calls",
            "",
            "house.yaml, line 1, column 1: title: is missing",
        ),
        (
            "extends: base.yaml",
            "extends: base.yaml\nfallback: {oping: [{headline: H, recommended_direction: D.}]}",
            "house.yaml, line 7, column 12: fallback.oping: 'oping' is the id of no stage;"
            " there is opening, closing",
        ),
    ],
)
def test_what_is_wrong_with_a_child(folder: Path, old: str, new: str, told: str):
    """One mistake is told once, with what is right, and brings no others with it."""
    change(folder / "house.yaml", old, new)
    assert error_of(folder) == told


def test_a_language_without_bundled_playbooks_is_told(folder: Path):
    """With those that have some."""
    change(folder / "house.yaml", "extends: base.yaml", "extends: base")
    change(folder / "house.yaml", "language: en", "language: de")
    assert error_of(folder).startswith(
        "house.yaml, line 6, column 10: extends: no bundled playbook is in 'de'; they are in en, "
    )


def test_a_circle_over_several_files_is_told_where_it_closes(folder: Path):
    """In the parent, with the whole way round."""
    change(folder / "base.yaml", "version: 4", "version: 4\nextends: house.yaml")
    assert error_of(folder) == (
        "house.yaml extends base.yaml, line 3, column 10: extends: a playbook can't extend itself:"
        " house.yaml → base.yaml → house.yaml"
    )


def test_a_mistake_in_the_parent_has_the_parents_file_and_line(folder: Path):
    """Alone, and beside those of the file itself, which come first."""
    change(folder / "base.yaml", "cues: [gift card*]", "cues: [(gift card]")
    told = "base.yaml, line 10, column 12: rules.0.cues.0: '(gift card': ')' is missing"
    assert error_of(folder) == f"house.yaml extends {told}"
    change(folder / "house.yaml", "signal: price_objection", "signl: price_objection")
    change(folder / "base.yaml", "version: 4", "version: 4\nmood: fine")
    assert error_of(folder) == (
        "house.yaml has 3 mistakes:\n"
        "  line 9, column 5: rules.0: 'signl' is no field here; is 'signal' meant?\n"
        "  base.yaml, line 3, column 1: 'mood' is no field here; there is "
        + error_of(folder).split("there is ")[1].split("\n")[0]
        + "\n  "
        + told.replace("line 10", "line 11")
    )


def test_a_parent_that_is_no_yaml_is_told_alone(folder: Path):
    """What would have come along from it is not missed."""
    (folder / "base.yaml").write_text("- a\n- b\n", "utf-8")
    assert error_of(folder) == (
        "house.yaml extends base.yaml, line 1, column 1: a mapping is expected at the top (name: …)"
    )


def test_ids_that_are_there_twice_in_the_parent_are_told_there(folder: Path):
    """With the place in the parent, and not in what both make together."""
    change(folder / "base.yaml", "  - id: moment", "  - id: fraud")
    change(folder / "house.yaml", "rules:\n", "drop: []\nrules:\n")
    assert error_of(folder) == (
        "house.yaml extends base.yaml, line 12, column 9: rules.1.id:"
        " the rule 'fraud' is there twice"
    )
