"""OpenCue: 64 frames, one share each, and a layer behind them that finalises. Needs PyOutline, OpenCue's submission library.

usage: python opencue.py experiment=dice count=100000 out=/shared/dice
"""

import sys

SHARES = 64


def job(words: list[str]) -> object:
    """The outline: ``#IFRAME#`` is what OpenCue puts the frame's number for."""
    import outline
    from outline.modules.shell import Shell

    out = next(word.removeprefix("out=") for word in words if word.startswith("out="))
    whole = outline.Outline("setpiece", frame_range=f"0-{SHARES - 1}", shot="data", show="testing")
    command = ["setpiece", "generate", *words, f"share=#IFRAME#/{SHARES}"]
    images = Shell("images", command=command, chunk=1, cores=4, range=f"0-{SHARES - 1}")
    finalise = Shell("finalise", command=["setpiece", "finalise", out], range="0-0")
    whole.add_layer(images)
    whole.add_layer(finalise)
    finalise.depend_all(images)
    return whole


if __name__ == "__main__":
    import outline.cuerun

    outline.cuerun.launch(job(sys.argv[1:]), use_pycuerun=False)
