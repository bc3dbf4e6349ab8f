"""Coach maker: makes what coaches the calls of a playbook, a language and a prompt."""

import asyncio

from loguru import logger

from coach.factory import CoachFactory
from coach.options import CoachOptions
from conversation.coaching.playbook import Playbook
from conversation.languages import base_of
from conversation.memory.turn_reader import turn_reader
from pipeline.meaning import Meanings
from prompts.choice import PromptArm
from prompts.loader import load_playbook
from prompts.mistake import PromptError
from prompts.shelf import Shelf, silenced
from prompts.specialist_shelf import SpecialistShelf
from services.llm.beside import make_beside
from services.llm.chain.failover import Failover
from services.llm.model_chain import make_advisor, make_summariser
from settings import Settings


class CoachMaker:
    """Makes coach factories, from the parts that all calls of a process share."""

    def __init__(
        self,
        settings: Settings,
        shelf: Shelf,
        models: Failover | None,
        meanings: Meanings,
        specialists: SpecialistShelf,
    ) -> None:
        """Create the maker; the arguments are those of `pipeline.coaches.Coaches`."""
        self._settings = settings
        self._shelf = shelf
        self._models = models
        self._meanings = meanings
        self._specialists = specialists
        self._told: set[tuple[str, str]] = set()

    async def make(self, name: str, language: str, arm: PromptArm) -> CoachFactory:
        """The factory of the calls with a playbook in a language, with a prompt.

        Raises:
            PromptError: As `pipeline.coaches.Coaches.open`, of the default one.
        """
        thread = asyncio.to_thread  # what reads files, or compiles: audio would wait for it
        playbook = await thread(self._read, name, language)
        guide = playbook or await thread(self._shelf.guide, name)
        settings = self._settings.model_copy(update={"coach_language": language})
        told = playbook or guide.model_copy(update={"language": language})
        prompt = await thread(arm.prompt, language)
        advisor = await thread(make_advisor, settings, self._models, told, prompt)
        options = CoachOptions.of(settings)
        summariser = await thread(make_summariser, settings, self._models, told)
        beside = await thread(make_beside, settings, self._specialists, self._models, told, prompt)
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
        shelf = self._shelf
        is_default = (name, language) == (shelf.default, shelf.language)
        try:
            playbook = shelf.read(name, language)
        except PromptError as error:
            if is_default:
                raise
            logger.error("{}", error)
            return None
        if playbook is None and is_default and not (self._models and shelf.languages(name)):
            load_playbook(name, language)  # which says what there is
        return playbook
