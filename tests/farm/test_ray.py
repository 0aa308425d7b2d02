"""farm=ray on real Ray: the bytes of the local farm, whoever dies; and addresses where no cluster is."""

import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.farm.runs import COMMAND, TINY, Running, assert_same, files, generate

Start = Callable[..., Running]
QUICK = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",
    "RAY_enable_metrics_collection": "0",
    "RAY_health_check_initial_delay_ms": "500",
    "RAY_health_check_period_ms": "500",
    "RAY_health_check_timeout_ms": "500",
    "RAY_health_check_failure_threshold": "2",
}


class Nodes:
    """A cluster in a process of its own."""

    def __init__(self, nodes: int, cpus: int) -> None:
        command = [sys.executable, str(Path(__file__).with_name("ray_nodes.py")), str(nodes), str(cpus)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | QUICK)
        self.address = self._line()

    def tell(self, word: str) -> str:
        """Give an order; returns what was done."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, "the cluster did not start, or is gone"
        return line


@pytest.fixture
def nodes(request: pytest.FixtureRequest) -> Iterator[Nodes]:
    """Two nodes of one CPU, or as the test says."""
    started = Nodes(*getattr(request, "param", (2, 1)))
    yield started
    started.process.communicate("end\n", timeout=60)


def test_a_lost_worker_and_a_lost_node_change_no_byte(
    reference: Path, tmp_path: Path, nodes: Nodes, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two nodes, one worker on each: one process is killed after the first image, one raylet after the second."""
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    running = start(tmp_path / "d", "count=4", "farm=ray", f"farm.address={nodes.address}", "farm.tries=2")
    running.wait_for(1)
    assert nodes.tell("worker") == "killed one of 2"
    running.wait_for(2)
    assert nodes.tell("node").startswith("killed a node with")
    code, out, err = running.finish()
    assert code == 0, err
    assert "4 images made" in out
    assert_same(files(tmp_path / "d"), files(reference))


@pytest.mark.parametrize("nodes", [(1, 2)], indirect=True)
def test_workers_share_a_card_that_they_reserve_and_say_where_it_is_none(reference: Path, tmp_path: Path, nodes: Nodes) -> None:
    """One node that says it has a GPU: Ray gives it to two workers, half each; Cycles finds none, and the user is told."""
    share = ("farm=ray", f"farm.address={nodes.address}", "farm.gpus_per_worker=0.5", "farm.resources={render:1}")
    done = generate(tmp_path / "d", "count=4", "device=auto", *share)
    assert_same(files(tmp_path / "d"), files(reference))
    assert {"-0.jsonl", "-1.jsonl"} <= {path.name[-8:] for path in (tmp_path / "d" / "logs").iterdir()}
    assert "4 of them on the CPU, although a GPU was reserved" in done.stdout
    found = refused(tmp_path / "e", *share, "device=gpu")
    assert "Cycles found no GPU" in found
    assert "CUDA_VISIBLE_DEVICES='0'" in found, "the card that Ray gave this worker"


def test_a_cluster_of_its_own_makes_the_bytes_of_the_local_farm(reference: Path, tmp_path: Path) -> None:
    done = generate(tmp_path / "d", "count=4", "farm=ray", "farm.workers=2")
    assert_same(files(tmp_path / "d"), files(reference))
    assert "device=cpu: CPU" in done.stdout
    assert {"-0.jsonl", "-1.jsonl"} <= {path.name[-8:] for path in (tmp_path / "d" / "logs").iterdir()}


@pytest.fixture
def web_server() -> Iterator[str]:
    """Something that answers, but is no cluster."""
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def refused(out: Path, *words: str) -> str:
    begun = time.monotonic()
    command = [*COMMAND, "generate", *TINY, f"out={out}", "count=1", "farm=ray", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - begun < 60, "seconds on a quiet machine"
    assert not out.exists()
    return done.stderr


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        (["farm.address=127.0.0.1:9"], ["farm.address=127.0.0.1:9", "no Ray cluster answers", "refused"]),
        (["farm.address=ray://127.0.0.1:9"], ["farm.address=ray://127.0.0.1:9", "no Ray cluster answers"]),
        (["farm.address=WEB"], ["farm.address=127.0.0.1", "is no Ray cluster"]),
        (["farm.address=somewhere"], ["somewhere", "HOST:PORT"]),
        (["device=gpu"], ["device=gpu", "farm.gpus_per_worker"]),
        (["farm.gpus_per_worker=-1"], ["farm.gpus_per_worker", "-1"]),
    ],
)
def test_where_no_cluster_is_one_is_told_so(words: list[str], fragments: list[str], tmp_path: Path, web_server: str) -> None:
    found = refused(tmp_path / "d", *(word.replace("WEB", web_server) for word in words))
    assert all(fragment in found for fragment in fragments), found


def test_a_cluster_without_room_for_one_worker_is_refused_with_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:9")  # of somebody else's: without farm.address a cluster of one's own is started
    found = refused(tmp_path / "d", "farm.resources={tape_robot: 1}")
    assert "tape_robot: 1" in found
    assert "a node has CPU" in found
