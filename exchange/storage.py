"""Where uploaded files are kept: under VAR_DIR, where no address leads to them."""

import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files for their owner's process alone, in the place that the settings name at the moment."""

    @property
    def base_location(self):
        return settings.VAR_DIR / "imports"

    def url(self, name):
        raise ValueError("Uploaded files are not accessible by an address.")

    @property
    def location(self):
        return os.path.abspath(self.base_location)


def private_storage() -> PrivateStorage:
    """The storage of uploaded files."""
    return PrivateStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)
