"""Which device renders: the choice, apart from how the devices were found."""

from dataclasses import dataclass
from typing import Literal

from setpiece.assets.errors import UserError

Request = Literal["auto", "gpu", "cpu"]

BACKENDS = ("OPTIX", "CUDA", "HIP", "ONEAPI", "METAL")
"""Cycles' GPU backends, the fastest first. OptiX and CUDA drive the same cards; OptiX uses their ray-tracing cores."""


@dataclass(frozen=True)
class Device:
    """One device as Cycles lists it.

    Attributes:
        backend: one of ``BACKENDS``, or "CPU".
        name: the vendor's name of the card or processor.
        id: Cycles' identifier of this very card.
    """

    backend: str
    name: str
    id: str

    def __str__(self) -> str:
        return f"{self.backend}: {self.name}"


@dataclass(frozen=True)
class Choice:
    """What will be used, and why.

    Attributes:
        device: the device to render on.
        reason: one clause for people, e.g. "no GPU backend found a device".
        fell_back: a GPU would have been preferred and there is none.
    """

    device: Device
    reason: str
    fell_back: bool


def choose_device(request: Request, found: tuple[Device, ...], gpu_index: int = 0) -> Choice:
    """Choose the device for one process.

    Args:
        request: "gpu" insists on one, "cpu" forbids it, "auto" takes one if it is there.
        found: every device that Cycles reports, in any order; exactly one of them is the CPU.
        gpu_index: which card of the best backend, modulo their number (worker k of a machine takes card k).

    Raises:
        UserError: a GPU is insisted on and there is none.
    """
    cpu = next(device for device in found if device.backend == "CPU")
    if request == "cpu":
        return Choice(cpu, "device=cpu was asked for", fell_back=False)
    for backend in BACKENDS:
        cards = [device for device in found if device.backend == backend]
        if cards:
            return Choice(cards[gpu_index % len(cards)], f"{backend} is the fastest backend that found a device", fell_back=False)
    if request == "gpu":
        raise UserError("device=gpu: Cycles found no GPU (tried " + ", ".join(BACKENDS) + "); use device=auto or device=cpu")
    return Choice(cpu, "no GPU backend found a device", fell_back=True)
