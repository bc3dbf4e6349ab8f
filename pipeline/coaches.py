"""Coaches of a process: what coaches the calls of each playbook and language, made once for all."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from loguru import logger

from coach.factory import CoachFactory
from coach.ports import Encoder
from conversation.coaching.playbook import Playbook
from knowledge.library import Library
from pipeline.call_choice import Choice, choose, wrong_of
from pipeline.call_knowledge import KnowledgeDesk
from pipeline.coach_maker import CoachMaker
from pipeline.meaning import Meanings, open_meanings
from prompts.choice import PromptArm, PromptChoice
from prompts.languages import LANGUAGE_DOC, fallbacks, mismatch
from prompts.shelf import Shelf
from prompts.specialist_shelf import NO_SPECIALISTS, SpecialistShelf
from services.language_identifier import LanguageIdentifier
from services.llm.chain.failover import Failover
from services.llm.model_chain import coach_source, open_models
from services.search.web_search import open_web_search
from settings import Settings
from settings.languages import default_of, is_auto
from stores.log.event_log import EventLog

_Key = tuple[str, str, PromptArm]
"""A playbook, a language and a prompt."""
_MOST = 64
"""A language may be written in many ways: so many are kept, and then the oldest is let go."""


class Coaches:
    """The coach factories of a process.

    Attributes:
        settings: The settings of the process.
        shelf: The playbooks that there are.
        models: The process's one chain of models; None where the rules advise alone.
        identifier: Tells the language of the calls that do not say it.
        prompts: The prompts that calls are coached with from now on.
        knowledge: Where calls get what they may know; None: they know nothing.
        default: Of the calls that name neither playbook nor language, with the prompt of most.
    """

    prompts: PromptChoice
    default: CoachFactory

    def __init__(
        self,
        settings: Settings,
        shelf: Shelf,
        models: Failover | None,
        meanings: Meanings,
        specialists: SpecialistShelf = NO_SPECIALISTS,
        *,
        knowledge: KnowledgeDesk | None = None,
    ) -> None:
        """Create the maker of the factories; `open` makes the default one.

        Args:
            settings: The settings of the process.
            shelf: The playbooks that there are.
            models: The process's one chain of models; None where the rules advise alone.
            meanings: Reads what turns mean.
            specialists: The specialists that there are.
            knowledge: Where calls get what they may know; None: they know nothing.
        """
        self.knowledge = knowledge
        self.settings = settings
        self.shelf = shelf
        self.identifier = LanguageIdentifier()
        self.models = models
        self._maker = CoachMaker(settings, shelf, models, meanings, specialists)
        self._making: dict[_Key, asyncio.Task[CoachFactory]] = {}

    async def open(self) -> None:
        """Make the default one, and begin to load what reads meanings for it.

        Raises:
            PromptError: The playbook or the prompt is wrong, or there is no such playbook. That it
                is not there in the language is none where there is a model.
        """
        shelf = self.shelf
        # Read without a model too: a wrong one stops the start.
        self.prompts = await self.read_prompts(self.settings.coach_prompt)
        self.default = await self.of(shelf.default, shelf.language)
        if self.default.meaning:
            self.default.meaning.begin()  # beside a call, loading would hold up its audio
        if is_auto(self.settings.coach_language):
            await self.identifier.load()  # the first call is not to wait for it

    async def read_prompts(self, setting: str) -> PromptChoice:
        """The prompts that COACH_PROMPT might name.

        Raises:
            PromptError: As `PromptChoice.of`.
        """
        values = self.settings.coach_prompt_variables
        return await asyncio.to_thread(PromptChoice.of, setting, self.shelf.language, values)

    def go_on_with(self, prompts: PromptChoice) -> None:
        """Have calls that begin from now on coached with other prompts; the others keep theirs."""
        self.prompts = prompts
        for arm in prompts.arms:
            if arm.weight:  # the first call with it is not to wait
                self.begin(self.shelf.default, self.shelf.language, arm)

    async def close(self) -> None:
        """Give up what is being made."""
        await self.identifier.close()
        making = [task for task in self._making.values() if not task.done()]
        for task in making:
            task.cancel()
        await asyncio.gather(*making, return_exceptions=True)

    def choose(self, parameters: Mapping[str, str], known: str | None = None) -> Choice:
        """The playbook and the language of a call, as `pipeline.call_choice.choose`."""
        return choose(self.shelf, self.settings.coach_language, parameters, known)

    def wrong_of(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with these, as `pipeline.call_choice.wrong_of`."""
        return wrong_of(self.shelf, self.settings.coach_language, parameters)

    async def of(self, name: str, language: str, arm: PromptArm | None = None) -> CoachFactory:
        """The factory of the calls with a playbook in a language, made at the first of them.

        Args:
            name: A playbook of the shelf.
            language: BCP-47 tag. Where the playbook is not there in it, the model coaches without
                rules, guided by the playbook of another language.
            arm: The prompt; None: that of most calls.

        Raises:
            PromptError: As `open`, of the default one.
        """
        return await asyncio.shield(self.begin(name, language, arm))

    def begin(
        self, name: str, language: str, arm: PromptArm | None = None
    ) -> asyncio.Task[CoachFactory]:
        """Have a factory made that may be asked for: the task that does."""
        key = name, language, arm or self.prompts.main
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._maker.make(*key), name="coach: factory")
            for old in list(self._making)[1:-_MOST]:  # the first is the default one
                del self._making[old]
        return self._making[key]


@asynccontextmanager
async def open_coaches(
    settings: Settings,
    encoder: Encoder | None = None,
    library: Library | None = None,
    log: EventLog | None = None,
) -> AsyncIterator[Coaches]:
    """The coaches of a process, until the block ends.

    Args:
        settings: The settings of the process.
        encoder: The process's one encoder, by which meanings are read; None: they are not.
        library: What the company knows; None: nothing is looked up.
        log: Where past calls are, if they may be found.

    Raises:
        PromptError: As `Coaches.open`.
        SettingsError: WEB_SEARCH names what can't be asked.
    """
    shelf = Shelf(settings.coach_playbook, default_of(settings.coach_language))
    specialists = SpecialistShelf(settings.coach_specialists)
    named = specialists.models(shelf.language)
    async with (
        open_models(settings, named) as models,
        open_meanings(settings, encoder) as meanings,
        open_web_search(settings) as web,
    ):
        desk = library and KnowledgeDesk(library, web, log)
        coaches = Coaches(settings, shelf, models, meanings, specialists, knowledge=desk)
        try:
            await coaches.open()
            playbook = coaches.default.playbook
            logger.info(coach_source(settings, playbook).detail)
            _tell_of_the_language(coaches.prompts, shelf.language, playbook)
            yield coaches
        finally:
            await coaches.close()


def _tell_of_the_language(prompts: PromptChoice, language: str, playbook: Playbook) -> None:
    if wrong := mismatch(language, playbook):
        logger.warning(wrong)
    if found := fallbacks(language, [arm.read for arm in prompts.arms]):
        logger.warning("COACH_LANGUAGE={}: {} ({})", language, "; ".join(found), LANGUAGE_DOC)
