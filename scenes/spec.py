"""SceneSpec: everything that decides one image, as frozen plain data, JSON both ways.

Frames: the world is right-handed with z up, in metres. Cameras follow OpenCV: x right, y down, z forward. Pixel (0, 0) has its
centre at (0.5, 0.5), so an uncropped pinhole has its principal point at (width / 2, height / 2). Transforms are named
``a_from_b`` and map coordinates in b to coordinates in a.
"""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from setpiece.assets.material import Material
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Matrix4, Rgb, Spec, Unit, Vec3
from setpiece.scenes.lens import Lens
from setpiece.scenes.sensor_effects import SensorEffects
from setpiece.scenes.weather.spec import WeatherSpec

Positive = Annotated[float, Field(gt=0.0)]
NonNegative = Annotated[float, Field(ge=0.0)]
Bounces = Annotated[int, Field(ge=0, le=1024)]


class ObjectSpec(Spec):
    """One thing in the scene. Without a category it is scenery: it hides, shades and has depth, but is not annotated.

    Attributes:
        instance_id: 1, 2, ... unique in the image; 0 is reserved for the background.
        category: name of the annotated class, None for scenery (tables, floors, walls) and distractors.
        asset: the model.
        materials: one per material slot of the model.
        world_from_object: rotation, translation and uniform scale.
        attributes: facts about this object that become COCO attributes, e.g. {"up_face": 6}.
        linear_velocity_m_s: of the object's origin, world frame.
        angular_velocity_rad_s: about the object's origin, world frame: axis times rate.
    """

    instance_id: Annotated[int, Field(ge=1)]
    category: str | None
    asset: AssetRef
    materials: tuple[Material, ...]
    world_from_object: Matrix4
    attributes: dict[str, JsonValue] = Field(default_factory=dict)
    linear_velocity_m_s: Vec3 = (0.0, 0.0, 0.0)
    angular_velocity_rad_s: Vec3 = (0.0, 0.0, 0.0)


class SunLight(Spec):
    """The sun as a distant disc. ``direction_to_light`` is a unit vector in the world frame."""

    kind: Literal["sun"] = "sun"
    direction_to_light: Vec3
    irradiance_w_m2: NonNegative
    color: Rgb = (1.0, 1.0, 1.0)
    angular_diameter_deg: NonNegative = 0.526


class AreaLight(Spec):
    """A rectangular lamp that shines along its own -z, evenly from its whole face."""

    kind: Literal["area"] = "area"
    world_from_light: Matrix4
    size_m: tuple[Positive, Positive]
    power_w: NonNegative
    color: Rgb = (1.0, 1.0, 1.0)
    visible_to_camera: bool = False


class SpotLight(Spec):
    """A small ball lamp that shines into a cone about its own -z, round or flat.

    Attributes:
        world_from_light: rigid.
        power_w: what leaves through the cone.
        cone_deg: full angle of the cone, along its own x if it is flat.
        blend: share of the cone, in cos(angle from the axis), over which the light falls off to its edge; 0 is a hard edge.
        aspect: of the cone's section across its axis: height, along its own y, over width.
        radius_m: of the ball.
    """

    kind: Literal["spot"] = "spot"
    world_from_light: Matrix4
    power_w: NonNegative
    cone_deg: Annotated[float, Field(gt=0.0, le=180.0)]
    blend: Unit = 0.5
    aspect: Annotated[float, Field(gt=0.0, le=1.0, exclude_if=lambda value: value == 1.0)] = 1.0
    radius_m: NonNegative = 0.03
    color: Rgb = (1.0, 1.0, 1.0)


class PointLight(Spec):
    """A small ball lamp of the given radius."""

    kind: Literal["point"] = "point"
    position_m: Vec3
    power_w: NonNegative
    radius_m: NonNegative = 0.03
    color: Rgb = (1.0, 1.0, 1.0)


class HdriSky(Spec):
    """A photographed environment: one of those that Blender ships, by name, or an image file, by path.

    Attributes:
        image: "city", "courtyard", "forest", "interior", "night", "studio", "sunrise", "sunset", or a path to an EXR or HDR.
        rotation_deg: turns the environment about the world's z axis, counter-clockwise seen from above.
        strength: factor on its radiance.
    """

    kind: Literal["hdri"] = "hdri"
    image: str
    rotation_deg: float = 0.0
    strength: NonNegative = 1.0


