"""Which lists go out as Excel and come back. The apps above put theirs in when Django starts."""

_BY_KIND: dict = {}


def register(resource_class):
    """Class decorator: the list under its `kind`."""
    _BY_KIND[resource_class.kind] = resource_class()
    return resource_class


def resource_named(kind: str):
    """The list of this kind. Raises KeyError."""
    return _BY_KIND[kind]


def resource_of(model):
    """The list whose rows are of this model, None if there is none."""
    return next((resource for resource in _BY_KIND.values() if resource.model is model), None)


def resources() -> list:
    """All lists."""
    return list(_BY_KIND.values())
