"""Walking networks, reach and siting in NumPy and SciPy. Nothing here knows Django or the portal."""
