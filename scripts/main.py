"""``setpiece <verb>``: finds the verb's module and turns a user's mistake into one message and exit code 2."""

import difflib
import importlib
import os
import signal
import sys
from collections.abc import Sequence

from setpiece.assets.errors import UserError

VERBS = {
    "generate": "make a dataset, or the rest of one",
    "plan": "say how many images each factor and pair of factors will get, before any rendering",
    "preview": "a contact sheet over two keys of the config, small and quick",
    "extend": "make more images of a dataset, from its own config",
    "merge": "make one dataset of several that were made in different places",
    "export": "copy a dataset into the layout of YOLO, RF-DETR or split COCO",
    "status": "how far a dataset is, how fast it goes, what each worker did",
    "report": "where a batch's time went, and what failed; for Prometheus too",
    "verify": "check a finished dataset: hashes, COCO, labels",
    "replay": "render one image again from its record and compare the bytes",
    "finalise": "write annotations, manifest and page from the images that are there",
    "check": "judge images against real photographs: how real, and what gives them away",
    "compare": "judge two sets of images against the same photographs",
    "adapt": "move finished pictures towards photographs; labels stay exact",
    "profile": "measure real photographs, and write the overrides that move an experiment towards them",
    "tune": "search keys of the config for the values that come nearest to photographs",
    "train": "train a detector on a dataset",
    "evaluate": "score a detector on annotated images",
    "coverage": "say how large a share each group of a factor has, and how well a detector does on it",
    "diagnose": "say on what kind of object, and by what kind of error, a detector fails",
    "utility": "train on photographs, on synthetic images and on both, and say what the synthetic ones are worth",
    "improve": "render the images that a detector lacks, train again, and say whether it helped",
    "doctor": "say what this machine can do, and what is missing",
    "help": "show this, or the help of a verb",
}

EXIT_OK, EXIT_PROBLEMS, EXIT_USER_ERROR, EXIT_NOT_MET, EXIT_INTERRUPTED = 0, 1, 2, 3, 130

EXIT_CODES = f"""\
Exit codes: {EXIT_OK} all well; {EXIT_PROBLEMS} problems found, or images failed; {EXIT_USER_ERROR} a mistake in what was asked for,
nothing was done; {EXIT_NOT_MET} a threshold (of `check`, `coverage`, `utility`) was not met;
{EXIT_INTERRUPTED} interrupted, what was finished is kept."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    if arguments is not None:
        return _answer(list(arguments))
    code = _answer(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed while Python shuts down, Ctrl-C changes no exit code
    return code


def _answer(words: list[str]) -> int:
    try:
        code = _dispatch(words)
        sys.stdout.flush()
    except BrokenPipeError:  # `setpiece ... | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except UserError as error:
        print(f"setpiece: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        print("setpiece: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    return code


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        words = ["help", *words[1:]]
    verb, rest = words[0], words[1:]
    if verb == "help":
        return _help(rest)
    if verb == "--version":
        from importlib.metadata import version

        print(f"setpiece {version('setpiece')}")
        return EXIT_OK
    if {"-h", "--help"} & set(rest):
        return _help([verb])
    module = importlib.import_module(f"setpiece.cli.{_known(verb)}")
    code: int = module.run(rest)
    return code


def _help(words: list[str]) -> int:
    """The help of a verb, or the list of verbs."""
    if words and words[0] != "help":
        print(importlib.import_module(f"setpiece.cli.{_known(words[0])}").HELP.strip())
        return EXIT_OK
    width = max(map(len, VERBS))
    print("Usage: setpiece <verb> [arguments]\n")
    print("\n".join(f"  {verb:<{width}}  {what}" for verb, what in VERBS.items()))
    print(f"\n`setpiece help <verb>` shows its arguments and examples.\n\n{EXIT_CODES}")
    return EXIT_OK


def _known(verb: str) -> str:
    """The verb, if it is one.

    Raises:
        UserError: suggests the nearest verb.
    """
    if verb in VERBS:
        return verb
    near = difflib.get_close_matches(verb, VERBS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise UserError(f"unknown verb {verb!r}: {hint}Verbs are {', '.join(VERBS)}")


if __name__ == "__main__":
    sys.exit(main())