class PhysicalSky(Spec):
    """Blender's physical sky (Nishita 1993 with multiple scattering, as of Blender 5), sun disc included.

    Attributes:
        sun_elevation_deg: above the horizon.
        sun_azimuth_deg: clockwise from the world's +y axis, seen from above.
        altitude_m: of the observer.
        air, aerosol, ozone: densities, 1 is a clear day.
        strength: factor on its radiance.
        glow: W/(m^2 sr) that come from everywhere besides: the depth of twilight, airglow, towns.
    """

    kind: Literal["physical"] = "physical"
    sun_elevation_deg: Annotated[float, Field(ge=-10.0, le=90.0)]
    sun_azimuth_deg: float
    altitude_m: NonNegative = 100.0
    air: NonNegative = 1.0
    aerosol: NonNegative = 1.0
    ozone: NonNegative = 1.0
    strength: NonNegative = 1.0
    glow: tuple[NonNegative, NonNegative, NonNegative] = (0.0, 0.0, 0.0)


class CloudySky(Spec):
    """A physical sky seen through clouds and haze, above a level ground: CIE 011:2003's overcast sky where it is covered.

    The covered part has the radiance ``cloud_radiance * (1 + 2 sin(elevation)) / 3``. Clouds hide the share ``cover`` of the sky, as
    patches with soft edges; a veil hides the share ``veil`` of all that they leave free, evenly.

    Attributes:
        clear: what is behind.
        cover: share of the sky under cloud.
        veil: share of the rest that haze hides.
        sun_transmission: share of the sun's disc that gets through.
        cloud_radiance: of the covered part at the zenith, linear Rec. 709, W/(m^2 sr).
        ground_radiance: below the horizon, linear Rec. 709, W/(m^2 sr).
        seed: of the clouds' shapes.
    """

    kind: Literal["cloudy"] = "cloudy"
    clear: PhysicalSky
    cover: Unit
    veil: Unit = 0.0
    sun_transmission: Unit = 1.0
    cloud_radiance: tuple[NonNegative, NonNegative, NonNegative]
    ground_radiance: tuple[NonNegative, NonNegative, NonNegative]
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0


class UniformSky(Spec):
    """The same radiance from everywhere, W/(m^2 sr)."""

    kind: Literal["uniform"] = "uniform"
    radiance: tuple[NonNegative, NonNegative, NonNegative] = (0.0, 0.0, 0.0)


Light = Annotated[SunLight | AreaLight | SpotLight | PointLight, Field(discriminator="kind")]
Sky = Annotated[HdriSky | PhysicalSky | CloudySky | UniformSky, Field(discriminator="kind")]


class CameraSpec(Spec):
    """A camera: a pinhole, bent by a lens if there is one, that may be out of focus and may move while the shutter is open.

    Labels show what a pinhole at the pose sees at the middle of the exposure, each row at the middle of its own.

    Attributes:
        width, height: pixels.
        focal_length_mm, sensor_width_mm: as printed on a lens; pixels are square.
        world_from_camera: pose in the middle of the exposure, OpenCV axes.
        near_m, far_m: clipping distances of the renderer.
        lens: distortion; None for a perfect pinhole.
        name: of the view, where several cameras see one scene.
        f_number: focal length over diameter of the opening; None: everything is sharp.
        focus_distance_m: planar depth of the plane in focus.
        shutter_s: how long each row is exposed; 0: frozen.
        readout_s: from the exposure of the first row to that of the last, as in a rolling shutter; 0: all at once.
        linear_velocity_m_s: of the camera's centre, world frame.
        angular_velocity_rad_s: about the camera's centre, world frame: axis times rate.
    """

    width: Annotated[int, Field(ge=8, le=16384)]
    height: Annotated[int, Field(ge=8, le=16384)]
    focal_length_mm: Positive
    sensor_width_mm: Positive = 36.0
    world_from_camera: Matrix4
    near_m: Positive = 0.01
    far_m: Positive = 1000.0
    lens: Lens | None = None
    name: str = "main"
    f_number: Positive | None = None
    focus_distance_m: Positive = 1.0
    shutter_s: NonNegative = 0.0
    readout_s: NonNegative = 0.0
    linear_velocity_m_s: Vec3 = (0.0, 0.0, 0.0)
    angular_velocity_rad_s: Vec3 = (0.0, 0.0, 0.0)

    @property
    def focal_length_px(self) -> float:
        """Fx = fy, in pixels."""
        return self.focal_length_mm / self.sensor_width_mm * self.width

    @property
    def intrinsics(self) -> tuple[Vec3, Vec3, Vec3]:
        """The 3x3 matrix K; pixel (0, 0) has its centre at (0.5, 0.5)."""
        f = self.focal_length_px
        return (f, 0.0, self.width / 2.0), (0.0, f, self.height / 2.0), (0.0, 0.0, 1.0)


