"""Textures of imported files: kept as the bytes they came in, under names that are unique in the model."""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.assets.formats.pieces import to_linear, to_srgb
from setpiece.assets.mesh import Texture


class Shelf:
    """The textures of one file while it is read; messages name that file.

    Attributes:
        textures: name -> texture, so far.
    """

    def __init__(self, owner: Path) -> None:
        self.owner = owner
        self.textures: dict[str, Texture] = {}

    def add_file(self, path: Path, *, color: bool) -> str:
        """Takes an image file and returns its name in the model.

        Raises:
            UserError: if there is no such file, or no image in it.
        """
        if not path.is_file():
            raise UserError(f"{self.owner}: names the texture {path}, which does not exist")
        return self.add(path.read_bytes(), path.name, color=color)

    def add(self, data: bytes, name: str, *, color: bool) -> str:
        """Takes an encoded image and returns its name in the model.

        Raises:
            UserError: if the bytes are not an image.
        """
        space = "srgb" if color else "data"
        texture = Texture(data, "srgb" if color else "data")
        for candidate in (name, f"{space}_{name}", f"{hashlib.sha256(data).hexdigest()[:12]}_{space}_{name}"):
            held = self.textures.get(candidate)
            if held is None:
                self._check(data, name)
                self.textures[candidate] = texture
                return candidate
            if held == texture:
                return candidate
        raise AssertionError("two textures with one hash")

    def scaled(self, name: str, factors: Sequence[float]) -> str:
        """A texture multiplied by one factor per channel, in linear light for colours; itself where all factors are 1."""
        if all(abs(factor - 1.0) < 0.004 for factor in factors):
            return name
        texture = self.textures[name]
        image = Image.open(io.BytesIO(texture.data))
        alpha = "A" in image.getbands()
        pixels = np.asarray(image.convert("RGBA" if alpha else "RGB"), dtype=np.float64) / 255.0
        color = texture.color_space == "srgb"
        values = (to_linear(pixels[..., :3]) if color else pixels[..., :3]) * np.asarray(factors)[:3]
        pixels[..., :3] = to_srgb(values) if color else values
        return self.add(encode_png(pixels), f"{Path(name).stem}_scaled.png", color=color)

    def _check(self, data: bytes, name: str) -> None:
        try:
            with Image.open(io.BytesIO(data)) as image:
                image.load()
        except Exception as error:  # Pillow raises whatever its decoders raise
            raise UserError(f"{self.owner}: the texture {name} cannot be read as an image ({error})") from error


def encode_png(pixels: NDArray[np.float64]) -> bytes:
    """(H, W, 3 or 4) values in [0, 1] as an 8-bit PNG."""
    buffer = io.BytesIO()
    Image.fromarray(np.round(np.clip(pixels, 0.0, 1.0) * 255.0).astype(np.uint8)).save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()
