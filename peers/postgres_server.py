"""A real Postgres server for the tests: a fresh cluster on a free loopback port, thrown away."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

MISSING = "no Postgres server binary (pg_ctl) in PATH or /usr/lib/postgresql"
REQUIRED = "CALLSHADOW_REQUIRE_POSTGRES"


def find_binaries() -> Path | None:
    """The folder of `pg_ctl` and `initdb`, the newest version first."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    return versions[-1].parent if versions else None


@contextmanager
def postgres_server(binaries: Path, folder: Path) -> Iterator["Postgres"]:
    """Run a server with its data in `folder` until the block is left."""
    user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        user = ["runuser", "-u", "postgres", "--"]
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    data, log = folder / "data", folder / "server.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *args: str) -> None:
        command = [*user, str(binaries / program), "-D", str(data), *args]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
    options = f"-h 127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"
    server = Postgres(
        port,
        start=lambda: run("pg_ctl", "-w", "-l", str(log), "-o", options, "start"),
        stop=lambda: run("pg_ctl", "-w", "-m", "immediate", "stop"),
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Postgres:
    """A server that runs, unless a test has stopped it.

    Attributes:
        start: Starts it, and returns when it answers.
        stop: Stops it at once, as a crash does.
    """

    def __init__(self, port: int, start: Callable[[], None], stop: Callable[[], None]) -> None:
        self.start = start
        self.stop = stop
        self._server = f"postgresql+asyncpg://postgres@127.0.0.1:{port}"

    @property
    def admin_url(self) -> str:
        """The database that is always there."""
        return f"{self._server}/postgres"

    def new_database(self) -> tuple[str, str]:
        """A name for a new database, and its address."""
        name = f"test_{uuid4().hex}"
        return name, f"{self._server}/{name}"
