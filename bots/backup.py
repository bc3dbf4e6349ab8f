"""Backup commands, `callshadow backup PATH` and `callshadow restore PATH`, of SQLite files."""

import argparse
import asyncio
from functools import partial
from pathlib import Path

from sqlalchemy.exc import ArgumentError

from knowledge.backends.backends import FILE
from pipeline.process_log import database_url
from settings import Settings
from stores.databases.address import SQLITE, jobs_file
from stores.databases.database_hosts import address_of
from stores.recovery.backup import JOBS, KNOWLEDGE, LOG, BackupError, back_up, restore


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code.

    Raises:
        BackupError: The database is no SQLite file, or can't be backed up, or not be put back.
        EventLogError: A newer version wrote the backup.
    """
    files = _files(settings)
    if args.command == "backup":
        work, told = partial(back_up, files, args.folder), "{}: copied to {}"
    else:
        work = partial(restore, args.folder, files, overwrite=args.overwrite)
        told = "{}: restored from {}"
    for name in await asyncio.to_thread(work):
        print(told.format(files[name], args.folder / name))  # noqa: T201 - the command's answer
    return 0


def _files(settings: Settings) -> dict[str, Path]:
    try:
        url = address_of(database_url(settings))
    except (ArgumentError, ValueError):
        raise BackupError("DATABASE_URL is not an address of a database") from None
    if url.drivername not in SQLITE or not url.database:
        told = "DATABASE_URL is no SQLite file: use pg_dump and pg_restore, as docs/backup.md says"
        raise BackupError(told)
    log = Path(url.database)
    return {LOG: log, JOBS: jobs_file(log), KNOWLEDGE: settings.data_dir / FILE}
