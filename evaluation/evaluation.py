"""Evaluation: labelled calls through the coach, by its rules, a model or recorded answers."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from coach.factory import CoachFactory
from coach.options import CoachOptions
from coach.ports import LanguageModel
from conversation.coaching.playbook import Playbook
from evaluation.labels.label_files import LabelError, LabelFile, read_label_file
from evaluation.models.asked_model import AskedModel
from evaluation.models.bridged_model import BridgedModel
from evaluation.models.recorded_answers import RecordedModel, read_answers
from evaluation.playbooks import meaning_of, read_playbook
from evaluation.replay.replay import TimedEvent, replay
from evaluation.scoring.result import CallResult, result_of
from prompts.bundled import is_path, playbooks
from prompts.choice import PromptChoice
from prompts.mistake import PromptError
from services.llm.model_chain import make_advisor
from settings import Settings


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The way in which calls are judged.

    Attributes:
        settings: The settings of the coach; a call's own language and playbook win.
        playbook: By which all calls are coached, whatever they say.
        model: The model that is judged, and the loop on which it lives; None for recorded answers
            where a call has some, and the rules alone where it has none.
        loop: The loop of the model.
    """

    settings: Settings
    playbook: str | None = None
    model: LanguageModel | None = None
    loop: asyncio.AbstractEventLoop | None = None

    def judge(self, path: Path) -> CallResult:
        """Replay a labelled call, and judge what the agent was shown.

        Raises:
            LabelError: The file is wrong, or names a playbook that is not there.
            PromptError: The prompt, or the playbook of all calls that name none, is wrong.
        """
        return self.judge_file(read_label_file(path))

    def judge_file(self, file: LabelFile) -> CallResult:
        """Replay a call that is read already, or that was made of a stored one, and judge it.

        Raises:
            LabelError: It names a playbook that is not there.
            PromptError: As `judge`.
        """
        playbook = self._playbook_for(file)
        model = self._model_for(file)
        result = result_of(file, playbook, self._replay(file, playbook, model), model)
        return replace(result, remarks=file.remarks(playbook))

    def by_rules(self, file: LabelFile, playbook: Playbook) -> list[TimedEvent]:
        """The events of a call that is replayed by a playbook's rules alone."""
        return self._replay(file, playbook, None)

    def _replay(
        self, file: LabelFile, playbook: Playbook, model: AskedModel | None
    ) -> list[TimedEvent]:
        settings = self._settings_for(file)
        language, values = settings.coach_language, settings.coach_prompt_variables
        prompts = PromptChoice.of(settings.coach_prompt, language, values)
        arm = prompts.for_call(file.call.id)
        advisor = make_advisor(settings, model, playbook, arm.prompt(language))
        meaning = meaning_of(playbook, settings.vectors_dir) if settings.coach_meaning else None
        coaches = CoachFactory(playbook, advisor, CoachOptions.of(settings), meaning)
        return replay(file.call, coaches, settings)

    def _settings_for(self, file: LabelFile) -> Settings:
        name = self.playbook or file.call.playbook or self.settings.coach_playbook
        update = {"coach_language": file.call.language, "coach_playbook": name}
        return self.settings.model_copy(update=update)

    def _playbook_for(self, file: LabelFile) -> Playbook:
        settings = self._settings_for(file)
        name, language = settings.coach_playbook, settings.coach_language
        is_of_all = bool(self.playbook) or not file.call.playbook
        try:
            return read_playbook(name, language)
        except PromptError as error:
            if is_of_all and (is_path(name) or name not in playbooks()):  # wrong in any language
                raise
            raise LabelError(f"{file.path}: {error.message}") from None

    def _model_for(self, file: LabelFile) -> AskedModel | None:
        if self.model and self.loop:
            return BridgedModel(self.model, self.loop)
        if file.answers.exists():
            return RecordedModel(read_answers(file.answers), file.call)
        return None
