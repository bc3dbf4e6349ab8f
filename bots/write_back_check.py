"""Write-back check: whether webhooks, chats and the CRM can be told of ended calls, a line each."""

from collections.abc import Sequence
from pathlib import Path

from bots.check_finding import CheckFinding, CheckState
from services.chat.channels import read_chats
from services.crm.field_map import read_field_map
from services.crm.providers import chosen_crm
from services.webhooks.targets import read_webhooks
from settings import Settings


async def check_webhooks(settings: Settings) -> CheckFinding | None:
    """Read the file of webhooks and their secrets; nothing is sent. None where there is no file.

    Raises:
        SettingsError: The file, or a secret, is wrong.
    """
    entries = read_webhooks(settings.webhooks)
    for name, entry in entries.items():
        entry.secrets(name)
    told = [f"{name} ({len(entry.events)} types)" for name, entry in entries.items()]
    return _listed(settings.webhooks, "target", told, "they are not asked")


async def check_chats(settings: Settings) -> CheckFinding | None:
    """Read the file of chat channels and their addresses; nothing is sent. None without a file.

    Raises:
        SettingsError: The file, or an address, is wrong.
    """
    channels = read_chats(settings.chats)
    for name, channel in channels.items():
        channel.address(name)
    told = [f"{name} ({channel.kind})" for name, channel in channels.items()]
    return _listed(settings.chats, "channel", told, "they are not written to")


async def check_crm(settings: Settings) -> CheckFinding | None:
    """Ask the CRM whether it takes the credentials; None where none is chosen.

    Raises:
        SettingsError: There is no such CRM, it has not what it needs, or the file of fields is
            wrong.
    """
    row = chosen_crm(settings)
    if row is None:
        return None
    fields = read_field_map(settings.crm_fields)
    probe = await row.probe(settings)
    told = f"{probe.detail}; fields: {len(fields)}" if probe.ok else probe.detail
    return CheckFinding.probed(told, ok=probe.ok, needed=False)


def _listed(file: Path | None, kind: str, told: Sequence[str], rest: str) -> CheckFinding | None:
    """What a file names, and what is not done with it here; None where there is no file."""
    if not file:
        return None
    if not told:
        return CheckFinding(CheckState.NONE, f"no {kind} in {file}", needed=False)
    return CheckFinding(CheckState.OK, f"{', '.join(told)}; {rest}")
