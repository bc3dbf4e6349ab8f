"""Labelled calls are read from files and folders, and every mistake is told with its line."""

import time
from pathlib import Path

import pytest

from evaluation.labels.label_files import LabelError, label_paths, read_label_file
from evaluation.labels.vocabulary import vocabulary
from prompts.loader import load_playbook
from tests.evaluation.stage import TEXT

SALES = load_playbook("sales", "en")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "price_01.yaml"
    file.write_text(TEXT)
    return file


def refused(path: Path, old: str, new: str) -> str:
    """The error of the call with `new` in the place of `old`."""
    assert old in TEXT
    path.write_text(TEXT.replace(old, new))
    with pytest.raises(LabelError) as error:
        read_label_file(path)
    return error.value.message


def remarks(path: Path, expect: str) -> str:
    """What is remarked on of the call with other signals that are expected."""
    path.write_text(TEXT.replace("[price_objection]", expect))
    return "\n".join(read_label_file(path).remarks(SALES))


def test_a_labelled_call_is_read(path: Path) -> None:
    """With its turns, and nothing that is held out unless its folder says so."""
    file = read_label_file(path)
    assert file.remarks(SALES) == []
    assert [turn.speaker for turn in file.call.turns] == ["agent", "customer"]
    assert not file.is_held_out
    assert file.answers == path.with_name("price_01.answers.yaml")


def test_words_that_yaml_takes_for_something_else_are_words(path: Path) -> None:
    """`no` and `12` are what somebody said."""
    path.write_text(TEXT.replace('"Honestly, that is too expensive for us."', "no"))
    assert read_label_file(path).call.turns[1].text == "no"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    priority_min:", "    priority_mim:", "line 11, column 5: turns.1: 'priority_mim'"),
        ("end_ms: 9800", "end_ms: soon", "line 8, column 13: turns.1.end_ms: a whole number"),
        ("end_ms: 9800", "end_ms: 98000000000", "turns.1.end_ms: a number of at most 86400000"),
        ("start_ms: 3600", "start_ms: 100", "line 7, column 15: turns.1.start_ms: turns stand in"),
        ("speaker: customer", "speaker: client", "line 6, column 14: turns.1.speaker: 'client'"),
        ("language: en", "", "language: is missing"),
        ("id: price_01", "id: price 01", "line 1, column 5: id: an id of letters, digits, _ . and"),
        ("[price_objection]", "[price|]", "expect.0: a signal, or several between |: price|cost"),
        ("turns:", "turns: [", "not YAML"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(path: Path, old: str, new: str, told: str) -> None:
    """In the words of the field that is wrong."""
    message = refused(path, old, new)
    assert message.startswith(f"{path}, line ")
    assert told in message


def test_a_signal_that_the_playbook_does_not_have_is_told_with_the_nearest(path: Path) -> None:
    """No rule can report it, so that it is never found; the call is judged all the same."""
    told = remarks(path, "[price_objektion]")
    assert told.startswith(f"{path}, line ")
    assert "no signal of the playbook sales@" in told
    assert "is 'price_objection' meant?" in told
    assert "docs/playbooks.md lists the signals" in remarks(path, "[zzz]")


def test_of_two_names_one_may_be_another_playbooks(path: Path) -> None:
    """`a|b` needs one that the playbook has, and no typo in the other."""
    assert remarks(path, "[price_objection|outage]") == ""
    assert "'outige'" in remarks(path, "[price_objection|outige]")
    assert "'outage'" in remarks(path, "[outage]")


def test_a_rival_may_be_called_by_either_name(path: Path) -> None:
    """The contract's example calls the signal `competitor`."""
    assert remarks(path, "[competitor]") == ""
    assert read_label_file(path).call.turns[1].due == [{"competitor", "competitor_mention"}]


def test_a_signal_that_is_wrong_here_may_be_any(path: Path) -> None:
    """What no playbook has can't be reported, and is a typo."""
    path.write_text(TEXT + "    wrong: [outage, competitor]\n")
    assert read_label_file(path).remarks(SALES) == []
    path.write_text(TEXT + "    wrong: [outige]\n")
    [told] = read_label_file(path).remarks(SALES)
    assert "'outige' is a signal of no playbook; is 'outage' meant?" in told


def test_the_vocabulary_is_that_of_the_rules() -> None:
    """Reading the names off the files gives what the rules are loaded with."""
    assert {rule.signal for rule in SALES.rules} <= vocabulary()


def test_files_are_found_in_folders(path: Path) -> None:
    """Each once, in the order of names, and no recorded answers among them."""
    inner = path.parent / "held_out"
    inner.mkdir()
    for name in ("b.yaml", "a.yml", "b.answers.yaml", "notes.txt"):
        (inner / name).write_text(TEXT)
    found = label_paths([path, path.parent])
    assert found == [path, inner / "a.yml", inner / "b.yaml"]
    assert read_label_file(inner / "b.yaml").is_held_out


def test_a_path_without_a_call_is_told(tmp_path: Path) -> None:
    """A typo in a path does not judge nothing and call that a success."""
    for path, told in ((tmp_path / "no", "no such file"), (tmp_path, "no labelled call")):
        with pytest.raises(LabelError, match=told):
            label_paths([path])


def test_a_file_that_is_no_text_is_told(path: Path) -> None:
    """In one line, without a traceback."""
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LabelError, match="not UTF-8 text"):
        read_label_file(path)


def test_a_hundred_files_are_read_in_no_time(path: Path) -> None:
    """Reading costs a few ms a file, of CPU."""
    turns = TEXT[TEXT.index("  - speaker: customer") :]
    path.write_text(TEXT + turns * 30)
    began = time.process_time()
    for _ in range(100):
        read_label_file(path)
    assert time.process_time() - began < 4
