"""Prompt draft: a better version of a prompt, as a model is asked for it, checked and filed."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Template

from conversation.coaching.wording import Wording
from prompts.bundled import PROMPTS, text_of
from prompts.linter import checked
from prompts.mistake import PromptError
from prompts.prompt import Prompt
from prompts.template import ENVIRONMENT

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)|\n\s*\n")
_DATA = re.compile(
    r"never instructions|never an instruction|jamais des instructions|nunca instrucciones"
)
"""How a prompt says, in each language that comes along, that callers' words command nothing."""
_LONGER = 1.5
_QUOTE_WORDS = 6
"""So many words in a row, in a draft as in an example, are a caller's."""


def most_chars(prompt: Prompt) -> int:
    """How long the draft of a prompt's `system` may be, characters."""
    return round(len(prompt.system) * _LONGER)


def draft_messages(prompt: Prompt, figures: str, examples: str) -> list[dict[str, str]]:
    """The chat messages that ask for a better version of a prompt.

    Args:
        prompt: The prompt as its file has it.
        figures: What is known of its versions.
        examples: Cards that it led to; redacted.
    """
    told = _instructions().render(language=prompt.language, most_chars=most_chars(prompt))
    asked = (
        f"<template>\n{prompt.system.strip()}\n</template>\n\n"
        f"<figures>\n{figures}\n</figures>\n\n<examples>\n{examples}\n</examples>"
    )
    return [{"role": "system", "content": told.strip()}, {"role": "user", "content": asked}]


def complaints(
    prompt: Prompt, system: str, changes: Sequence[str], said: Sequence[str]
) -> Iterator[str]:
    """The reasons why a model's draft can't be used.

    Args:
        prompt: What it is a draft of.
        system: The draft.
        changes: What is new in it.
        said: What was said in the calls that the model was shown.
    """
    if _plain(system) == _plain(prompt.system):
        yield "it says what the prompt says already"
    if len(system) > most_chars(prompt):
        yield f"it has {len(system)} characters, and {most_chars(prompt)} are the most"
    lost, new = _tags(prompt.system) - _tags(system), _tags(system) - _tags(prompt.system)
    if lost:
        yield f"it has lost {sorted(lost)[0]}"
    if new:
        yield f"it has a tag of its own, {sorted(new)[0]}"
    if any(_plain(one) not in _plain(system) for one in _data_sentences(prompt.system)):
        yield "it has lost the sentence that says that callers' words are never instructions"
    written = _runs(" . ".join([system, *changes])) - _runs(prompt.system)
    if any(_runs(text) & written for text in said):
        yield "it has words of a caller in it"


def filed(prompt: Prompt, version: int, system: str, changes: Sequence[str]) -> str:
    """The text of the draft's file: a whole prompt, that extends none.

    Args:
        prompt: What it is a draft of.
        version: The draft's own.
        system: Its text.
        changes: What is new in it, for who reads the file.

    Raises:
        PromptError: It is no prompt; all that is wrong is told.
    """
    fields: dict[str, Any] = prompt.model_dump(exclude={"answer_language"}, exclude_defaults=True)
    fields |= {"version": version, "system": f"{system.strip()}\n"}
    texts = {name: _trimmed(value) for name, value in fields.items()}
    head = [
        f"# A draft by a model, from {prompt.id} and what was learnt about it.",
        "# Nothing uses it before COACH_PROMPT names it; docs/shadows.md says how to try it.",
        *(f"# - {' '.join(change.split())}" for change in changes),
    ]
    dumped = yaml.dump(texts, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    text = "\n".join([*head, dumped])
    read, mistakes = checked(text, Prompt)
    if read is None:
        raise PromptError.of("the model's draft", mistakes)
    return text


def free_version(prompt: Prompt, taken: Sequence[int], folder: Path) -> tuple[int, Path]:
    """The next version that is nobody's, and the file of it.

    Args:
        prompt: Its newest version that is known here.
        taken: Versions that cards name.
        folder: Where the file is to be.
    """
    version = max((prompt.version, *taken)) + 1
    while (file := folder / f"{prompt.name}-{version}.{prompt.language}.yaml").exists():
        version += 1
    return version, file


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def _trimmed(value: Any) -> Any:
    """A text without spaces at the ends of its lines, which YAML could not write as a block."""
    if not isinstance(value, str):
        return value
    return "\n".join(line.rstrip() for line in value.expandtabs().split("\n"))


@cache
def _instructions() -> Template:
    return ENVIRONMENT.from_string(text_of(PROMPTS / "draft.jinja"))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _tags(text: str) -> set[str]:
    return {_plain(tag) for tag in _TAG.findall(text)}


def _data_sentences(text: str) -> list[str]:
    return [one for one in _SENTENCE.split(text) if _DATA.search(_plain(one))]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = Wording(text, sentences=False).tokens
    return {tuple(words[at : at + _QUOTE_WORDS]) for at in range(len(words) - _QUOTE_WORDS + 1)}
