"""NVIDIA's own names of its cards: UUIDs, as schedulers and containers hand them out, to PCI addresses, as Cycles has them."""

import subprocess

from setpiece.assets.errors import UserError

_COMMAND = ["nvidia-smi", "--query-gpu=uuid,pci.bus_id", "--format=csv,noheader"]


def pci_address(uuid: str) -> str:
    """Address like "0000:01:00" of the card with a UUID, or with the only one that starts so.

    Raises:
        UserError: no such card, or no driver that could say.
    """
    try:
        lines = subprocess.run(_COMMAND, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()
    except (OSError, subprocess.SubprocessError) as error:
        raise UserError(f"device={uuid}: nvidia-smi, which knows the UUIDs of cards, does not answer: {error}") from None
    there = {name.strip(): address.strip() for name, _, address in (line.partition(",") for line in lines)}
    found = [address for name, address in there.items() if name.lower().startswith(uuid.lower())]
    if len(found) != 1:
        raise UserError(f"device={uuid}: found {len(found)} such cards; accepted: {', '.join(there) or 'none, there is no card'}")
    domain, _, rest = found[0].lower().partition(":")  # "00000000:01:00.0"
    return f"{domain[-4:]}:{rest.partition('.')[0]}"