class SensorSpec(Spec):
    """From linear radiance to 8 bits.

    Attributes:
        auto_exposure: meter the frame first, so that its log-average luminance becomes middle grey (0.18).
        low_light: how much of what is missing to 10 cd/m^2 auto-exposure leaves missing: 0 makes nights as bright as days, 1 keeps
            one exposure for all that is darker.
        highlights: how far auto-exposure goes from the average towards the bright end: 1 makes the brightest 2 % just white, 0 looks
            at the average only.
        exposure_ev: stops added to that (or to the raw radiance without it).
        white_balance_k: colour temperature that is rendered neutral; 6500 leaves the picture as it is.
        view_transform, look: names in Blender's OpenColorIO config, for its sRGB display.
        effects: what lens and chip add; None for nothing.
    """

    auto_exposure: bool = True
    low_light: Unit = 0.0
    highlights: Unit = 0.0
    exposure_ev: float = 0.0
    white_balance_k: Annotated[float, Field(ge=1500.0, le=20000.0)] = 6500.0
    view_transform: str = "AgX"
    look: str | None = None
    effects: SensorEffects | None = None


class RenderSpec(Spec):
    """How hard the renderer works; presets with measured figures are in ``configs/quality``."""

    engine: Literal["cycles", "eevee"] = "cycles"
    samples: Annotated[int, Field(ge=1, le=65536)] = 4
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    denoise: bool = True
    denoise_quality: Literal["FAST", "BALANCED", "HIGH"] = "FAST"
    denoise_prefilter: Literal["NONE", "FAST", "ACCURATE"] = "FAST"
    max_bounces: Bounces = 8
    diffuse_bounces: Bounces = 3
    glossy_bounces: Bounces = 3
    transmission_bounces: Bounces = 8
    adaptive_threshold: NonNegative = 0.0
    light_tree: bool = False
    sky_map_resolution: Annotated[int, Field(ge=4, le=8192)] = 1024
    clamp_indirect: NonNegative = 10.0
    texture_limit_px: Literal[0, 128, 256, 512, 1024, 2048, 4096, 8192] = 0


class VideoSpec(Spec):
    """Where an image stands in a sequence. Things move at their velocities, so all that is missing is the camera in the next image.

    Attributes:
        video_id: number of the sequence, from 0.
        frame_id: of this image in it, from 0.
        time_s: of this image, 0 for the first.
        step_s: to the next image.
        next_world_from_camera: its pose then; after the last image, as if there were one more.
        next_linear_velocity_m_s, next_angular_velocity_rad_s: its velocities then.
    """

    video_id: Annotated[int, Field(ge=0)]
    frame_id: Annotated[int, Field(ge=0)]
    time_s: NonNegative
    step_s: Positive
    next_world_from_camera: Matrix4
    next_linear_velocity_m_s: Vec3 = (0.0, 0.0, 0.0)
    next_angular_velocity_rad_s: Vec3 = (0.0, 0.0, 0.0)


class ViewSpec(Spec):
    """Which of several cameras on one moment of one scene took an image.

    Attributes:
        group_id: number of the moment; images with the same one show the same.
        number: of the camera, from 0; its name is in the camera.
        first_from_camera: where it is, as seen from the first camera of the group.
        baseline_m: between the two cameras of a rectified pair; None, and left out of files, for other groups.
    """

    group_id: Annotated[int, Field(ge=0)]
    number: Annotated[int, Field(ge=0)]
    first_from_camera: Matrix4
    baseline_m: Annotated[Positive | None, Field(exclude_if=lambda value: value is None)] = None


class SceneSpec(Spec):
    """One image, completely decided."""

    schema_version: Literal[1] = 1
    seed: int
    index: Annotated[int, Field(ge=0)]
    attempt: Annotated[int, Field(ge=0)] = 0
    objects: tuple[ObjectSpec, ...]
    lights: tuple[Light, ...]
    sky: Sky
    camera: CameraSpec
    sensor: SensorSpec
    render: RenderSpec
    weather: WeatherSpec | None = None
    video: VideoSpec | None = None
    view: ViewSpec | None = None
