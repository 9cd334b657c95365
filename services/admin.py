"""The catalogue in the back office: all who work on records read it, the district changes it."""

from django.contrib import admin
from django.db.models import Count
from django.utils.html import format_html_join
from unfold.decorators import display

from accounts.scoped_admin import PartInline, ReferenceAdmin
from services.forms import ServiceItemForm, UnissuableProofForm
from services.models import ItemAudience, ItemChannel, ServiceCategory, ServiceItem, UnissuableProof


def lines_display(field: str, description: str):
    """A list field for those who may only read: one entry a line."""

    @display(description=description)
    def shown(model_admin, row):
        return format_html_join("", "<div>{}</div>", ((line,) for line in getattr(row, field))) or None

    return shown


class ListsAdmin(ReferenceAdmin):
    """Records with list fields, which nobody should have to read as JSON. `lists` names what shows them instead."""

    lists = {}

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [
            (name, options | {"fields": [self.lists.get(field, field) for field in options["fields"]]})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_change_permission(request, obj) else tuple(self.lists.values())


class ItemChannelInline(PartInline):
    """The ways in which an item is done."""

    model = ItemChannel
    fields = ("channel", "position")


class ItemAudienceInline(PartInline):
    """The groups whom an item concerns, for the filters."""

    model = ItemAudience
    fields = ("group",)


@admin.register(ServiceCategory)
class ServiceCategoryAdmin(ReferenceAdmin):
    """The groups of the catalogue."""

    list_display = ("code", "name", "kind", "item_count", "position")
    list_display_links = ("code", "name")
    list_filter = ("kind",)
    search_fields = ("code", "name")
    ordering = ("position", "code")
    fieldsets = ((None, {"fields": ("code", "kind", "name", "position")}),)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(item_count=Count("items"))

    @display(description="事项数", ordering="item_count")
    def item_count(self, category):
        return category.item_count


@admin.register(ServiceItem)
class ServiceItemAdmin(ListsAdmin):
    """The items of the catalogue."""

    form = ServiceItemForm
    inlines = (ItemChannelInline, ItemAudienceInline)
    lists = {"documents": "documents_shown", "steps": "steps_shown", "aliases": "aliases_shown"}
    list_display = ("code", "name", "category", "ways", "mode", "frequency_rank", "status_label", "is_active")
    list_display_links = ("code", "name")
    list_filter = ("category__kind", "category", "mode", "channels__channel", "audiences__group", "status", "is_active")
    search_fields = ("code", "name", "short_name")
    list_select_related = ("category",)
    ordering = ("category__position", "code")
    fieldsets = (
        (None, {"fields": ("code", "category", "name", "short_name", "aliases", "is_active")}),
        ("怎么办", {"fields": ("audience", "documents", "steps", "mode", "time", "promise", "seek_first")}),
        ("搜索和首页", {"fields": ("frequency_rank",), "description": "排名靠前的事项显示在首页。不常用的不填。"}),
        (
            "来源",
            {
                "fields": ("status", "source_names", "sourced_part"),
                "description": "没有公开来源的内容，网页上写明“以窗口答复为准”。",
            },
        ),
    )
    documents_shown = lines_display("documents", "所需材料")
    steps_shown = lines_display("steps", "办理步骤")
    aliases_shown = lines_display("aliases", "俗称")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("channels")

    def has_delete_permission(self, request, obj=None):
        """Nobody: an item that is no longer done is switched off, so that centres keep what they said of it."""
        return False

    @display(description="办理方式")
    def ways(self, item):
        return "、".join(channel.get_channel_display() for channel in item.channels.all()) or None

    @display(
        description="内容状态",
        ordering="status",
        label={ServiceItem.Status.SOURCED.label: "success", ServiceItem.Status.COMPOSED.label: "warning"},
    )
    def status_label(self, item):
        return item.get_status_display()


@admin.register(UnissuableProof)
class UnissuableProofAdmin(ListsAdmin):
    """The proofs that a community may not issue."""

    form = UnissuableProofForm
    lists = {"keywords": "keywords_shown"}
    list_display = ("number", "name", "where_to_go", "source")
    list_display_links = ("number", "name")
    search_fields = ("name", "where_to_go")
    ordering = ("number",)
    fieldsets = (
        (None, {"fields": ("number", "name", "keywords")}),
        ("怎么答复居民", {"fields": ("where_to_go", "why", "source")}),
    )
    keywords_shown = lines_display("keywords", "俗称")

    def has_delete_permission(self, request, obj=None):
        """Nobody: the list is the ministry's."""
        return False
