"""Images as people have them: every mode is read as what it shows, and said."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.realism.image_set import open_images
from setpiece.realism.images import read_notes, read_picture
from setpiece.realism.transform import Transform

_RAMP = np.linspace(0, 255, 64 * 48).reshape(48, 64)


def _save(path: Path, kind: str) -> Path:
    grey = _RAMP.astype(np.uint8)
    rgb = Image.fromarray(np.stack([grey, grey // 2, 255 - grey], axis=-1))
    if kind == "EXIF rotation":
        exif = Image.Exif()
        exif[0x0112] = 6
        rgb.save(path.with_suffix(".jpg"), exif=exif)
        return path.with_suffix(".jpg")
    images = {
        "greyscale": Image.fromarray(grey),
        "alpha": rgb.convert("RGBA"),
        "16-bit": Image.fromarray((_RAMP * 257).astype(np.uint16)),
        "palette": rgb.quantize(16),
    }
    if kind == "CMYK":
        rgb.convert("CMYK").save(path.with_suffix(".jpg"))
        return path.with_suffix(".jpg")
    images[kind].save(path)
    return path


@pytest.mark.parametrize("kind", ["greyscale", "alpha", "16-bit", "palette", "CMYK", "EXIF rotation"])
def test_mode_is_noted_and_read(tmp_path: Path, kind: str) -> None:
    """(h, w, 3), 8 bits, and a note; a phone's portrait is upright."""
    path = _save(tmp_path / "x.png", kind)
    picture = read_picture(path)
    assert kind in picture.notes
    assert picture.notes == read_notes(path)
    assert picture.rgb.shape == ((64, 48, 3) if kind == "EXIF rotation" else (48, 64, 3))
    if kind in ("greyscale", "16-bit"):
        assert np.abs(picture.rgb[..., 0].astype(int) - _RAMP).max() <= 1


def test_transparency_lies_on_white(tmp_path: Path) -> None:
    """A cut-out object does not stand before black."""
    Image.new("RGBA", (16, 16), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert (read_picture(tmp_path / "a.png").rgb == 255).all()


@pytest.mark.parametrize("content", [b"", b"not an image", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_unreadable_files_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.png").write_bytes(content)
    with pytest.raises(UserError, match=r"broken\.png"):
        read_picture(tmp_path / "broken.png")


def test_cut_short_file_is_named(tmp_path: Path) -> None:
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(tmp_path / "x.jpg")
    (tmp_path / "x.jpg").write_bytes((tmp_path / "x.jpg").read_bytes()[:900])
    with pytest.raises(UserError, match=r"x\.jpg"):
        read_picture(tmp_path / "x.jpg")


def test_too_few_images_or_none(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder"):
        open_images(tmp_path / "missing", "real")
    Image.new("RGB", (16, 16)).save(tmp_path / "one.png")
    with pytest.raises(UserError, match=r"real=.*1 images found"):
        open_images(tmp_path, "real")


@pytest.mark.parametrize(("text", "word"), [("[]", "object"), ("{}", "categories"), ("{", "JSON")])
def test_bad_coco_files_are_named(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "annotations.json").write_text(text)
    with pytest.raises(UserError, match=rf"annotations\.json.*{word}"):
        open_images(tmp_path, "data")


def test_clean_resize_does_not_alias_and_the_old_one_does() -> None:
    """A fine checkerboard is grey when seen small; without antialiasing it is whatever pixels were hit."""
    board = np.repeat(((np.indices((640, 640)).sum(axis=0) % 2) * 255).astype(np.uint8)[..., None], 3, axis=2)
    clean, old = (Transform(299, kind, (0.0,) * 3, (1.0,) * 3)(board) for kind in ("clean", "bilinear"))
    assert np.abs(clean - 127.5).max() < 15
    assert old.std() > 30


def test_bilinear_resize_by_definition() -> None:
    """Half-pixel centres: doubling [0, 100] gives 0, 25, 75, 100."""
    two = np.array([[[0] * 3, [100] * 3]] * 2, dtype=np.uint8)
    row = Transform(4, "bilinear", (0.0,) * 3, (1.0,) * 3)(two)[0, 0]
    assert row.tolist() == [0.0, 25.0, 75.0, 100.0]
    corner = Transform(4, "bilinear-tf1", (0.0,) * 3, (1.0,) * 3)(two)[0, 0]
    assert corner.tolist() == [0.0, 50.0, 100.0, 100.0]
