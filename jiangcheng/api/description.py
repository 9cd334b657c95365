"""The API's description (OpenAPI 3), made from the views once per process: only a new release changes it."""

from functools import lru_cache

from drf_spectacular.generators import SchemaGenerator


@lru_cache(maxsize=1)
def description() -> dict:
    """The OpenAPI document."""
    return SchemaGenerator().get_schema(request=None, public=True)
