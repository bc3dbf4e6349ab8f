from pathlib import Path

import pytest
import yaml

from prompts.loader import load_playbook, load_prompt
from prompts.mistake import PromptError

SMALL = {
    "name": "mine",
    "version": "1",
    "language": "de",
    "title": "Mein Gespräch",
    "goal": "Ziel",
    "stages": [{"id": "start", "title": "Anfang"}],
    "rules": [
        {
            "id": "no",
            "signal": "no",
            "cues": ["no"],
            "moves": [{"headline": "Los", "recommended_direction": "Weiter"}],
        }
    ],
    "fallback": {"start": [{"headline": "Frag", "recommended_direction": "Weiter"}]},
}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(SMALL, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def changed(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return str(path)


def error_of(path: Path | str, language: str = "en") -> str:
    with pytest.raises(PromptError) as caught:
        load_playbook(str(path), language)
    return str(caught.value)


def test_region_falls_back_to_language():
    """Canadian French takes the French file."""
    assert load_playbook("sales", "fr-CA").language == "fr"
    assert load_playbook("sales", "fr_ca").language == "fr"
    assert load_prompt("coach", "fr-CA").id == "coach@6/fr"


def test_no_playbook_in_another_language():
    """A playbook is not replaced by one whose cues are in another language; its own are told."""
    assert error_of("sales", "de") == (
        "no playbook 'sales' in 'de'; it is there in en, es, fr, or give the path of a .yaml file"
    )


def test_the_name_that_is_meant_is_told():
    """Of a playbook or a prompt; where none is like it, all of them, each once."""
    assert error_of("salse") == "no playbook 'salse' in 'en'; is 'sales' meant?"
    assert "; there is collections, fraud, healthcare, insurance, retention, " in error_of(
        "nautics"
    )
    with pytest.raises(PromptError, match=r"no prompt 'coch' in 'en'; is 'coach' meant\?"):
        load_prompt("coch", "en")


def test_unknown_names():
    """An unknown name lists what there is; a name never leads out of the folder."""
    assert ", sales, " in error_of("nautics")
    assert ", sales, " in error_of("..")
    with pytest.raises(PromptError, match=r"no prompt 'judge' in 'en'; there is .*\bcoach, "):
        load_prompt("judge", "en")


def test_prompt_in_another_language():
    """A prompt without a file in the language is the English one, told to write in it."""
    prompt = load_prompt("coach", "de-CH")
    assert prompt.id == "coach@6/en"
    assert prompt.answer_language == "de-CH"


def test_own_playbook(mine: Path):
    """A path is taken as it is, in the file's own language; bare words stay words."""
    playbook = load_playbook(str(mine), "en")
    assert playbook.id == "mine@1/de"
    assert playbook.rules[0].cues == ["no"]


def test_field_error(mine: Path):
    """A wrong field is named with file, line and what's right."""
    message = error_of(changed(mine, "headline: Los", f"headline: {'los ' * 13}"))
    assert message == (
        f"{mine}, line 15, column 15: rules.0.moves.0.headline: a headline has at most 12 words"
    )


def test_missing_and_unknown_fields(mine: Path):
    """A missing field is named where it should be, and one that is none by its own place."""
    assert error_of(changed(mine, "  signal: 'no'\n", "")).endswith(
        ", line 10, column 3: rules.0.signal: is missing"
    )
    message = error_of(changed(mine, "title: Mein Gespräch", "title: Mein Gespräch\nmood: sunny"))
    assert message.startswith(
        f"{mine} has 2 mistakes:\n  line 5, column 1: 'mood' is no field here"
    )


def test_wrong_cue(mine: Path):
    """A wrong cue says what's wrong with it."""
    message = error_of(changed(mine, "cues:\n  - 'no'", "cues:\n  - (no"))
    assert "line 13, column 5: rules.0.cues.0: '(no': ')' is missing" in message


def test_a_prompt_without_the_call_is_refused(tmp_path: Path):
    """A turn's part that leaves the transcript out, or breaks on a question, is named at once."""
    path = tmp_path / "mine.yaml"
    for turn, said in [
        ("Advise.", "line 5, column 7: turn: transcript must stand here"),
        (
            "'{{ transcript }}{% if question %}{{ question.text }}{% endif %}'",
            "line 5, column 7: turn: can't be filled in: .*'text'",
        ),
    ]:
        path.write_text(f"name: mine\nversion: 1\nlanguage: en\nsystem: x\nturn: {turn}\n", "utf-8")
        with pytest.raises(PromptError, match=said):
            load_prompt(str(path), "en")


def test_template_errors(tmp_path: Path):
    """A prompt's template is checked when it is loaded, not in the first call."""
    path = tmp_path / "mine.yaml"
    text = "name: mine\nversion: 1\nlanguage: en\nsystem: {}\nturn: x\n"
    for system, said in [
        ("'{% if %}'", "line 4, column 9: system: not a Jinja template"),
        (
            "'{{ turns }}'",
            "line 4, column 9: system: 'turns' is unknown here; there is playbook, language",
        ),
        ("'{{ playbook.titel }}'", "line 4, column 9: system: can't be filled in: .*'titel'"),
        ("'{{ playbook.rules|dictsort }}'", "line 4, column 9: system: can't be filled in: "),
        ("'{{ playbook.rules[9].signal }}'", "line 4, column 9: system: can't be filled in: "),
        ("'{{ 1 // 0 }}'", "line 4, column 9: system: can't be filled in: "),
    ]:
        path.write_text(text.replace("{}", system), encoding="utf-8")
        with pytest.raises(PromptError, match=said):
            load_prompt(str(path), "en")
