"""OutputConfig: which label files a dataset holds, and in which format."""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from setpiece.assets.spec import Spec, Unit
from setpiece.dataset.reference import SUFFIXES, fingerprint, network_hashes, networks, photographs

AdaptMethod = Literal["color", "histogram", "fourier", "noise", "spectrum"]


def _known_method(name: str) -> str:
    """A method's name, or the path of an ONNX file."""
    if name in get_args(AdaptMethod) or name.lower().endswith(".onnx"):
        return name
    raise ValueError(f"accepted: {', '.join(repr(known) for known in get_args(AdaptMethod))}, or an ONNX file")


class AdaptConfig(Spec):
    """How pictures are moved towards photographs as they are written; nothing in them moves, and labels stay.

    Attributes:
        method: applied in this order, each a name or an ONNX file; see ``setpiece help adapt``. On another kind of processor a
            network's last bits may differ, and with them a pixel by one level.
        strength: 0 leaves the picture, 1 takes the adapted one, between is a blend.
        networks_sha256: identity of the ONNX files, in their order, found by itself.
        reference_sha256: identity of the photographs, found by itself: another folder's content is another dataset.
        reference: folder of photographs; each picture takes one of them for its model.
    """

    method: Annotated[
        tuple[Annotated[str, AfterValidator(_known_method)], ...],
        BeforeValidator(lambda raw: (raw,) if isinstance(raw, str) else raw),
        Field(min_length=1),
    ]
    strength: Unit = 1.0
    networks_sha256: tuple[str, ...] = ()
    reference_sha256: str | None = None
    reference: str

    @model_validator(mode="before")
    @classmethod
    def _identify(cls, raw: Any) -> Any:  # noqa: ANN401 - anything that a YAML file may hold
        """Adds the fingerprints of photographs and networks, unless the dataset was begun with them already."""
        if not isinstance(raw, dict) or raw.get("reference_sha256") is not None or not isinstance(raw.get("reference"), str):
            return raw
        folder, named = Path(raw["reference"]).expanduser(), raw.get("method")
        hashes = network_hashes((named,) if isinstance(named, str) else tuple(map(str, named or ())))
        return raw | {"reference_sha256": fingerprint(folder) if photographs(folder) else None, "networks_sha256": hashes}

    @field_validator("networks_sha256")
    @classmethod
    def _networks_exist(cls, hashes: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """An empty hash is a file that is not there."""
        missing = [name for name, digest in zip(networks(info.data.get("method", ())), hashes, strict=False) if not digest]
        if missing:
            raise ValueError(f"output.adapt.method: found {missing[0]}, and there is no such file; accepted: an ONNX file")
        return hashes

    @field_validator("reference")
    @classmethod
    def _holds_photographs(cls, reference: str, info: ValidationInfo) -> str:
        if info.data.get("reference_sha256") is None:
            raise ValueError(f"no photographs there; accepted: a folder with {', '.join(SUFFIXES)}")
        return reference


class OutputConfig(Spec):
    """Which files are written beside each record. Boxes, masks (RLE), poses and 3D boxes are always in the record.

    Attributes:
        images: format of the photograph.
        jpeg_quality: 1 to 100, for ``images: jpg``.
        depth: planar depth in metres, float32. "exr" keeps 24 of the 32 bits (relative error below 2^-16: 15 micrometres at 1 m),
            which makes it 3 times faster and 7 times smaller than "exr_exact"; "npz" is exact, for readers without OpenEXR.
        depth_mm: also 16-bit PNG in millimetres, 0 for nothing or beyond 65.535 m.
        normals: 16-bit PNG of the normals in the camera's frame.
        instances: 16-bit PNG of instance ids, 0 for background and scenery.
        categories: PNG of category ids, 0 for background and scenery.
        flow: optical flow to the next image of a sequence, "flo" (Middlebury) or "kitti" (16-bit PNG).
        occlusion: of sequences, PNG: 255 where the next image does not show what a pixel shows.
        disparity: of a rectified pair of views, "pfm" (Middlebury, float32) or "kitti" (16-bit PNG).
        adapt: move the photograph's pixels towards real ones; None leaves them.
        shards: pack the files of so many consecutive images into one tar (docs/farm/storage.md); None leaves them files.
    """

    images: Literal["png", "jpg"] = "png"
    jpeg_quality: Annotated[int, Field(ge=1, le=100)] = 95
    depth: Literal["exr", "exr_exact", "npz", "none"] = "exr"
    depth_mm: bool = True
    normals: bool = True
    instances: bool = True
    categories: bool = True
    flow: Literal["flo", "kitti", "none"] = "none"
    occlusion: Annotated[bool, Field(exclude_if=lambda value: not value)] = False
    disparity: Annotated[Literal["pfm", "kitti", "none"], Field(exclude_if=lambda value: value == "none")] = "none"
    adapt: AdaptConfig | None = None
    shards: Annotated[int | None, Field(ge=1, le=100_000, exclude_if=lambda value: value is None)] = None
