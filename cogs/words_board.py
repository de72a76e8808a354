"""The words of the board's buttons, and of the lists they open."""

from core.domain.needs import Need

OPEN = {
    Need.UNDECIDED: "Posts to decide",
    Need.UNPRICED: "Posts without terms",
    Need.HELD: "Posts on hold",
}
NONE_LEFT = "None is left: somebody else was here before."
