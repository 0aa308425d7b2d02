"""A real S3 server on this machine: SeaweedFS, with a user who may do all and one who may only read."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

KEYS = {"all": ("key", "secret", ["Admin", "Read", "Write", "List"]), "reader": ("reader", "reader-secret", ["Read", "List"])}


def environment(endpoint: str, user: str = "all") -> dict[str, str]:
    """What the tools of S3 read from the environment."""
    key, secret, _ = KEYS[user]
    return {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_DEFAULT_REGION": "us-east-1"}


class Seaweed:
    """One server; its data outlives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = dict(zip(("master", "volume", "filer", "s3"), _free_ports(4), strict=True))
        self.endpoint = f"http://127.0.0.1:{self.ports['s3']}"
        self._config = folder / "s3.json"
        identities = [
            {"name": name, "credentials": [{"accessKey": key, "secretKey": secret}], "actions": actions}
            for name, (key, secret, actions) in KEYS.items()
        ]
        self._config.write_text(json.dumps({"identities": identities}))

    def start(self) -> None:
        """Starts it, and returns when it answers."""
        weed = Path(sys.executable).with_name("weed")
        command = [
            str(weed), "-logtostderr=true", "server", f"-dir={self.folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
            "-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-master.electionTimeout=1s", "-volume.max=10",
            "-volume.preStopSeconds=0", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={self._config}",
            *(f"-{part}.port={port}" for part, port in self.ports.items()),
        ]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, env=os.environ | {"GOMEMLIMIT": "256MiB"}, stdout=log, stderr=log)
        deadline = time.monotonic() + 40
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()[-3000:]
            assert time.monotonic() < deadline, "SeaweedFS does not answer"
            time.sleep(0.1)

    def kill(self) -> None:
        """The power is gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.endpoint}/", timeout=5)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


def _free_ports(count: int) -> list[int]:
    """Ports that are free, and so are those 10,000 above, where each part of the server speaks gRPC."""
    found: list[int] = []
    for port in range(21000, 30000):
        if all(_is_free(number) for number in (port, port + 10000)):
            found.append(port)
            if len(found) == count:
                return found
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
