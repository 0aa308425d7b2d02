"""The way to a Ray cluster, and what it holds. Ray is imported in functions only: the core does without it."""

import math
import os
import socket
import struct
from collections.abc import Mapping
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.farm.config import Config
from setpiece.farm.farm_config import RayFarm
from setpiece.farm.machine import cpu_count

_ANSWER_WITHIN_S = 3.0
_OBJECT_STORE_BYTES = 100 * 2**20
_HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\x04" + bytes(5)
"""What a gRPC client says first, with an empty SETTINGS frame (RFC 9113, section 3.4)."""
_SETTINGS = 4


def connect(farm: RayFarm) -> None:
    """Connect this process to the farm's cluster, or start one of its own; nothing happens where it is connected already.

    Raises:
        UserError: Ray is not installed, no cluster answers at the address, or it is of another version.
    """
    try:
        import ray
    except ModuleNotFoundError:
        raise UserError("farm=ray: Ray is not installed. Run: pip install 'setpiece[farm]'") from None
    if ray.is_initialized():
        return
    if farm.address is not None:
        _knock(farm.address)
    try:
        ray.init(**_start_options(farm) if farm.address is None else {"address": farm.address}, log_to_driver=False, logging_level="ERROR")
    except Exception as error:  # Ray raises a bare one where its own processes do not come up in time
        raise UserError(f"farm.address={farm.address}: {' '.join(str(error).split())}") from None


def join(config: Config) -> int:
    """Connect to the cluster of a config's ``RayFarm``; returns the number of workers.

    Raises:
        UserError: the cluster cannot be reached, or holds no worker; a GPU is insisted on and none is reserved.
    """
    farm = config.farm
    assert isinstance(farm, RayFarm)
    if config.device not in ("auto", "cpu") and not farm.gpus_per_worker:
        raise UserError(f"device={config.device}: farm.gpus_per_worker is 0; accepted: 1, or a fraction for workers that share a card")
    connect(farm)
    held = capacity(farm)
    return farm.workers or held


def disconnect() -> None:
    """Leave the cluster; one of our own ends with that."""
    import ray

    ray.shutdown()


def capacity(farm: RayFarm) -> int:
    """How many workers the nodes hold that are there now, were they empty.

    Raises:
        UserError: none, and the number of workers is left to the cluster.
    """
    import ray

    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    fitting = sum(_fits(demand(farm), node) for node in nodes)
    if fitting == 0 and (farm.workers == 0 or farm.address is None):
        wanted = ", ".join(f"{name}: {amount:g}" for name, amount in demand(farm).items())
        raise UserError(
            f"farm: no node of the cluster has what one worker reserves ({wanted}); accepted: less in farm.threads, "
            f"farm.gpus_per_worker or farm.resources, or farm.workers=N to wait for nodes that are still to come.\n{_described(nodes)}"
        )
    return fitting


def demand(farm: RayFarm) -> dict[str, float]:
    """What one worker reserves, by Ray's names."""
    asked = {"CPU": float(farm.threads), "GPU": farm.gpus_per_worker, **farm.resources}
    return {name: amount for name, amount in asked.items() if amount > 0.0}


def _start_options(farm: RayFarm) -> dict[str, Any]:
    """A cluster of one node that holds the workers asked for, tells nobody and needs little memory."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_enable_metrics_collection", "0")
    cpus = max(cpu_count(), farm.workers * farm.threads)
    return {"address": "local", "num_cpus": cpus, "include_dashboard": False, "object_store_memory": _OBJECT_STORE_BYTES}


def _knock(address: str) -> None:
    """Find out within seconds whether a cluster answers: Ray itself waits for minutes.

    Raises:
        UserError: nothing answers, or something that does not speak gRPC, as Ray does.
    """
    where = os.environ.get("RAY_ADDRESS", "auto") if address == "auto" else address
    if where == "auto":
        return
    host, colon, port = where.removeprefix("ray://").rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise UserError(f"farm.address: found {where}; accepted: auto, null, HOST:PORT or ray://HOST:PORT")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_WITHIN_S) as line:
            line.sendall(_HTTP2_PREFACE)
            answer = line.recv(9)
    except OSError as error:
        reason = error.strerror or f"no answer within {_ANSWER_WITHIN_S:g} s"
        raise UserError(f"farm.address={where}: no Ray cluster answers there: {reason}") from None
    if len(answer) < 9 or struct.unpack(">3xB5x", answer) != (_SETTINGS,):
        raise UserError(f"farm.address={where}: what answers there is no Ray cluster; the port is 6379 unless chosen, 10001 for ray://")


def _fits(asked: Mapping[str, float], node: Mapping[str, float]) -> int:
    return min(math.floor(node.get(name, 0.0) / amount + 1e-9) for name, amount in asked.items())


def _described(nodes: list[dict[str, float]]) -> str:
    """What there is, a line a node, without Ray's own book-keeping."""
    hidden = ("node:", "memory", "object_store_memory")
    shown = [", ".join(f"{name}: {amount:g}" for name, amount in node.items() if not name.startswith(hidden)) for node in nodes[:8]]
    return "\n".join(f"  a node has {line}" for line in shown) or "  there are no nodes"
