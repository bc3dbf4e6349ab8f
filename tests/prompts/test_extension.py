"""A playbook takes over what the one that it extends has, and may replace and drop parts of it."""

from pathlib import Path

import pytest

from conversation.coaching.playbook import Playbook
from prompts.bundled import PLAYBOOKS, names
from prompts.linter import checked
from prompts.loader import load_playbook
from prompts.mistake import PromptError
from tests.prompts.family import PARENT, change, family, ids, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return family(tmp_path)


def test_the_parents_parts_come_along_before_the_files_own(folder: Path):
    """Rules, stages and fallback; the id, the title and the goal are the file's own."""
    playbook = load(folder)
    assert playbook.id == "house@1/en"
    assert ids(playbook.rules) == ["fraud", "moment", "price"]
    assert ids(playbook.stages) == ["opening", "closing"]
    assert list(playbook.fallback) == ["opening", "closing"]


def test_a_part_of_the_same_id_takes_the_parents_place_whole(folder: Path):
    """It stands among the file's own, so that a stage can be put before the parent's last one."""
    change(
        folder / "house.yaml",
        "rules:\n",
        "stages:\n  - {id: need, title: Need}\n  - {id: closing, title: Done}\nrules:\n"
        "  - {id: fraud, signal: fraud_suspicion, cues: [safe account],"
        " moves: [{headline: Hang up, recommended_direction: Now.}]}\n",
    )
    playbook = load(folder)
    assert [(stage.id, stage.title) for stage in playbook.stages] == [
        ("opening", "Opened"),
        ("need", "Need"),
        ("closing", "Done"),
    ]
    assert ids(playbook.rules) == ["moment", "fraud", "price"]
    assert playbook.rules[1].cues == ["safe account"]


def test_what_is_dropped_does_not_come_along(folder: Path):
    """A rule; a stage with its fallback."""
    change(folder / "house.yaml", "rules:\n", "drop: [moment, closing]\nrules:\n")
    playbook = load(folder)
    assert ids(playbook.rules) == ["fraud", "price"]
    assert ids(playbook.stages) == list(playbook.fallback) == ["opening"]


def test_a_parent_may_have_a_parent(folder: Path):
    """What comes along comes along further."""
    flat = "name: flat\nversion: 1\nlanguage: en\ntitle: F\ngoal: G.\nextends: house.yaml\n"
    (folder / "flat.yaml").write_text(flat + "drop: [fraud]\n", "utf-8")
    playbook = load_playbook(str(folder / "flat.yaml"), "en")
    assert playbook.id == "flat@1/en"
    assert ids(playbook.rules) == ["moment", "price"]


@pytest.mark.parametrize("language", ["en", "fr", "fr-CA"])
def test_a_bundled_playbook_is_a_parent_by_name(tmp_path: Path, language: str):
    """The file's language chooses which; its region need not be there."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"name: mine\nversion: 1\nlanguage: {language}\ntitle: M\ngoal: G.\nextends: sales\n",
        "utf-8",
    )
    theirs = load_playbook("sales", language)
    mine = load_playbook(str(file), "en")
    assert [rule.model_dump() for rule in mine.rules] == [r.model_dump() for r in theirs.rules]


def test_a_base_is_right_without_being_a_playbook(folder: Path):
    """It may be incomplete, is checked, and can't be chosen for a call."""
    path = folder / "base.yaml"
    assert checked(PARENT, Playbook, path) == (None, [])
    (mistake,) = checked(PARENT.replace("version: 4\n", ""), Playbook, path)[1]
    assert str(mistake) == "line 1, column 1: version: is missing"
    with pytest.raises(PromptError) as caught:
        load_playbook(str(path), "en")
    assert str(caught.value) == (
        f"{path} is what playbooks extend, and no playbook by itself:"
        " name one that says 'extends: base'"
    )


def test_the_bundled_base_is_not_offered():
    """Who gives a name that is like none is told those that can coach a call."""
    with pytest.raises(PromptError) as caught:
        load_playbook("zoo", "en")
    offered = str(caught.value).split("there is ")[1].split(", or give")[0].split(", ")
    assert offered == sorted({name.partition(".")[0] for name in names(PLAYBOOKS)} - {"base"})


def test_obligations_come_along_and_may_be_replaced_and_dropped(folder: Path):
    """As rules do."""
    theirs = "obligations:\n"
    for id in ("notice", "name", "farewell"):
        theirs += f"  - {{id: {id}, title: Theirs, must: say, cues: [good day]}}\n"
    change(folder / "base.yaml", "rules:\n", f"{theirs}rules:\n")
    own = "obligations: [{id: notice, title: Mine, must: say, cues: [recorded]}]\n"
    change(folder / "house.yaml", "rules:\n", f"drop: [farewell]\n{own}rules:\n")
    obligations = load(folder).obligations
    assert [(one.id, one.title) for one in obligations] == [("name", "Theirs"), ("notice", "Mine")]
