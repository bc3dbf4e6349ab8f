"""Playbook of a past call, as its log names it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from conversation.after_call.call_language import language_of
from conversation.after_call.call_playbooks import playbooks_of
from conversation.coaching.playbook import Playbook
from conversation.events.event import CallEvent
from prompts.mistake import PromptError
from prompts.shelf import Shelf


async def playbook_of(shelf: Shelf, events: Sequence[CallEvent]) -> Playbook | None:
    """The playbook by which a call was coached, as it is now; None where it is there no more.

    Args:
        shelf: The playbooks that there are.
        events: The durable events of the call, in their order; the last that tells of it is enough.
    """
    named = (playbook.get("name") for playbook in playbooks_of(events))
    name = next(named, None) or shelf.default
    with suppress(PromptError):
        return await asyncio.to_thread(shelf.read, name, language_of(events, shelf.language))
    return None
