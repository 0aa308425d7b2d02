"""OutputConfig: which label files a dataset holds, and in which format."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Spec


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
    """

    images: Literal["png", "jpg"] = "png"
    jpeg_quality: Annotated[int, Field(ge=1, le=100)] = 95
    depth: Literal["exr", "exr_exact", "npz", "none"] = "exr"
    depth_mm: bool = True
    normals: bool = True
    instances: bool = True
    categories: bool = True
