"""Rooms and photos in the back office."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpResponseNotAllowed
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from unfold.decorators import display
from unfold.forms import PaginationInlineFormSet

from accounts.scoped_admin import DATE_WIDGETS, PartInline
from centers.admin.parts import CenterPartAdmin, CenterStreetFilter
from centers.admin.review import STATE_LABELS, ReviewedAdmin
from centers.models import Photo, Room
from exchange.lists import Exchangeable
from grids.admin.filters import source_column

ROOM_FIELDS = ("kind", "name", "floor", "area_m2", "seats", "source")
PHOTO_NOTE = (
    "照片会重新压缩，拍摄地点等信息会去掉。照片里有人的，先征得同意。新照片是草稿，别的同事审核、发布以后，网页上才有。"
)


# Without the link to the file that unfold's own has: an unpublished photo has no public address.
PHOTO_UPLOAD = forms.FileInput({"accept": "image/*", "class": "desk-file"})


class RoomInline(PartInline):
    """五室一厅 and 四大功能区."""

    model = Room
    fields = ROOM_FIELDS


class Previewed:
    """Columns that show a photo and how far it has come."""

    @display(description="预览")
    def picture(self, photo):
        if not photo.pk:
            return None
        address = reverse("admin:centers_photo_preview", args=[photo.pk])
        return format_html(
            '<a href="{0}" target="_blank"><img class="desk-photo" src="{0}" alt="{1}" loading="lazy"></a>',
            address,
            photo.caption,
        )

    @display(description="状态", ordering="state", label=STATE_LABELS)
    def state_label(self, photo):
        return photo.get_state_display()


class PhotoFormSet(PaginationInlineFormSet):
    """The photos of one centre; whoever uploads or changes one has written it."""

    written_by = None

    def save_new(self, form, commit=True):
        form.instance.written_by = self.written_by
        return super().save_new(form, commit=commit)

    def save_existing(self, form, obj, commit=True):
        if {"image", "caption"} & {*form.changed_data}:
            form.instance.written_by = self.written_by
        return super().save_existing(form, obj, commit=commit)


class PhotoInline(Previewed, PartInline):
    """The photos of a centre."""

    model = Photo
    formset = PhotoFormSet
    formfield_overrides = DATE_WIDGETS | {models.ImageField: {"widget": PHOTO_UPLOAD}}
    fields = ("picture", "state_link", "image", "caption", "position", "source")
    readonly_fields = ("picture", "state_link")
    template_before = "admin/centers/center/photos_help.html"

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.written_by = request.user
        return formset

    @display(description="状态")
    def state_link(self, photo):
        if not photo.pk:
            return None
        address = reverse("admin:centers_photo_change", args=[photo.pk])
        return format_html('<a class="desk-link" href="{}">{}</a>', address, photo.get_state_display())


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
class PhotoAdmin(Previewed, ReviewedAdmin):
    """Every photo in scope, with what the public sees of them."""

    list_display = ("caption", "picture", "center", "state_label", "position", "source_label")
    list_filter = ("state", "source", CenterStreetFilter)
    search_fields = (*CenterPartAdmin.search_fields, "caption")
    list_per_page = 20
    ordering = ("center__code", "position", "pk")
    source_label = source_column("source", "来源")

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview)
        return [path("<path:object_id>/preview.jpg", view, name="centers_photo_preview"), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        # Another picture is another photo: the one at hand keeps its address and its history.
        own = ("picture", "center", "caption") if obj else ("center", "image", "caption")
        return ((None, {"fields": (*own, "position", "source"), "description": PHOTO_NOTE}),)

    def get_readonly_fields(self, request, obj=None):
        return ("picture", "center") if obj else ()

    def preview(self, request, object_id):
        """The picture itself, published or not, for those who may see its record."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        photo = self.row_or_404(request, object_id)
        try:
            return never_cache(lambda request: FileResponse(photo.image.open("rb"), content_type="image/jpeg"))(request)
        except FileNotFoundError:
            raise Http404 from None
