"""Print: lettering, bar codes, small print and motifs, drawn with Pillow onto a canvas.

Everything is measured in shares of the canvas (0 to 1, y down), so that a design survives another resolution.
"""

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from setpiece.assets.kit.color import srgb8
from setpiece.assets.kit.faces import drawn
from setpiece.assets.mesh import Texture


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def lettering(text: str, weight: float = 0.0, slant: float = 0.0, tracking: float = 0.0, face: str = "grotesque") -> Image.Image:
    """Text as a tight "L" mask, 120 px em.

    Args:
        text: one line.
        weight: stroke added, in hundredths of the em; 0 regular, 4 bold, 8 black.
        slant: shear to the right, 0.2 is italic.
        tracking: extra letter distance in ems; of the grotesque only.
        face: "grotesque", or one of ``faces.FACES``.
    """
    if face != "grotesque":
        mask = drawn(text, face, weight)
        return mask.crop(mask.getbbox() or (0, 0, 1, 1))
    font, stroke = _font(120), round(1.2 * weight)
    gaps = 120 * tracking
    width = int(sum(font.getlength(letter) + gaps for letter in text) if tracking else font.getlength(text)) + 4 * stroke + 60
    mask = Image.new("L", (width, 220), 0)
    draw = ImageDraw.Draw(mask)
    if tracking:
        x = 20.0
        for letter in text:
            draw.text((x, 30), letter, fill=255, font=font, stroke_width=stroke)
            x += font.getlength(letter) + gaps
    else:
        draw.text((20, 30), text, fill=255, font=font, stroke_width=stroke)
    if slant:
        mask = mask.transform(
            (width + int(220 * slant), 220), Image.Transform.AFFINE, (1, slant, -220 * slant, 0, 1, 0), Image.Resampling.BICUBIC
        )
    return mask.crop(mask.getbbox() or (0, 0, 1, 1))


