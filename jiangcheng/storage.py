"""Static files under names that change with their content, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; ES modules that import each other are renamed too."""

    support_js_module_import_aggregation = True
    # Packages refer to source maps and images that they do not ship.
    manifest_strict = False
