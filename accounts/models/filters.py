"""Lists that a person has narrowed down and wants to find again."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models.people import User

MOST_A_LIST = 20


class SavedFilterQuerySet(models.QuerySet):
    def of(self, user, model_label: str):
        """The filters that this account has saved for a list."""
        return self.filter(owner=user, model_label=model_label)

    @transaction.atomic
    def keep(self, user, model_label: str, name: str, query: str) -> "SavedFilter":
        """Save the query of a list under a name.

        :raises ValidationError: for a name that the account has used for this list, too many, or too long a query.
        """
        # Whoever saves twice at once waits here, so that the count holds.
        User.objects.select_for_update().get(pk=user.pk)
        if self.of(user, model_label).count() >= MOST_A_LIST:
            raise ValidationError(f"每张清单最多存{MOST_A_LIST}个常用筛选，请先删掉不用的。")
        saved = self.model(owner=user, model_label=model_label, name=name, query=query)
        saved.full_clean()
        saved.save(force_insert=True)
        return saved


class SavedFilter(models.Model):
    """The query of a list in the back office under a name: its owner's alone."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", verbose_name="账号")
    model_label = models.CharField("列表", max_length=60)  # such as centers.Center
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=1000, blank=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "常用筛选"
        verbose_name_plural = "常用筛选"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "model_label", "name"],
                name="saved_filter_once",
                violation_error_message="已经有这个名称的常用筛选。",
            )
        ]

    def __str__(self):
        return self.name