class Canvas:
    """An RGB picture addressed in shares of its width and height."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        """A sheet of ``width`` by ``height`` pixels in one colour."""
        self.image = Image.new("RGB", (width, height), srgb8(ground))
        self._draw = ImageDraw.Draw(self.image)

    def _px(self, *shares: float) -> list[float]:
        return [share * (self.image.width if k % 2 == 0 else self.image.height) for k, share in enumerate(shares)]

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, color: str, radius_px: float = 0.0, outline_px: int = 0) -> None:
        """Filled, or only its outline if ``outline_px``; corners rounded by ``radius_px``."""
        fill, line = (None, srgb8(color)) if outline_px else (srgb8(color), None)
        self._draw.rounded_rectangle(self._px(x0, y0, x1, y1), radius_px, fill=fill, outline=line, width=max(1, outline_px))

    def disc(self, x: float, y: float, radius: float, color: str, outline_px: int = 0) -> None:
        """A circle; ``radius`` is a share of the canvas's height."""
        cx, cy = self._px(x, y)
        r = radius * self.image.height
        fill, line = (None, srgb8(color)) if outline_px else (srgb8(color), None)
        self._draw.ellipse([cx - r, cy - r, cx + r, cy + r], fill=fill, outline=line, width=max(1, outline_px))

    def polygon(self, points: np.ndarray, color: str) -> None:  # type: ignore[type-arg]
        """Filled; ``points`` is (N, 2) in shares."""
        self._draw.polygon([(float(x) * self.image.width, float(y) * self.image.height) for x, y in points], fill=srgb8(color))

    def gradient(self, y0: float, y1: float, top: str, bottom: str) -> None:
        """A band that fades from one colour to another, whole width."""
        first, last = int(y0 * self.image.height), int(y1 * self.image.height)
        share = np.linspace(0, 1, max(last - first, 1))[:, None, None]
        rows = np.array(srgb8(top)) * (1 - share) + np.array(srgb8(bottom)) * share
        band = np.broadcast_to(rows, (len(share), self.image.width, 3)).round().astype(np.uint8)
        self.image.paste(Image.fromarray(np.ascontiguousarray(band)), (0, first))

    def text(
        self, mask: Image.Image, x: float, y: float, width: float, height: float, color: str, turn_deg: int = 0, stretch: bool = False
    ) -> None:
        """Lettering centred at (x, y), as large as fits a box of the given shares; ``stretch`` lets it grow to 1.6 times as tall."""
        turned = mask.rotate(turn_deg, expand=True) if turn_deg else mask
        box_w, box_h = width * self.image.width, height * self.image.height
        scale = min(box_w / turned.width, box_h / turned.height)
        size_h = min(turned.height * scale * (1.6 if stretch else 1.0), box_h)
        size = max(1, round(turned.width * scale)), max(1, round(size_h))
        small = turned.resize(size, Image.Resampling.LANCZOS)
        corner = round(x * self.image.width - size[0] / 2), round(y * self.image.height - size[1] / 2)
        self.image.paste(Image.new("RGB", size, srgb8(color)), corner, small)

    def paragraph(self, text: str, x: float, y: float, width: float, height: float, color: str, size_px: int = 11) -> None:
        """Small print, wrapped, cut off where the box ends."""
        font, line, words, rows = _font(size_px), "", text.split(), []
        limit = width * self.image.width
        for word in words:
            if line and font.getlength(f"{line} {word}") > limit:
                rows.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        rows.append(line)
        left, top = self._px(x, y)
        for k, row in enumerate(rows[: max(1, int(height * self.image.height / (size_px * 1.25)))]):
            self._draw.text((left, top + k * size_px * 1.25), row, fill=srgb8(color), font=font)

    def barcode(self, x: float, y: float, width: float, height: float, rng: np.random.Generator) -> None:
        """Black bars of one to four modules on a white field, digits below (EAN-13's 95 modules)."""
        self.rectangle(x, y, x + width, y + height, "#ffffff")
        left, top, right, bottom = self._px(x, y, x + width, y + height)
        module = (right - left) * 0.9 / 95
        at, dark = 0, True
        while at < 95:
            bar = min(int(rng.integers(1, 5)), 95 - at)
            if dark:
                start = left + 0.05 * (right - left) + at * module
                self._draw.rectangle(
                    [start, top + 0.06 * (bottom - top), start + max(bar * module - 0.6, 0.0), top + 0.8 * (bottom - top)],
                    fill=(12, 12, 12),
                )
            at, dark = at + bar, not dark
        digits = "".join(str(digit) for digit in rng.integers(0, 10, 13))
        self.text(lettering(digits), x + width / 2, y + 0.9 * height, width * 0.8, height * 0.14, "#101010")

    def table(self, x: float, y: float, width: float, height: float, color: str, rows: int = 7) -> None:
        """A nutrition table: rules, names, figures."""
        self.rectangle(x, y, x + width, y + height, color, outline_px=1)
        names = ("Energy", "Fat", "  saturates", "Carbohydrate", "  sugars", "Fibre", "Protein", "Salt", "Vitamin C", "Iron")
        step = height / rows
        for k in range(rows):
            top = y + k * step
            self._draw.line(self._px(x, top, x + width, top), fill=srgb8(color), width=1)
            size = max(6, int(min(0.62 * step * self.image.height, 0.075 * width * self.image.width)))
            left, upper = self._px(x + 0.03 * width, top + 0.12 * step)
            self._draw.text((left, upper), names[k % len(names)], fill=srgb8(color), font=_font(size))
            self._draw.text(
                (left + 0.7 * width * self.image.width, upper), f"{(k * 37 + 13) % 97 / 10} g", fill=srgb8(color), font=_font(size)
            )

    def texture(self) -> Texture:
        """The picture as an sRGB PNG."""
        buffer = io.BytesIO()
        self.image.save(buffer, "PNG", compress_level=4)
        return Texture(buffer.getvalue())
