"""A real Slurm on this machine: munge, MariaDB, slurmdbd, slurmctld and slurmd, each in the foreground as a child of this process.

Debian's packages: slurm-wlm munge slurmdbd mariadb-server-core mariadb-client-core. Without accounting, submitit waits for minutes on a
job that was killed. Needs root, as slurmd does.
"""

import os
import platform
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
SBIN = f"{os.environ['PATH']}:/usr/sbin:/sbin"
WITHIN_S = 60.0
GRANTS = "create user slurm@127.0.0.1 identified by 'slurm'; grant all on slurm_acct.* to slurm@127.0.0.1"


class Slurm:
    """Starts the daemons one after the other; ``stop`` ends jobs, daemons and files."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="setpiece-slurm-", dir="/tmp"))
        self.folder.chmod(0o755)  # munge refuses a socket that others cannot reach
        self.environment = os.environ | {"PATH": SBIN, "SLURM_CONF": str(self.folder / "slurm.conf")}
        self._daemons: list[subprocess.Popen[bytes]] = []
        try:
            self._write_configs()
            self._start_munge()
            self._start_database()
            self._start_slurm()
        except BaseException:
            self.stop()
            raise

    def call(self, *command: str) -> str:
        """Run one of Slurm's commands; returns what it printed."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def states(self, job: str) -> dict[int, str]:
        """Array task -> state, by the accounting, of an array job."""
        lines = self.call("sacct", "-X", "-n", "-P", "-j", job, "-o", "JobID,State").splitlines()  # "7_0|CANCELLED by 0"
        return {int(name.rpartition("_")[2]): state for name, _, state in (line.partition("|") for line in lines) if name[-1:].isdigit()}

    def wait(self, ready: Callable[[], object], what: str) -> None:
        """Until something is so."""
        deadline = time.monotonic() + WITHIN_S
        while not ready():
            assert time.monotonic() < deadline, f"{what} within {WITHIN_S} s; logs: {self.logs()}"
            time.sleep(0.1)

    def stop(self) -> None:
        """End everything that this started."""
        subprocess.run(["scancel", "--user=root"], env=self.environment, capture_output=True, timeout=60, check=False)
        for daemon in reversed(self._daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write_configs(self) -> None:
        values = {"FOLDER": str(self.folder), "HOST": platform.node().partition(".")[0]}
        values |= {f"PORT{number}": str(port) for number, port in enumerate(free_ports(4))}
        self.port = values["PORT3"]
        for name in ("slurm.conf", "slurmdbd.conf"):
            text = (HERE / name).read_text()
            for word, value in values.items():
                text = text.replace(word, value)
            (self.folder / name).write_text(text)
        (self.folder / "slurmdbd.conf").chmod(0o600)
        for name in ("state", "spool", "database"):
            (self.folder / name).mkdir()

    def _start_munge(self) -> None:
        key = self.folder / "munge.key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o400)
        files = {"key-file": key, "socket": "munge.socket", "pid-file": "munge.pid", "seed-file": "munge.seed", "log-file": "munge.log"}
        self._daemon("munged", "--foreground", *(f"--{name}={self.folder / file}" for name, file in files.items()))
        self.wait((self.folder / "munge.socket").exists, "munge answers")

    def _start_database(self) -> None:
        data, line = self.folder / "database", self.folder / "database.socket"
        self.call("mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--user=root",
                  "--skip-test-db")  # fmt: skip
        self._daemon("mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={line}", f"--pid-file={self.folder / 'db.pid'}",
                     "--bind-address=127.0.0.1", f"--port={self.port}", "--user=root", "--innodb-buffer-pool-size=64M")  # fmt: skip
        client = ["mariadb", "--no-defaults", f"--socket={line}", "--execute"]
        self.wait(lambda: self._answers(*client, "select 1"), "the database answers")
        self.call(*client, GRANTS)

    def _start_slurm(self) -> None:
        self._daemon("slurmdbd", "-D")
        self.wait(lambda: self._answers("sacctmgr", "-n", "list", "cluster"), "slurmdbd answers")
        self.call("sacctmgr", "-i", "add", "cluster", "setpiece")
        self._daemon("slurmctld", "-D")
        self._daemon("slurmd", "-D")
        self.wait(lambda: self._answers("sinfo") and self.call("sinfo", "-h", "-o", "%T").strip() == "idle", "the node is idle")

    def _daemon(self, *command: str) -> None:
        with (self.folder / f"{command[0]}.out").open("wb") as log:
            self._daemons.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=subprocess.STDOUT))

    def _answers(self, *command: str) -> bool:
        return subprocess.run(command, env=self.environment, capture_output=True, timeout=60, check=False).returncode == 0

    def logs(self) -> str:
        """The end of what each daemon has said."""
        return "\n".join(f"{log.name}: {log.read_text(errors='replace')[-3000:]}" for log in self.folder.glob("*.out"))


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    lines = [socket.socket() for _ in range(count)]
    for line in lines:
        line.bind(("127.0.0.1", 0))
    ports = [line.getsockname()[1] for line in lines]
    for line in lines:
        line.close()
    return ports
