"""Call coaching: by which playbook and in which language one call is coached, from its first turn.

A call whose language is not known begins in that of COACH_LANGUAGE; when its first turns have told
it, its coach goes on in it:

    turns    Bonjour, vous m'entendez ?     Oui. J'appelle pour une résiliation, et …
    status                                                                            coach_language
    coach    ─── sales, en ────────────────────────────────────────────────────────▶ sales, fr ────▶
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from loguru import logger

from coach.coach import Coach
from coach.factory import CoachFactory
from coach.knowledge import CallKnowledge
from conversation.coaching.consent import Consent, ConsentTerms
from conversation.coaching.playbook import Playbook
from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from conversation.privacy.redaction import Redactor
from conversation.speech.language_watch import LanguageWatch
from conversation.speech.turns import Turn
from pipeline.call_choice import Choice
from pipeline.call_knowledge import WebWords
from pipeline.coaches import Coaches
from prompts.choice import PromptArm
from services.llm.model_chain import coach_source
from services.provider import Provenance
from settings.languages import AUTO


def outline(playbook: Playbook) -> dict[str, Any]:
    """What the events of a call tell of its playbook."""
    stages = [{"id": stage.id, "title": stage.title} for stage in playbook.stages]
    told = {"name": playbook.name, "title": playbook.title, "language": playbook.language}
    return told | {"stages": stages}


class CallCoaching:
    """The coaching of one call.

    Attributes:
        factory: Makes its coach, as far as its language is known.
        language: BCP-47 tag; None while the turns are to tell it.
        settings: The settings of the process, with the language of the call.
        redactor: That of the call, which goes by its language too.
        knowledge: What the call may know; None: there is nothing.
        consent: Its customer's consent; that of a conversation in text is not asked for.
    """

    def __init__(
        self,
        coaches: Coaches,
        choice: Choice,
        arm: PromptArm,
        factory: CoachFactory,
        redactor: Redactor,
        *,
        knowledge: CallKnowledge | None,
    ) -> None:
        """Create the coaching of a call that `begin` begins."""
        said = f"{AUTO}:{choice.language}" if choice.is_open else choice.language
        self.factory = factory
        self.language = None if choice.is_open else choice.language
        self.settings = coaches.settings.model_copy(update={"coach_language": said})
        self.redactor = redactor
        self.knowledge = knowledge
        self.consent = Consent(ConsentTerms())
        self._coaches = coaches
        self._choice = choice
        self._arm = arm
        self._watch = self._listen() if choice.is_open else None
        redactor.set_language(choice.language)

    @classmethod
    async def begin(
        cls,
        coaches: Coaches,
        choice: Choice,
        redactor: Redactor,
        call_id: str,
        said: Mapping[str, str] = MappingProxyType({}),
    ) -> "CallCoaching":
        """The coaching of a call that is about to begin.

        Args:
            coaches: Makes the coaches of a playbook in a language.
            choice: The playbook and the language of the call.
            redactor: That of the call, which goes by its language too.
            call_id: The call, or whatever stands for one: it tells the prompt.
            said: What its stream says of it.
        """
        arm = coaches.prompts.for_call(call_id)
        factory = await coaches.of(choice.playbook, choice.language, arm)
        desk = coaches.knowledge
        words = WebWords(choice.language, factory.playbook.names)
        knowledge = await desk.for_call(choice.playbook, said, words, call_id) if desk else None
        return cls(coaches, choice, arm, factory, redactor, knowledge=knowledge)

    def _listen(self) -> LanguageWatch:
        """Have what the first turns may need made meanwhile."""
        choice, coaches = self._choice, self._coaches
        coaches.identifier.load()
        languages = [*coaches.shelf.languages(choice.playbook), choice.language]
        for language in languages:
            coaches.begin(choice.playbook, language, self._arm)
        return LanguageWatch(coaches.identifier.likelihoods, languages)

    @property
    def source(self) -> Provenance:
        """The provenance of the call's advice."""
        return coach_source(self.settings, self.factory.playbook)

    async def hear(self, turn: Turn) -> bool:
        """Take in a finished turn; returns whether it told the language, which happens once."""
        language = self._watch and self._watch.hear(turn)
        if not language:
            return False
        self._watch, self.language = None, language
        self.redactor.set_language(language)
        self.factory = await self._coaches.of(self._choice.playbook, language, self._arm)
        logger.info("the first turns are in {!r}; {}", language, self.source.detail)
        return True

    async def lead(self, turn: Turn, coach: Coach) -> None:
        """Take in a finished turn, before the coach does; have it go on in the language told."""
        before = self.factory
        if await self.hear(turn):
            if self.factory is not before:
                await self.factory.take_over(coach)
            await coach.board.tell(self._status())

    @property
    def first_lead(self) -> Callable[[Turn, Coach], Awaitable[None]] | None:
        """`lead`, where the turns are yet to tell the language; else nothing is to be heard."""
        return self.lead if self.language is None else None

    def _status(self) -> Status:
        source = self.source
        return Status(
            Component.COACH,
            ComponentState.OK if source.working else ComponentState.DOWN,
            StatusCode.COACH_LANGUAGE if source.working else source.code,
            f"The first turns are in {self.language!r}. {source.detail}",
            language=self.language,
            playbook=outline(self.factory.playbook),
        )
