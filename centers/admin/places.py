"""Rooms and photos in the back office."""

from django.contrib import admin

from accounts.scoped_admin import PartInline
from centers.admin.parts import CenterPartAdmin, CenterStreetFilter
from centers.models import Photo, Room
from exchange.lists import Exchangeable
from grids.admin.filters import source_column

ROOM_FIELDS = ("kind", "name", "floor", "area_m2", "seats", "source")
PHOTO_FIELDS = ("image", "caption", "position", "source")


class RoomInline(PartInline):
    """五室一厅 and 四大功能区."""

    model = Room
    fields = ROOM_FIELDS


class PhotoInline(PartInline):
    """The photos of a centre."""

    model = Photo
    fields = PHOTO_FIELDS


@admin.register(Room)
class RoomAdmin(Exchangeable, CenterPartAdmin):
    """Every room in scope."""

    list_display = ("center", "kind", "name", "floor", "area_m2", "seats", "source_label")
    list_filter = ("kind", "source", CenterStreetFilter)
    search_fields = (*CenterPartAdmin.search_fields, "name")
    ordering = ("center__code", "pk")
    fieldsets = ((None, {"fields": ("center", "kind", "name", "floor", ("area_m2", "seats"), "source")}),)
    source_label = source_column("source", "来源")


@admin.register(Photo)
class PhotoAdmin(CenterPartAdmin):
    """Every photo in scope."""

    list_display = ("caption", "center", "position", "source_label")
    list_filter = ("source", CenterStreetFilter)
    search_fields = (*CenterPartAdmin.search_fields, "caption")
    ordering = ("center__code", "position", "pk")
    fieldsets = (
        (
            None,
            {
                "fields": ("center", *PHOTO_FIELDS),
                "description": "照片会重新压缩，拍摄地点等信息会去掉。照片里有人的，先征得同意。",
            },
        ),
    )
    source_label = source_column("source", "来源")
