"""A PostgreSQL server of one's own, of Debian's making, for as long as the tests run."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

PASSWORD = """p@ss/w%rd "'?#&"""
"""Everything that an address has to escape."""

_START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """Where it listens."""

    port: int
    user: str = "postgres"
    password: str = PASSWORD

    def address(self, *, user: str | None = None, password: str | None = None, database: str = "postgres") -> str:
        """An address as users write it, the password percent-encoded."""
        shown = quote(self.password if password is None else password, safe="")
        return f"postgresql://{user or self.user}:{shown}@127.0.0.1:{self.port}/{database}"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, the newest where there are several."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: -float(one.parent.name))
    return next((one for one in folders if (one / "initdb").exists()), None)


@contextmanager
def running_server(programs: Path) -> Iterator[Server]:
    """Start a server on a free port of this machine, in a folder of its own, and stop it whatever happens."""
    as_whom = ["runuser", "-u", "postgres", "--"] if os.name != "nt" and os.geteuid() == 0 else []
    # Another user must reach the folder, which he may not where root keeps temporary files of its own.
    folder = Path(mkdtemp(prefix="journeymine-postgres-", dir="/tmp" if as_whom else None))
    try:
        (folder / "password").write_text(PASSWORD)
        if as_whom:
            shutil.chown(folder, "postgres")
            shutil.chown(folder / "password", "postgres")
        port = _free_port()

        def run(program: str, *arguments: str) -> None:
            # The server outlives pg_ctl and keeps what it was given to write to: a pipe would never end.
            with (folder / f"{program}.txt").open("ab+") as said:
                command = [*as_whom, str(programs / program), "-D", str(folder / "data"), *arguments]
                done = subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, cwd=folder
                )
                if done.returncode:
                    said.seek(0)
                    told = said.read().decode(errors="replace")
                    message = f"{program} failed: {told}"
                    raise RuntimeError(message)

        run("initdb", "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--no-sync",
            f"--pwfile={folder / 'password'}")  # fmt: skip
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        try:
            run("pg_ctl", "start", "-w", "-t", str(_START_SECONDS), "-l", str(folder / "log"), "-o", settings)
            yield Server(port)
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                run("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
