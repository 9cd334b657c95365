"""Colours of charts and maps, told apart by everybody.

Okabe and Ito's set for colour-blind readers (jfly.uni-koeln.de/color), darkened nowhere; on paper without colours the
hatches tell the kinds apart. `static/admin-portal/oversight.css` repeats the first three as `--series-1` to `-3`.
"""

BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7"
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION)
HATCHES = ("", "//", "..", "xx", "\\\\", "++")
PAPER, LAND, INK, SOFT_INK = "#FFFFFF", "#F4EEE5", "#201B17", "#6F6459"
# People without a centre in reach: discs by their number, below the centres.
LACKING = VERMILION
# A centre's phase on the map: colour and the sign of matplotlib, which differ both.
PHASE_MARKS = {"open": (BLUE, "o"), "planned": (ORANGE, "^"), "suspended": (PURPLE, "s")}
