"""A Ray cluster on this machine, in a process of its own; it does what it is told on stdin, a word a line.

Arguments: how many nodes, how many CPUs each has. Each says that it has a GPU, which is not there, and two of a resource ``render``.

``worker`` kills one actor's process, ``node`` the second node's raylet at once, ``end`` everything. It prints the address first, then
what it did.
"""

import os
import signal
import sys
from pathlib import Path

from ray.cluster_utils import Cluster

_MIB = 2**20


def start(nodes: int, cpus: int) -> tuple[Cluster, list]:
    """The first node is the head."""
    cluster = Cluster()
    has = {"num_cpus": cpus, "num_gpus": 1, "resources": {"render": 2}}
    quiet = {"object_store_memory": 100 * _MIB, "include_dashboard": False}
    return cluster, [cluster.add_node(node_ip_address=f"127.0.0.{2 + number}", **has, **quiet) for number in range(nodes)]


def actors(node) -> list[int]:  # noqa: ANN001
    """Ids of the processes of image actors on a node."""
    raylet = node.all_processes["raylet"][0].process.pid
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent, title = int(stat.read_text().rpartition(")")[2].split()[1]), (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == raylet and b"ImageActor" in title:
            found.append(int(stat.parent.name))
    return found


def say(text: str) -> None:
    """A line for who started this."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Start, obey, stop."""
    cluster, nodes = start(*map(int, sys.argv[1:]))
    say(cluster.address)
    for line in sys.stdin:
        if line.strip() == "worker":
            busy = [pid for node in nodes for pid in actors(node)]
            os.kill(busy[0], signal.SIGKILL)
            say(f"killed one of {len(busy)}")
        elif line.strip() == "node":
            say(f"killed a node with {len(actors(nodes[1]))}")
            cluster.remove_node(nodes.pop(), allow_graceful=False)
        else:
            break
    cluster.shutdown()


if __name__ == "__main__":
    main()
