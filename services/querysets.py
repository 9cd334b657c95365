"""Every read of the catalogue that has a name."""

from django.db import models


class ServiceItemQuerySet(models.QuerySet):
    def active(self):
        """Items that are done at present."""
        return self.filter(is_active=True)

    def for_audience(self, group: str):
        """Items for one group of people (`ItemAudience.Group`), those for everyone not included."""
        return self.filter(audiences__group=group)

    def by_channel(self, channel: str):
        """Items that are done in one way (`ItemChannel.Channel`)."""
        return self.filter(channels__channel=channel)

    def in_mode(self, mode: str):
        """Items of one mode (`ServiceItem.Mode`)."""
        return self.filter(mode=mode)

    def most_used(self, count: int = 6):
        """The items that residents use most, first the most used."""
        return self.active().filter(frequency_rank__isnull=False).order_by("frequency_rank")[:count]

    def for_list(self):
        """What a list shows: the category and the channels come along in two queries, whatever the number of items."""
        return self.active().select_related("category").prefetch_related("channels")
