"""Every address of the site, read from the URL configuration."""

from django.urls import URLResolver, get_resolver


def routes() -> dict[str, str]:
    """`namespace:name` → the pattern as written. A pattern without a name stands under its route."""
    return {name or f"({route})": route for name, route in _walk(get_resolver().url_patterns, "", "")}


def _walk(patterns, namespace, prefix):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, route)
        else:
            yield (f"{namespace}{pattern.name}" if pattern.name else ""), route
