"""The ten-minute circle on the district's desk: the map of coverage, its gaps, and scenarios for the next centres."""
