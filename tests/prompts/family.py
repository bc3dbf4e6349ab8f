"""A playbook and its parent in a folder, for tests that change one of them."""

from pathlib import Path

import pytest

from conversation.coaching.playbook import Playbook
from prompts.loader import load_playbook
from prompts.mistake import PromptError

PARENT = """\
name: base
version: 4
language: en
stages:
  - {id: opening, title: Opened, cues: [hello there]}
  - {id: closing, title: Closed, cues: [good bye]}
rules:
  - id: fraud
    signal: fraud_suspicion
    cues: [gift card*]
    moves: [{headline: Stop and verify, recommended_direction: Say why.}]
  - id: moment
    signal: bad_moment
    cues: [bad moment]
    moves: [{headline: Offer a time, recommended_direction: Be brief.}]
fallback:
  opening: [{headline: Say who you are, recommended_direction: On.}]
  closing: [{headline: Repeat the day, recommended_direction: End.}]
"""
CHILD = """\
name: house
version: 1
language: en
title: House calls
goal: Agree on a day.
extends: base.yaml
rules:
  - id: price
    signal: price_objection
    cues: [too dear]
    moves: [{headline: Ask what it is measured by, recommended_direction: Value first.}]
"""


def family(folder: Path) -> Path:
    """A folder with `house.yaml`, which extends `base.yaml`."""
    (folder / "base.yaml").write_text(PARENT, "utf-8")
    (folder / "house.yaml").write_text(CHILD, "utf-8")
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), "utf-8")


def load(folder: Path) -> Playbook:
    return load_playbook(str(folder / "house.yaml"), "en")


def error_of(folder: Path) -> str:
    with pytest.raises(PromptError) as caught:
        load(folder)
    return str(caught.value).replace(f"{folder}/", "")


def ids(parts: list) -> list[str]:
    return [part.id for part in parts]
