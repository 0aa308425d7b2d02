"""``setpiece adapt``: move finished pictures towards photographs; labels stay exact."""

from setpiece.cli.key_values import KeyValues

HELP = """
Usage: setpiece adapt data=DATASET real=FOLDER method=NAME,... out=FOLDER [seed=0]

Changes the pictures of a finished dataset, never what is where in them, and copies the annotations.
Methods, applied in the order given:

  color      mean and spread of each CIELAB channel, as a photograph's
  histogram  each channel's histogram, as a photograph's
  fourier    amplitudes of the lowest frequencies (FDA)
  noise      as much noise as the photograph has
  spectrum   as sharp or soft as the photograph, at every frequency
  FILE.onnx  your own image-to-image network: (1, 3, h, w), RGB in 0..1, same shape out

The same while a dataset is made, and replayed with it (the first five methods; strength blends, 0 to 1):
  setpiece generate output.adapt.method=[spectrum,noise] output.adapt.reference=~/photos output.adapt.strength=0.5

Whether it helped: setpiece compare a=DATASET b=FOLDER real=FOLDER out=REPORT

Example:
  setpiece adapt data=out/dice real=~/photos method=spectrum,noise out=out/dice-adapted
"""


def run(argv: list[str]) -> int:
    """Adapts; returns the exit code."""
    from setpiece.realism.adapt import adapt_set
    from setpiece.realism.image_set import open_images

    args = KeyValues(argv, HELP, required=("data", "real", "method", "out"))
    data, real, out = args.path("data"), args.path("real"), args.path("out")
    methods, seed = args.words("method", ()), args.integer("seed", least=0) or 0
    args.done()
    images = open_images(data, "data")
    adapt_set(images, open_images(real, "real"), methods, out, seed)
    print(f"{len(images.paths)} images adapted: {out}")
    return 0
