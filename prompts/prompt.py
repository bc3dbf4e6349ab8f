"""Prompt: a validated file, and the chat messages it makes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

from jinja2 import Template
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from conversation.coaching.card import NOTHING_SEEN, Seen
from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Id, LanguageTag, Line
from conversation.coaching.source import Source
from conversation.memory.remembered import NOTHING_REMEMBERED, Remembered
from conversation.speech.turns import Turn
from prompts.context import TOKENS, context
from prompts.knowledge import lines_of
from prompts.mistake import PromptError
from prompts.template import ENVIRONMENT, template
from prompts.transcript import line_of, plain
from prompts.trial import system_values, turn_values
from prompts.variables import Variables

TEMPLATES = ("system", "industry", "turn")
"""The fields that are templates."""


class Prompt(BaseModel):
    """One prompt in one language.

    Attributes:
        name: The file's name without language: `coach`.
        version: Counts up with every change of the content.
        language: BCP-47 tag of the file.
        variables: Values by the names under which both templates see them.
        system: Jinja template of the static part; sees `playbook` and `language`.
        industry: Jinja template of what is so in one industry; sees the same, comes behind it.
        turn: Jinja template of the part that changes; sees `client`, `summary`, `transcript` and
            `remembered` (lines, as in `prompts.context`), `answer_to` (a turn id), `question` (the
            agent's own, or None), `acts` (what the agent did just before, by the names of
            `AgentAct`), `standing` (the headline on the screen, or None) and `past` (headlines of
            the last minutes); also `knowledge`, passages of the company's documents as lines.
        answer_language: BCP-47 tag of the language that the model writes in; default: `language`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Id
    version: Annotated[int, Field(ge=1)]
    language: LanguageTag
    variables: Variables = Field(default_factory=dict)
    system: Annotated[str, template(system_values, has_variables=True)]
    industry: Annotated[str, template(system_values, has_variables=True)] = ""
    turn: Annotated[str, template(turn_values, must="transcript", has_variables=True)]
    answer_language: str | None = None
    _system: Template = PrivateAttr()
    _turn: Template = PrivateAttr()

    def model_post_init(self, _: Any, /) -> None:
        """Compile the templates, once."""
        self._system = ENVIRONMENT.from_string(self.static)
        self._turn = ENVIRONMENT.from_string(self.turn)

    @property
    def id(self) -> str:
        """The prompt as a suggestion names it: `coach@6/en`."""
        return f"{self.name}@{self.version}/{self.language}"

    @property
    def static(self) -> str:
        """The template of all that is the same for every call."""
        return f"{self.system.rstrip()}\n\n{self.industry}" if self.industry else self.system

    def writing_in(self, language: str) -> "Prompt":
        """The same prompt, for a model that is to write in `language`."""
        return self.model_copy(update={"answer_language": language})

    def filled(self, values: Mapping[str, str]) -> "Prompt":
        """The same prompt, with these values for those of its variables that are among them.

        Raises:
            PromptError: A variable has no value, or a template can't be filled in with it.
        """
        if not self.variables:
            return self
        given = {name: values.get(name) or value for name, value in self.variables.items()}
        if missing := next((name for name, value in given.items() if not value), None):
            raise PromptError(
                f"the variable {missing!r} has no value: give it one in the file, or by"
                f" COACH_PROMPT_VARIABLES={missing}=…"
            )
        try:
            return Prompt.model_validate(self.model_dump() | {"variables": given})
        except ValidationError as error:
            first = error.errors()[0]
            told = first["msg"].removeprefix("Value error, ")
            raise PromptError(f"{first['loc'][0]}: {told}") from None

    def render(
        self,
        playbook: Playbook,
        turns: Sequence[Turn],
        answer_to: Turn,
        question: str | None = None,
        *,
        acts: Sequence[str] = (),
        seen: Seen = NOTHING_SEEN,
        known: Remembered = NOTHING_REMEMBERED,
        tokens: int = TOKENS,
        passages: Sequence[Source] = (),
    ) -> list[dict[str, str]]:
        """The chat messages that ask for advice; the first is the same in all calls: it is cached.

        Args:
            playbook: What kind of call it is.
            turns: The turns so far, oldest first, from the call's start; the window is cut here.
            answer_to: The turn to advise on; added at the end if `turns` doesn't hold it.
            question: What the agent asks the coach, if they do.
            acts: What the agent did just before, by the names of `AgentAct`.
            seen: The cards that the agent sees, or saw a moment ago.
            known: What is remembered of the call.
            tokens: The budget of `context`.
            passages: Those that were found and fit.
        """
        return self._messages(
            playbook,
            **asdict(context(turns, answer_to, known, tokens)),
            answer_to=plain(answer_to.turn_id),
            question=plain(question) if question else None,
            acts=list(acts),
            knowledge=lines_of(passages),
            standing=plain(seen.standing.headline) if seen.standing else None,
            past=[plain(card.headline) for card in seen.past],
        )

    def render_part(
        self, playbook: Playbook, turns: Sequence[Turn], before: Sequence[str]
    ) -> list[dict[str, str]]:
        """The chat messages that ask about turns of a call, all of them, word for word.

        Args:
            playbook: What kind of call it is.
            turns: The turns, oldest first; never empty.
            before: What is known of the turns before them: the lines of `summary`.
        """
        lines = {"transcript": [line_of(turn) for turn in turns], "summary": list(before)}
        nothing = {"client": [], "remembered": [], "acts": [], "knowledge": [], "past": []}
        last = {"answer_to": plain(turns[-1].turn_id), "question": None, "standing": None}
        return self._messages(playbook, **lines, **nothing, **last)

    def _messages(self, playbook: Playbook, **seen: Any) -> list[dict[str, str]]:
        language = self.answer_language or self.language
        system = self._system.render(self.variables, playbook=playbook, language=language)
        parts = ("system", system), ("user", self._turn.render(self.variables, **seen))
        return [{"role": role, "content": part.strip()} for role, part in parts]


class PromptFile(Prompt):
    """A prompt as a file may write it.

    Attributes:
        extends: The parent, whose fields it has where it does not say its own: the name of a
            bundled prompt, or a path that begins in the file's folder.
    """

    extends: Line | None = None
