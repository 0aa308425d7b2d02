"""SHA256SUMS: hashes of what no record answers for: manifest, page, quarantine. ``sha256sum -c SHA256SUMS`` reads it too.

The files of images have their hashes in their records, a record in itself, annotations.json in the manifest. This closes the chain; the
last line is the hash of the lines before it, so that a list that was cut off is found.
"""

import hashlib
from collections.abc import Iterator, Mapping

from setpiece.dataset import manifest
from setpiece.dataset.files import write_atomically
from setpiece.dataset.places import Place, files_below, inside, read_each

NAME = "SHA256SUMS"
_PAGE = "index.html"
_SEAL = "# sha256 of the lines above: "


def write_checksums(root: Place) -> None:
    """Lists what is there; the last thing that ``finalise`` does."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in _digests(root).items())
    write_atomically(root / NAME, f"{lines}{_SEAL}{_sha256(lines.encode())}\n".encode())


def checksum_problems(root: Place) -> Iterator[tuple[str, str]]:
    """Path and message of everything that is not as it was when the dataset was last finalised.

    Frames quarantined since are no problem.
    """
    try:
        listed = _listed((root / NAME).read_bytes())
    except FileNotFoundError:
        yield NAME, "missing: run `setpiece finalise` on the dataset"
        return
    except ValueError as error:
        yield NAME, str(error)
        return
    found = _digests(root)
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            yield name, f"missing; it is in {NAME}"
        elif name not in listed and not name.startswith("quarantine/"):
            yield name, f"is not in {NAME}; run `setpiece finalise`"
        elif name in listed and listed[name] != found[name]:
            yield name, f"changed since it was written: its hash is not that in {NAME}"


def _digests(root: Place) -> dict[str, str]:
    paths = [root / _PAGE, root / manifest.NAME, *files_below(root / "quarantine"), *files_below(root / "report")]
    whole = (path for path in paths if path.exists() and not path.name.startswith("."))
    return {inside(root, path): _sha256(data) for path, data in read_each(root, whole)}


def _listed(data: bytes) -> Mapping[str, str]:
    """Name to hash.

    Raises:
        ValueError: the list is damaged.
    """
    lines, seal, claimed = data.partition(_SEAL.encode())
    if not seal or claimed != f"{_sha256(lines)}\n".encode():
        raise ValueError("changed or cut off since it was written; run `setpiece finalise`")
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines.decode().splitlines())}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
