"""A file of streets of which nothing was taken."""


class RoadsRefused(ValueError):
    """Why, and what to do instead, in one or two Chinese sentences."""
