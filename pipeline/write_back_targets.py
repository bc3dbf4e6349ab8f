"""Write-back of a process: its targets by the settings, opened once."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from conversation.privacy.redaction import Redactor
from pipeline.write_back import WriteBack
from prompts.shelf import Shelf
from pubsub.clock import Clock
from services.chat.target import open_chats
from services.crm.providers import open_crm
from services.delivery.target import DeliveryTarget
from services.webhooks.target import open_webhooks
from settings import Settings, SettingsError
from settings.languages import default_of
from stores.log.event_log import EventLog


@asynccontextmanager
async def open_write_back(
    settings: Settings, log: EventLog, clock: Clock
) -> AsyncIterator[WriteBack]:
    """The write-back of a process, until the block ends; without settings, it has no target.

    Raises:
        SettingsError: A target is set wrong.
    """

    def redactor(language: str | None) -> Redactor:
        return Redactor(settings.redact, language or default_of(settings.coach_language))

    shelf = Shelf(settings.coach_playbook, default_of(settings.coach_language))
    async with AsyncExitStack() as stack:
        targets: list[DeliveryTarget] = []
        targets += await stack.enter_async_context(open_webhooks(settings, clock))
        targets += await stack.enter_async_context(open_chats(settings, clock))
        targets += await stack.enter_async_context(open_crm(settings, clock))
        _check_names(targets)
        yield WriteBack(targets, log, redactor, shelf, clock)


def _check_names(targets: Sequence[DeliveryTarget]) -> None:
    """Refuse a webhook or a channel that has another target's name.

    Raises:
        SettingsError: There is one.
    """
    names = [target.name for target in targets]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SettingsError(
            f"WEBHOOKS, CHATS: {twice} is the name of two targets; give each its own"
        )
