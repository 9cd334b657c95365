"""The API's description (OpenAPI 3), made from the views once per process: only a new release changes it."""

from functools import lru_cache

from drf_spectacular.generators import SchemaGenerator


@lru_cache(maxsize=1)
def description() -> dict:
    """The OpenAPI document."""
    return SchemaGenerator().get_schema(request=None, public=True)


def without_marks(result, generator, request, public):
    """Leave out the generator's own marks (`x-spec-enum-id`), which say nothing to a reader."""
    _drop_marks(result)
    return result


def _drop_marks(node):
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _drop_marks(inner)
