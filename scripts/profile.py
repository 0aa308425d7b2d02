"""``setpiece profile``: measure photographs, and write the overrides that move an experiment towards them."""

from setpiece.cli.key_values import KeyValues

HELP = """
Usage: setpiece profile real=FOLDER out=FILE.yaml [annotations=COCO.json] [limit=N]

Measures exposure, contrast, colour, noise, sharpness and size of the photographs, and, with annotations (inside the
folder as annotations.json, or given), counts, classes, sizes and places of the objects; focal length and ISO from EXIF, quality
from JPEG's tables. Writes a Hydra override file; keys that follow from the measurements are set, the rest stands in comments.

Example:
  setpiece profile real=~/photos annotations=~/photos/instances.json out=photos.yaml
"""


def run(argv: list[str]) -> int:
    """Measures and writes; returns the exit code."""
    from setpiece.assets.builtin import BUILTIN
    from setpiece.assets.errors import UserError
    from setpiece.realism.image_set import open_images
    from setpiece.realism.profile import measure_profile, overrides

    args = KeyValues(argv, HELP, required=("real", "out"))
    out, limit = args.path("out"), args.integer("limit", least=2)
    annotations = args.optional_path("annotations")
    args.done()
    if out.suffix != ".yaml":
        raise UserError(f"out={out}: expected a file that ends in .yaml")
    if out.exists():
        raise UserError(f"out={out}: exists; nothing is overwritten")
    profile = measure_profile(open_images(args.path("real"), "real", limit, annotations))
    text = overrides(profile, str(args.path("real")), frozenset(BUILTIN))
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"out={out}: {error.strerror}") from error
    print(text, end="")
    return 0
