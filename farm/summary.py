"""Summary: what a run did."""

from dataclasses import dataclass, field

from setpiece.dataset.places import Place
from setpiece.farm.outcome import Failed, Made
from setpiece.render.devices import Choice


@dataclass
class Summary:
    """What a run did.

    Attributes:
        out: the dataset's folder or URL.
        wanted: images asked for.
        already: of these, how many were there before.
        choice: the device, and why that one; None where each node of a cluster chooses for itself.
        made, failed: what became of the others.
        seconds: wall time of the run, start-up and finalising included.
        interrupted: the user stopped it.
    """

    out: Place
    wanted: int
    already: int
    choice: Choice | None = None
    made: list[Made] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def missing(self) -> int:
        """How many of the images asked for are still not there."""
        return self.wanted - self.already - len(self.made)
