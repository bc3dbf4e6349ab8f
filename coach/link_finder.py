"""Link finder by a model: what belongs to what in one passage of a document, as it tells."""

from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from coach.ports import LanguageModel, ModelError, ModelRequest
from coach.whole_answer import whole_answer
from conversation.coaching.model_answer import AnswerForm, closed_object, object_in
from conversation.errors import ErrorCode
from knowledge.graph.concept_link import ConceptLink
from knowledge.graph.edge import EdgeKind
from prompts.links import link_messages, link_prompt_id

PURPOSE = "links"
_MOST_CHARS = 20_000
_FIELDS = {"links": "What belongs to what, each with source, kind and target; may be empty."}
_TERMS = {
    "source": "The whole, copied from the passage.",
    "kind": "How the target belongs to it.",
    "target": "What belongs to the source, copied from the passage.",
}
_LINK = closed_object(
    **{name: {"type": "string", "description": told} for name, told in _TERMS.items()}
)
_LINK["properties"]["kind"]["enum"] = [kind.value for kind in EdgeKind]
_SCHEMA = closed_object(links={"type": "array", "items": _LINK, "description": _FIELDS["links"]})
LINKS_FORM = AnswerForm("links", _SCHEMA, _FIELDS)
"""The form of an answer about a passage."""


class _Link(BaseModel):
    source: str
    kind: str
    target: str


class _Answer(BaseModel):
    links: list[_Link]


class ModelLinkFinder:
    """A `LinkFinder` that asks a model about one passage at a time."""

    def __init__(self, model: LanguageModel) -> None:
        """Ask `model`."""
        self._model = model

    @property
    def name(self) -> str:
        """Of the model, and of what it is asked."""
        return f"{self._model.name} {link_prompt_id()}"

    async def find(self, headings: str, text: str) -> Sequence[ConceptLink]:
        """The links that the model tells, of the kinds that there are; nothing is checked yet.

        Raises:
            ModelError: There is no answer, or none of the form that was asked for.
        """
        asked = ModelRequest(link_messages(headings, text), LINKS_FORM, PURPOSE, link_prompt_id())
        answer, _ = await whole_answer(self._model, asked, _MOST_CHARS)
        try:
            told = _Answer.model_validate_json(object_in(answer, _FIELDS)).links
        except ValidationError:
            why = "The model's links are not of the form that was asked for."
            raise ModelError(ErrorCode.COACH_INVALID_ANSWER, why) from None
        kinds = {kind.value for kind in EdgeKind}
        return [
            ConceptLink(one.source, EdgeKind(one.kind), one.target)
            for one in told
            if one.kind in kinds
        ]
