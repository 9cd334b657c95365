"""Files of demand points in: read, checked row by row, placed in the territory, kept as a version."""
