"""Key commands, `callshadow keys list | add | revoke`: API keys while servers run.

They work on the database itself, beside whatever servers there are, or none.
"""

import argparse
from collections.abc import Iterator, Sequence

from bots.output import minute
from conversation.errors import ErrorCode
from pipeline.process_log import open_log
from pubsub.clock import Clock
from settings import Settings
from settings.api_keys import Role, new_key
from stores.access.key_store import KeyConflictError, KeyStore, StoredKey

_BY = "cli"
"""The actor of the audit."""


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the action; returns its exit code.

    Raises:
        EventLogError: The database does not answer, or the key is there, or is none.
    """
    async with open_log(settings) as log:
        lines = await _told(args, settings, log.keys)
    for line in lines:
        print(line)  # noqa: T201 - the command's answer
    return 0


async def _told(args: argparse.Namespace, settings: Settings, store: KeyStore) -> list[str]:
    if args.action in (None, "list"):
        return list(_listed(settings, await store.all())) or ["no keys"]
    if any(key.name == args.name for key in settings.api_keys or ()):
        raise KeyConflictError(f"{args.name} stands in API_KEYS: change it there, and restart")
    now = Clock().now()
    if args.action == "add":
        key, added = new_key(args.name, Role(args.role))
        await store.add(added, _BY, now)
        return [key]
    if not await store.revoke(args.name, _BY, now):
        missing = f"there is no key named {args.name}"
        raise KeyConflictError(missing, code=ErrorCode.KEY_NOT_FOUND)
    return [f"{args.name}: revoked"]


def _listed(settings: Settings, stored: Sequence[StoredKey]) -> Iterator[str]:
    for key in settings.api_keys or ():
        yield f"{key.name}  {key.role}  API_KEYS"
    for one in stored:
        line = f"{one.key.name}  {one.key.role}  added {minute(one.added_at)} by {one.added_by}"
        if one.revoked_at:
            line += f", revoked {minute(one.revoked_at)} by {one.revoked_by}"
        yield line
