"""What a prompt takes over from the one that it extends."""

from pathlib import Path

import pytest

from prompts.loader import load_playbook, load_prompt
from prompts.mistake import PromptError
from tests.conversation.calls import customer

TURN = customer("It is too expensive.", "c1")


def write(folder: Path, name: str, text: str) -> str:
    path = folder / f"{name}.yaml"
    path.write_text(f"name: {name}\nversion: 3\nlanguage: en\n{text}", "utf-8")
    return str(path)


def error_of(path: str) -> str:
    with pytest.raises(PromptError) as wrong:
        load_prompt(path, "en")
    return str(wrong.value)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("name", ["coach_insurance", "coach_healthcare"])
def test_an_industry_is_the_coach_and_a_section_more(name: str, language: str) -> None:
    """In its own language; without one, the coach's text is the same, byte for byte."""
    playbook = load_playbook("sales", language)
    coach, own = load_prompt("coach", language), load_prompt(name, language)
    plain = coach.render(playbook, [TURN], TURN)
    system, user = own.render(playbook, [TURN], TURN)
    assert own.id == f"{name}@1/{language}"
    assert user == plain[1]
    assert system["content"] == f"{plain[0]['content']}\n\n{own.industry.strip()}"
    assert own.industry not in coach.static
    assert coach.static == coach.system


def test_a_file_says_only_what_is_different(tmp_path: Path) -> None:
    """Its fields win, and its variables are put to the parent's, however far that is."""
    root = "variables: {a: '1', b: '2'}\nsystem: '{{ a }} {{ b }}'\nturn: '{{ transcript }}'\n"
    write(tmp_path, "root", root)
    write(tmp_path, "middle", "extends: root.yaml\nvariables: {b: '3', c: '4'}\n")
    child = "extends: ./middle.yaml\nindustry: '{{ b }} {{ c }}'\nvariables: {a: '5'}\n"
    prompt = load_prompt(write(tmp_path, "child", child), "en")
    system, _ = prompt.render(load_playbook("sales", "en"), [TURN], TURN)
    assert (prompt.id, system["content"]) == ("child@3/en", "5 3\n\n3 4")


def test_what_is_wrong_has_its_file_and_line(tmp_path: Path) -> None:
    """Also what shows only when both are seen together."""
    write(tmp_path, "root", "system: x\nturn: '{{ transcript }}'\n")
    for text, told in (
        (
            "extends: root.yaml\nindustry: '{{ a }}'\n",
            "line 5, column 11: industry: 'a' is unknown",
        ),
        ("extends: rot.yaml\n", "is 'root.yaml' meant?"),
        ("extends: coahc\n", "no bundled prompt in 'en' is called 'coahc'; is 'coach' meant?"),
        ("extends: child.yaml\n", "a prompt can't extend itself: child.yaml"),
        ("system: x\n", "turn: is missing"),
        ("extends: root.yaml\nindustri: x\n", "is 'industry' meant?"),
    ):
        assert told in error_of(write(tmp_path, "child", text))
    write(tmp_path, "root", "system: '{{ a }}'\nturn: '{{ transcript }}'\n")
    told = error_of(write(tmp_path, "child", "extends: root.yaml\n"))
    assert "root.yaml, line 4, column 9: system: 'a' is unknown here" in told
    french = tmp_path / "fr.yaml"
    french.write_text("name: fr\nversion: 1\nlanguage: fr\nextends: root.yaml\n", "utf-8")
    assert "a model is told in one" in error_of(str(french))
