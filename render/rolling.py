"""Depth through a rolling shutter: from the camera of the middle of the exposure to that of each row."""

import numpy as np

from setpiece.render.frame import Float32
from setpiece.scenes.kinematics import advanced
from setpiece.scenes.spec import CameraSpec


def depth_by_rows(camera: CameraSpec, readout_s: float, depth_m: Float32) -> Float32:
    """(H, W) planar depth in the camera's frame at the time of each row.

    Cycles measures depth along the optical axis of the middle of the exposure, whenever the ray was shot. A point z d on a row's ray
    d lies at ``z (m . d) + t`` along that axis, where (m, t) takes the row's frame to the axis.

    Args:
        camera: a pinhole.
        readout_s: from its first to its last row.
        depth_m: (H, W) along the middle's axis, inf for background.
    """
    times = ((np.arange(camera.height) + 0.5) / camera.height - 0.5) * readout_s
    middle = np.array(camera.world_from_camera)
    poses = advanced(middle, camera.linear_velocity_m_s, camera.angular_velocity_rad_s, times)
    axes = np.einsum("j,hjk->hk", middle[:3, 2], poses[:, :3, :3])
    offsets = (poses[:, :3, 3] - middle[:3, 3]) @ middle[:3, 2]
    x = (np.arange(camera.width) + 0.5 - camera.width / 2) / camera.focal_length_px
    y = (np.arange(camera.height) + 0.5 - camera.height / 2) / camera.focal_length_px
    slopes = axes[:, 0, None] * x + (axes[:, 1] * y + axes[:, 2])[:, None]
    rows: Float32 = ((depth_m - offsets[:, None]) / slopes).astype(np.float32)
    return rows
