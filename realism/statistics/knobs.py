"""Which config key moves which statistic, by how much one notices it, and how to say so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Knob:
    """One statistic's meaning.

    Attributes:
        title: in a heading.
        unit: of the axis.
        noticeable: a difference that a person sees; what spread within the real set is measured against.
        says: sentence about the photographs where their values are higher, with ``{x}`` for the amount, and where they are lower.
        factor: the statistic is a log2, and the amount is told as a factor.
        share: the amount is told in per cent.
        keys: config keys that move it, the likeliest first.
        advice: what to do with them, ``{x}`` as above.
    """

    title: str
    unit: str
    noticeable: float
    says: tuple[str, str]
    keys: tuple[str, ...]
    advice: str
    factor: bool = False
    share: bool = False


PICTURE_KNOBS: dict[str, Knob] = {
    "brightness": Knob(
        "Brightness",
        "log2 of mean luminance",
        0.15,
        ("your photographs are {x} stops brighter", "your photographs are {x} stops darker"),
        ("sensor.exposure_ev",),
        "add the difference to the distribution's centre",
    ),
    "contrast": Knob(
        "Contrast",
        "stops from the 5th to the 95th percentile",
        0.35,
        ("your photographs have {x} stops more contrast", "your photographs have {x} stops less contrast"),
        ("sensor.view_transform", "sensor.look", "lighting.room_strength"),
        "another view transform or look; fill light (room_strength) flattens",
    ),
    "warmth": Knob(
        "Colour temperature",
        "mired, higher is warmer",
        12.0,
        ("your photographs are {x} mired warmer", "your photographs are {x} mired cooler"),
        ("sensor.residual_cast", "sensor.white_balance_error_mired", "lighting.temperature_k"),
        "shift the lamps' colour or how much of it remains",
    ),
    "tint": Knob(
        "Tint",
        "log2 of green over red and blue",
        0.06,
        ("your photographs are greener by {x} stops", "your photographs are more magenta by {x} stops"),
        ("sensor.residual_cast", "lighting.temperature_k", "environment"),
        "surfaces of another colour, or setpiece adapt method=color",
    ),
    "saturation": Knob(
        "Saturation",
        "mean chroma about the mean hue, CIELAB",
        2.0,
        ("your photographs are more colourful, by {x}", "your photographs are less colourful, by {x}"),
        ("sensor.look", "sensor.view_transform", "environment"),
        "another look, or surfaces of other colours",
    ),
    "noise": Knob(
        "Noise",
        "log2 of its standard deviation in 8-bit levels",
        0.35,
        ("your photographs are noisier, {x} times", "your photographs are cleaner, {x} times"),
        ("sensor.effects.noise.iso", "renderer.samples", "output.adapt.method"),
        "raise or lower the ISO, or the samples where the noise is the renderer's; output.adapt.method=noise matches it picture by picture",
        factor=True,
    ),
    "sharpness": Knob(
        "Sharpness",
        "slope of the power spectrum",
        0.3,
        ("your photographs are sharper, by {x} in spectral slope", "your photographs are softer, by {x} in spectral slope"),
        ("sensor.effects.softness_px", "sensor.effects.sharpening.amount", "renderer.samples", "output.adapt.method"),
        "blur or sharpen more or less; more samples keep texture; output.adapt.method=spectrum matches it picture by picture",
    ),
    "blocking": Knob(
        "JPEG blocking",
        "log2 of steps on the 8-pixel grid over others",
        0.15,
        ("your photographs are compressed harder (blocking {x} higher)", "your photographs are compressed less (blocking {x} lower)"),
        ("sensor.effects.jpeg_quality", "output.images"),
        "the photographs' quality (setpiece profile reads it from their files), or null",
    ),
    "vignetting": Knob(
        "Vignetting",
        "stops from middle to corner",
        0.3,
        (
            "your photographs darken more towards the corners, by {x} stops",
            "your photographs darken less towards the corners, by {x} stops",
        ),
        ("sensor.effects.vignetting.corner_angle_deg", "lighting.softness", "camera.aim_jitter"),
        "the lens's own fall-off, the light's position, and how centred things are",
    ),
    "clipping": Knob(
        "Clipping",
        "share of clipped pixels",
        0.03,
        ("your photographs clip more, {x} of the pixels", "your photographs clip less, {x} of the pixels"),
        ("sensor.view_transform", "sensor.exposure_ev"),
        "Standard clips where AgX rolls off",
        share=True,
    ),
    "resolution": Knob(
        "Resolution",
        "log2 of the side in pixels",
        0.25,
        ("your photographs are {x} times larger", "your photographs are {x} times smaller"),
        ("resolution",),
        "render at the photographs' size, or scale both to what the detector sees",
        factor=True,
    ),
}

ANNOTATION_KNOBS: dict[str, Knob] = {
    "objects_per_image": Knob(
        "Objects per image",
        "objects",
        1.0,
        ("your photographs hold {x} more objects each", "your photographs hold {x} fewer objects each"),
        ("placement.count",),
        "move the count's distribution",
    ),
    "box_size": Knob(
        "Box size",
        "log2 of box side over image side",
        0.25,
        ("boxes in your photographs are {x} times larger", "boxes in your photographs are {x} times smaller"),
        ("camera.distance_m", "camera.fill", "camera.focal_length_mm"),
        "divide the distance by that factor (multiply, where smaller)",
        factor=True,
    ),
    "box_aspect": Knob(
        "Box aspect",
        "log2 of width over height",
        0.2,
        (
            "boxes in your photographs are {x} times wider for their height",
            "boxes in your photographs are {x} times narrower for their height",
        ),
        ("camera.elevation_deg", "placement.upright_probability"),
        "look from higher or lower; stand or lay things",
        factor=True,
    ),
    "position_x": Knob(
        "Position, across",
        "0 left, 1 right",
        0.08,
        ("objects in your photographs sit {x} of the width further right", "objects in your photographs sit {x} of the width further left"),
        ("placement.off_centre", "camera.aim_jitter"),
        "spread or centre the things",
    ),
    "position_y": Knob(
        "Position, down",
        "0 top, 1 bottom",
        0.08,
        ("objects in your photographs sit {x} of the height lower", "objects in your photographs sit {x} of the height higher"),
        ("camera.aim_jitter", "placement.off_centre", "camera.elevation_deg"),
        "tilt or aim the camera differently",
    ),
    "overlap": Knob(
        "Overlap",
        "largest IoU with another box",
        0.05,
        ("objects in your photographs overlap more, by {x} IoU", "objects in your photographs overlap less, by {x} IoU"),
        ("placement.density", "placement.gap_m", "placement.grouping"),
        "pack the things closer or looser",
    ),
    "truncation": Knob(
        "Truncation",
        "share of boxes at the frame's edge",
        0.05,
        (
            "{x} more of the boxes in your photographs are cut by the frame",
            "{x} fewer of the boxes in your photographs are cut by the frame",
        ),
        ("camera.min_in_frame", "camera.fill"),
        "let fewer or more things leave the frame",
        share=True,
    ),
    "class_mix": Knob(
        "Class shares",
        "share of boxes",
        0.05,
        ("{x} of the boxes would have to change class", "{x} of the boxes would have to change class"),
        ("placement.kinds", "assets.label_by"),
        "set the kinds' weights to the photographs' shares",
        share=True,
    ),
}
