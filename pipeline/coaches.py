"""Coaches of a process: what coaches the calls of each playbook and language, made once for all."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from loguru import logger

from coach.factory import CoachFactory
from coach.options import CoachOptions
from conversation.coaching.playbook import Playbook
from conversation.languages import base_of
from conversation.memory.turn_reader import turn_reader
from pipeline.call_choice import Choice, choose
from pipeline.meaning import Meanings, open_meanings
from prompts.languages import LANGUAGE_DOC, fallbacks, mismatch
from prompts.loader import load_playbook, load_prompt
from prompts.mistake import PromptError
from prompts.shelf import Shelf, silenced
from prompts.specialist_shelf import NO_SPECIALISTS, SpecialistShelf
from services.language_identifier import LanguageIdentifier
from services.llm.beside import make_beside
from services.llm.chain.failover import Failover
from services.llm.model_chain import (
    coach_source,
    make_advisor,
    make_summariser,
    open_models,
)
from settings import Settings
from settings.languages import default_of, is_auto

_MOST = 64
"""A language may be written in many ways: so many are kept, and then the oldest is let go."""


class Coaches:
    """The coach factories of a process.

    Attributes:
        settings: The settings of the process.
        shelf: The playbooks that there are.
        models: The process's one chain of models; None where the rules advise alone.
        identifier: Tells the language of the calls that do not say it.
        default: Of the calls that name neither playbook nor language.
    """

    default: CoachFactory

    def __init__(
        self,
        settings: Settings,
        shelf: Shelf,
        models: Failover | None,
        meanings: Meanings,
        specialists: SpecialistShelf = NO_SPECIALISTS,
    ) -> None:
        """Create the maker of the factories; `open` makes the default one.

        Args:
            settings: The settings of the process.
            shelf: The playbooks that there are.
            models: The process's one chain of models; None where the rules advise alone.
            meanings: Reads what turns mean.
            specialists: The specialists that there are.
        """
        self.settings = settings
        self.shelf = shelf
        self.identifier = LanguageIdentifier()
        self.models = models
        self._meanings = meanings
        self._specialists = specialists
        self._told: set[tuple[str, str]] = set()
        self._making: dict[tuple[str, str], asyncio.Task[CoachFactory]] = {}

    async def open(self) -> None:
        """Make the default one, and begin to load what reads meanings for it.

        Raises:
            PromptError: The playbook or the prompt is wrong, or there is no such playbook. That it
                is not there in the language is none where there is a model.
        """
        self.default = await self.of(self.shelf.default, self.shelf.language)
        if self.default.meaning:
            self.default.meaning.begin()  # beside a call, loading would hold up its audio
        if is_auto(self.settings.coach_language):
            await self.identifier.load()  # the first call is not to wait for it

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

    async def of(self, name: str, language: str) -> CoachFactory:
        """The factory of the calls with a playbook in a language, made at the first of them.

        Args:
            name: A playbook of the shelf.
            language: BCP-47 tag. Where the playbook is not there in it, the model coaches without
                rules, guided by the playbook of another language.

        Raises:
            PromptError: As `open`, of the default one.
        """
        return await asyncio.shield(self.begin(name, language))

    def begin(self, name: str, language: str) -> asyncio.Task[CoachFactory]:
        """Have a factory made that may be asked for: the task that does."""
        key = name, language
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(*key), name="coach: factory")
            for old in list(self._making)[1:-_MOST]:  # the first is the default one
                del self._making[old]
        return self._making[key]

    async def _make(self, name: str, language: str) -> CoachFactory:
        thread = asyncio.to_thread  # what reads files, or compiles: audio would wait for it
        playbook = await thread(self._read, name, language)
        guide = playbook or await thread(self.shelf.guide, name)
        settings = self.settings.model_copy(update={"coach_language": language})
        told = playbook or guide.model_copy(update={"language": language})
        advisor = await thread(make_advisor, settings, self.models, told)
        options = CoachOptions.of(settings)
        summariser = await thread(make_summariser, settings, self.models, told)
        beside = await thread(make_beside, settings, self._specialists, self.models, told)
        await thread(turn_reader, language)
        if playbook:
            meaning = self._meanings.of(playbook)
            return CoachFactory(playbook, advisor, options, meaning, summariser, *beside)
        self._tell_once(name, language, guide.language if advisor else None)
        return CoachFactory(silenced(guide, language), advisor, options, None, summariser, *beside)

    def _tell_once(self, name: str, language: str, guided: str | None) -> None:
        """Log what is done without a playbook, once a language however it is written."""
        key = name, base_of(language)
        if key in self._told:
            return
        self._told.add(key)
        by = f"the model alone, guided by the playbook in {guided!r}" if guided else "nothing"
        logger.warning(
            "calls in {!r} are coached by {}: there is no playbook {!r} in that language",
            language,
            by,
            name,
        )

    def _read(self, name: str, language: str) -> Playbook | None:
        """The playbook; None where a model is to do without one."""
        shelf = self.shelf
        is_default = (name, language) == (shelf.default, shelf.language)
        try:
            playbook = shelf.read(name, language)
        except PromptError as error:
            if is_default:
                raise
            logger.error("{}", error)
            return None
        if playbook is None and is_default and not (self.models and shelf.languages(name)):
            load_playbook(name, language)  # which says what there is
        return playbook


@asynccontextmanager
async def open_coaches(settings: Settings) -> AsyncIterator[Coaches]:
    """The coaches of a process, until the block ends.

    Raises:
        PromptError: As `Coaches.open`.
    """
    shelf = Shelf(settings.coach_playbook, default_of(settings.coach_language))
    specialists = SpecialistShelf(settings.coach_specialists)
    named = specialists.models(shelf.language)
    async with (
        open_models(settings, named) as models,
        open_meanings(settings) as meanings,
    ):
        coaches = Coaches(settings, shelf, models, meanings, specialists)
        try:
            await coaches.open()
            playbook = coaches.default.playbook
            logger.info(coach_source(settings, playbook).detail)
            _tell_of_the_language(settings, shelf.language, playbook)
            yield coaches
        finally:
            await coaches.close()


def _tell_of_the_language(settings: Settings, language: str, playbook: Playbook) -> None:
    if wrong := mismatch(language, playbook):
        logger.warning(wrong)
    prompt = load_prompt(settings.coach_prompt, language)
    if found := fallbacks(language, prompt):
        logger.warning("COACH_LANGUAGE={}: {} ({})", language, "; ".join(found), LANGUAGE_DOC)
