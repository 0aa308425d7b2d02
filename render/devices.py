"""Which device renders: the choice, apart from how the devices were found."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

from setpiece.assets.errors import UserError
from setpiece.render.nvidia import pci_address

BACKENDS = ("OPTIX", "CUDA", "HIP", "ONEAPI", "METAL")
"""Cycles' GPU backends, the fastest first. OptiX and CUDA drive the same cards; OptiX uses their ray-tracing cores."""

_NUMBERED = re.compile(rf"(gpu|{'|'.join(BACKENDS).lower()})(?::(\d+))?", re.IGNORECASE)
_PCI = re.compile(r"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}", re.IGNORECASE)
_UUID = re.compile(r"GPU-[0-9a-f][0-9a-f-]{6,}", re.IGNORECASE)
_CYCLES_ID = re.compile(rf"({'|'.join(BACKENDS)})_.+")
_ACCEPTED = "auto, cpu, gpu, gpu:N, optix:N, cuda:N, hip:N, oneapi:N, metal:N, a PCI address like 0000:01:00, a UUID like GPU-8932f937-..."


class OutOfMemoryError(RuntimeError):
    """A scene that the device's memory cannot hold."""


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


def check_request(text: str) -> str:
    """The same text.

    Raises:
        ValueError: it does not name a device.
    """
    if text in {"auto", "cpu"} or any(form.fullmatch(text) for form in (_NUMBERED, _PCI, _UUID, _CYCLES_ID)):
        return text
    raise ValueError(f"accepted: {_ACCEPTED}, or an id that `setpiece doctor` lists")


def choose_device(request: str, found: tuple[Device, ...], gpu_index: int = 0) -> Choice:
    """Choose the device for one process.

    Args:
        request: "gpu" insists on one, "cpu" forbids it, "auto" takes one if it is there; "gpu:1", "optix:0", a PCI address,
            a UUID of NVIDIA's or an id of Cycles' is this card and no other.
        found: every device that Cycles reports, in any order; exactly one of them is the CPU.
        gpu_index: which of the suitable cards, modulo their number (worker k of a machine takes card k).

    Raises:
        UserError: a GPU is insisted on and there is none.
    """
    able = suitable(request, found)
    device = able[gpu_index % len(able)]
    if request == "auto" and device.backend == "CPU":
        return Choice(device, "no GPU backend found a device" + _hidden(), fell_back=True)
    if request in {"auto", "gpu"}:
        return Choice(device, f"{device.backend} is the fastest backend that found a device", fell_back=False)
    return Choice(device, f"device={request} was asked for", fell_back=False)


def suitable(request: str, found: tuple[Device, ...], address_of: Callable[[str], str] = pci_address) -> tuple[Device, ...]:
    """The devices that a request admits, at least one: all cards of the best backend, one card, or the CPU.

    Args:
        request: as in ``choose_device``.
        found: every device that Cycles reports.
        address_of: PCI address of the card with a UUID.

    Raises:
        UserError: there is none.
    """
    try:
        check_request(request)
    except ValueError as error:
        raise UserError(f"device={request}: {error}") from None
    cpu = tuple(device for device in found if device.backend == "CPU")
    if request == "cpu":
        return cpu
    cards = sorted((device for device in found if device.backend != "CPU"), key=lambda device: BACKENDS.index(device.backend))
    numbered = _NUMBERED.fullmatch(request)
    if request == "auto" or numbered:
        backend = request.partition(":")[0].upper()
        of_best = [card for card in cards if card.backend == (cards[0].backend if backend in {"AUTO", "GPU"} else backend)]
        if numbered and numbered[2]:
            of_best = of_best[int(numbered[2]) :][:1]
        if not of_best and request == "auto":
            return cpu
    else:
        wanted = address_of(request) if _UUID.fullmatch(request) else request
        of_best = [card for card in cards if wanted == card.id or (_PCI.fullmatch(wanted) and wanted.lower() in card.id.lower())][:1]
    if not of_best:
        raise UserError(_none(request, cards))
    return tuple(of_best)


def _none(request: str, cards: list[Device]) -> str:
    """Why a request finds no card: what there is instead."""
    if not cards:
        return f"device={request}: Cycles found no GPU (tried {', '.join(BACKENDS)}){_hidden()}; use device=auto or device=cpu"
    there = "; ".join(f"{card} ({card.id})" for card in cards)
    return f"device={request}: Cycles found no such card; it found {there}{_hidden()}"


def _hidden() -> str:
    """A reminder of cards that are hidden from this process."""
    names = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ZE_AFFINITY_MASK")
    return "".join(f", {name}={os.environ[name]!r} hides others" for name in names if name in os.environ)
