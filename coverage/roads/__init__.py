"""Street data in: what a pedestrian may use of a file, cut to the district and made into a network of the engine."""
