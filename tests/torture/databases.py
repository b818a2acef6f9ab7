"""Databases to torture: a fresh SQLite file, or a fresh PostgreSQL database on a server that is there or is started."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.store.engine import open_engine

SERVER = "TRACKER_TEST_POSTGRESQL_URL"


@contextmanager
def fresh(kind: str, name: str, folder: Path, server: str | None) -> Iterator[str]:
    """The URL of an empty database of a kind (``sqlite``, ``postgresql``), gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    assert server is not None
    database = f"tracker_torture_{os.getpid()}_{name}"
    with _admin(server, f"CREATE DATABASE {database}"):
        pass
    engine = open_engine(server)
    url = engine.url.set(database=database).render_as_string(hide_password=False)
    engine.dispose()
    try:
        yield url
    finally:
        with _admin(server, f"DROP DATABASE {database} WITH (FORCE)"):
            pass


@contextmanager
def _admin(server: str, statement: str) -> Iterator[None]:
    engine = open_engine(server)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
    yield


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The URL of a server: the one of the environment, else a throw-away cluster; None where there is neither."""
    given = os.environ.get(SERVER)
    if given:
        yield given
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not programs or (os.geteuid() == 0 and shutil.which("runuser") is None):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="torture-postgresql-") as name:
        folder = Path(name)
        # the server refuses to run as root
        run_as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if run_as:
            shutil.chown(folder, "postgres")
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]

        def command(*words: str) -> None:
            subprocess.run([*run_as, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

        cluster, control = str(folder / "cluster"), str(programs[-1] / "pg_ctl")
        command(
            str(programs[-1] / "initdb"), "-D", cluster, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        command(control, "-D", cluster, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            command(control, "-D", cluster, "-m", "immediate", "stop")
