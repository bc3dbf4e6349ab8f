"""Which specialists there are, and which file is read; a mistake names file, line and fix."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conversation.coaching.playbook import Playbook
from prompts.bundled import PLAYBOOKS, names
from prompts.loader import load_playbook
from prompts.mistake import PromptError
from prompts.specialist_shelf import SpecialistShelf, bundled_names
from tests.product import ROOT

FILES = (ROOT / "prompts" / "specialists").glob("*.en.yaml")
BUNDLED = sorted(path.name.partition(".")[0] for path in FILES if path.name != "frame.en.yaml")
OWN = (ROOT / "prompts" / "specialists" / "strategy.en.yaml").read_text("utf-8")


def read(*wanted: str, language: str = "en") -> dict[str, str]:
    """The prompt's id of each specialist, by its name."""
    told = SpecialistShelf(wanted).read(language)
    return {one.declared.name: one.prompt.id for one in told}


def test_those_that_come_along():
    """Each is there, its file without a mistake, and its prompt can be filled in."""
    assert BUNDLED
    assert bundled_names() == BUNDLED
    playbook = load_playbook("sales", "en")
    for one in SpecialistShelf(["all"]).read("fr-CA"):
        system = one.prompt._system.render(playbook=playbook, language="fr-CA")  # pyright: ignore[reportPrivateUsage]
        assert 'in the language "fr-CA"' in system
        assert "$" not in system
        assert ("worth_saying" in system) is one.declared.card


def test_nobody_is_there_unless_asked_for():
    """What a call costs does not change by itself."""
    assert read() == {}
    assert read("none") == {}


def test_some_of_them_by_name():
    """In the order in which they stand."""
    assert read("closing", "emotion") == {"closing": "closing@1/en", "emotion": "emotion@1/en"}


def test_signals_phases_and_playbooks_are_there():
    """What the bundled triggers name is in a bundled playbook."""
    stems = [stem.partition(".") for stem in names(PLAYBOOKS)]
    playbooks: list[Playbook] = [
        load_playbook(name, tag) for name, _, tag in stems if tag == "en" and name != "base"
    ]
    signals = {rule.signal for playbook in playbooks for rule in playbook.rules}
    phases = {stage.id for playbook in playbooks for stage in playbook.stages}
    for one in SpecialistShelf(["all"]).read("en"):
        trigger = one.declared.trigger
        assert set(trigger.signals) <= signals, one.declared.name
        assert set(trigger.phases) <= phases, one.declared.name
        assert set(trigger.playbooks) <= {playbook.name for playbook in playbooks}


def test_a_file_is_a_specialist(tmp_path: Path):
    """Adding one is adding a file: by its path, or the folder's, beside the bundled ones."""
    file = tmp_path / "renewal.yaml"
    file.write_text(OWN.replace("name: strategy", "name: renewal"), "utf-8")
    assert read(str(file)) == {"renewal": "renewal@1/en"}
    assert set(read("all", str(tmp_path))) == {*BUNDLED, "renewal"}


def test_an_own_file_takes_the_place_of_a_bundled_one(tmp_path: Path):
    """In the language of the call, where there is one; else in English."""
    (tmp_path / "strategy.en.yaml").write_text(OWN.replace("version: 1", "version: 7"), "utf-8")
    french = OWN.replace("version: 1", "version: 8").replace("language: en", "language: fr")
    (tmp_path / "strategy.fr.yaml").write_text(french, "utf-8")
    wanted = ("all", str(tmp_path))
    ids = [read(*wanted, language=tag)["strategy"] for tag in ("en", "fr-CA", "es")]
    assert ids == ["strategy@7/en", "strategy@8/fr", "strategy@7/en"]
    assert len(read(*wanted)) == len(BUNDLED)


def _rename(text: str) -> str:
    return text.replace("next_milestone:", "headline:")


@pytest.mark.parametrize(
    ("spoil", "line", "told"),
    [
        (lambda s: s.replace("title:", "tittle:"), 5, "is 'title' meant?"),
        (lambda s: s.replace("every_turns: 8", "every_turns: 0"), 10, "at least 1"),
        (lambda s: s.replace("every_turns: 8", "every_turn: 8"), 10, "is 'every_turns' meant?"),
        (lambda s: s.replace("every_turns: 8", "sentiment: [sad]"), 10, "cross, glad"),
        (lambda s: s.replace("type: flag", "type: flagg"), 15, "is 'flag' meant?"),
        (lambda s: s.replace("type: flag", "type: integer"), 15, "needs min and max"),
        (_rename, 13, "is a field of the card"),
        (lambda s: s.replace("deadline_s: 5", "deadline_s: 50"), 7, "at most 10"),
        (lambda s: s.replace("model: smart", "model: gpt-4.1"), 6, "provider:model"),
        (lambda s: s.replace("Look at", "{{ call }} Look at"), 22, "'call' is unknown here"),
        (lambda s: s.replace("version: 1", ""), 2, "version: is missing"),
        (
            lambda s: s + "\nstands_for: {hold: {field: risk, flag: true}}\n",
            None,
            "'risk' is no field of the output; there is next_milestone",
        ),
        (
            lambda s: s + "\nstands_for: {hold: {field: on_track}}\n",
            None,
            "one of at_least, one_of and flag",
        ),
        (lambda s: s.replace("name: strategy", "name: other"), None, "what the file is called"),
    ],
)
def test_a_mistake_stops_the_start(
    spoil: Callable[[str], str], line: int | None, told: str, tmp_path: Path
):
    """It names the file, the line, and what is right."""
    file = tmp_path / "strategy.yaml"
    text = spoil(OWN)
    assert yaml.safe_load(text)
    file.write_text(text, "utf-8")
    with pytest.raises(PromptError) as caught:
        SpecialistShelf([str(file)]).read("en")
    assert str(file) in str(caught.value)
    assert told in str(caught.value)
    if line:
        assert f"line {line}," in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("closeing", "is 'closing' meant?"),
        ("weather", "there is booking, closing"),
        ("./nowhere.yaml", "no file or folder"),
        ("{tmp}/empty", "no .yaml file in"),
        ("frame", "no specialist 'frame'"),
    ],
)
def test_a_specialist_that_is_none_stops_the_start(wanted: str, told: str, tmp_path: Path):
    """By a name that nobody has, or a path where nothing is."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(PromptError) as caught:
        SpecialistShelf([wanted.format(tmp=tmp_path)])
    assert told in str(caught.value)
    assert "COACH_SPECIALISTS" in str(caught.value)
