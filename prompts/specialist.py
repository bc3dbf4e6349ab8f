"""Specialist file: a specialist's part, when it is asked, and what it finds out; as it is declared.

What is the same for all of them (the call, what is never to be said, the form of the answer) stands
in a frame, `specialists/frame.en.yaml`, around the prompt of each.
"""

from functools import cached_property
from string import Template
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from conversation.coaching.model_answer import AnswerForm, answer_fields, answer_schema
from conversation.coaching.rules import Id, LanguageTag, Line
from conversation.specialists.output_schema import Outputs
from conversation.specialists.position import Positions
from conversation.specialists.trigger import CuesByLanguage, Trigger
from prompts.prompt import Prompt
from prompts.template import template
from prompts.trial import system_values
from settings.model_names import ModelName, parse_name

FAST, SMART = "fast", "smart"
"""The two kinds of models that every process has; any other word is a model's own name."""


def _asked(said: str) -> str:
    if said in (FAST, SMART):
        return said
    try:
        return str(parse_name(said))
    except ValueError:
        told = "fast, smart, or a model as provider:model (openai:gpt-4.1) is expected here"
        raise ValueError(told) from None


class DeclaredSpecialist(BaseModel):
    """One specialist in one language.

    Attributes:
        name: The file's name without language: `closing`.
        version: Counts up with every change of the content.
        language: BCP-47 tag of the file; advice is written in that of the call.
        title: What a person calls it.
        model: `fast`, `smart`, or a model by its name: `provider:model`.
        deadline_s: An insight that comes later is left out, s from when it is asked.
        card: Whether it may also write a card, which the arbiter judges as any other.
        trigger: When it is asked.
        output: What it finds out: the fields of its insight, by name.
        asked: Wordings of the agent's questions that are its matter, by their language.
        stands_for: When its insight speaks for going on (`advance`), or against it (`hold`).
        prompt: Jinja template of its part; sees `playbook` and `language`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Id
    version: Annotated[int, Field(ge=1)]
    language: LanguageTag
    title: Line
    model: Annotated[str, AfterValidator(_asked)] = FAST
    deadline_s: Annotated[float, Field(ge=0.2, le=10)] = 2.5
    card: bool = False
    trigger: Trigger = Field(default_factory=lambda: Trigger.model_validate({}))
    output: Outputs
    stands_for: Positions
    asked: CuesByLanguage
    prompt: Annotated[str, template(system_values)]

    @property
    def own_model(self) -> ModelName | None:
        """The model that it names; None where it says `fast` or `smart`."""
        return None if self.model in (FAST, SMART) else parse_name(self.model)

    @cached_property
    def form(self) -> AnswerForm:
        """The form of its answer: its own fields, then those of a card if it has one."""
        own = {name: field.as_schema() for name, field in self.output.items()}
        told = {name: field.described() for name, field in self.output.items()}
        schema = answer_schema()
        if self.card:
            own |= schema["properties"]
            told |= answer_fields()
        else:
            del schema["$defs"]
        schema |= {"title": self.name, "description": self.title}
        return AnswerForm(self.name, schema | {"properties": own, "required": list(own)}, told)


class SpecialistFrame(BaseModel):
    """The frame around the prompts of all specialists, in one language.

    Attributes:
        name: `frame`.
        version: Counts up with every change of the content.
        language: BCP-47 tag of the file.
        system: The static part, with `$title`, `$task`, `$fields` and `$card` for a specialist's
            own; for the rest as a prompt's `system`.
        card: What stands for `$card` where a specialist may write one.
        discussion: What is asked of one that disagrees with others; `$said` is what they all say.
        turn: As a prompt's `turn`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Id
    version: Annotated[int, Field(ge=1)]
    language: LanguageTag
    system: str
    card: str
    discussion: str
    turn: str

    def around(
        self, specialist: DeclaredSpecialist, language: str, *, is_asked: bool = False
    ) -> Prompt:
        """The prompt of a specialist, for a model that writes in `language`.

        Where the agent has asked (`is_asked`), it is for a card alone.
        """
        output = {} if is_asked else specialist.output
        fields = "\n".join(f"- {name}: {field.described()}" for name, field in output.items())
        system = Template(self.system).substitute(
            title=specialist.title,
            task=specialist.prompt.strip(),
            fields=fields,
            card=self.card.strip() if specialist.card or is_asked else "",
        )
        return Prompt(
            name=specialist.name,
            version=specialist.version,
            language=specialist.language,
            system=system,
            turn=self.turn,
            answer_language=language,
        )
