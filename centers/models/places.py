"""A centre's rooms, zones and photos."""

import secrets
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.roles import Right
from centers.models.center import Center, CenterPart
from centers.models.hours import PartQuerySet
from centers.models.review import Reviewed, ReviewedQuerySet
from grids.sources import Source

LONGEST_SIDE_PX = 1600
LARGEST_UPLOAD_PX = 40_000_000


class Room(CenterPart):
    """A room (五室一厅) or zone (四大功能区)."""

    class Kind(models.TextChoices):
        OFFICE = "office", "办公室"
        PARTY_ROOM = "party_room", "党员活动室"
        READING_ROOM = "reading_room", "图书阅览室"
        MEDIATION_ROOM = "mediation_room", "矛盾调解室"
        ACTIVITY_ROOM = "activity_room", "多功能活动室"
        SERVICE_HALL = "service_hall", "服务大厅"
        PARTY_ZONE = "party_zone", "党建活动区"
        CONVENIENCE_ZONE = "convenience_zone", "便民服务区"
        CULTURE_ZONE = "culture_zone", "文体休闲区"
        COUNCIL_ZONE = "council_zone", "议事协商区"
        OTHER = "other", "其他"

    # 五室一厅 first, then 四大功能区.
    ZONES = (Kind.PARTY_ZONE, Kind.CONVENIENCE_ZONE, Kind.CULTURE_ZONE, Kind.COUNCIL_ZONE)

    named_by = "kind"

    center = models.ForeignKey(Center, models.CASCADE, related_name="rooms", verbose_name="中心")
    kind = models.CharField("类型", max_length=20, choices=Kind)
    name = models.CharField("名称", max_length=40, blank=True)
    floor = models.CharField("楼层", max_length=10, blank=True)
    area_m2 = models.PositiveSmallIntegerField("面积（平方米）", null=True, blank=True)
    seats = models.PositiveSmallIntegerField("座位", null=True, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "功能室"
        verbose_name_plural = "功能室"
        ordering = ["pk"]

    def __str__(self):
        return self.name or self.get_kind_display()

    @property
    def is_zone(self) -> bool:
        """Whether it is one of the four zones rather than a room."""
        return self.kind in self.ZONES


def photo_path(photo, filename):
    """A name that nobody can guess and that says nothing of the uploaded file's."""
    return f"photos/{photo.center.code}-{secrets.token_urlsafe(12)}.jpg"


class Photo(Reviewed):
    """A photo of the centre, re-encoded on the way in: no EXIF, no position, no hidden payload."""

    named_by = "caption"
    CONTENT = ("image", "caption", "center_id")

    center = models.ForeignKey(Center, models.CASCADE, related_name="photos", verbose_name="中心")
    image = models.ImageField("照片", upload_to=photo_path, width_field="width", height_field="height")
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    caption = models.CharField("说明", max_length=60, help_text="写照片里有什么，看不见的人靠它。")
    position = models.PositiveSmallIntegerField("顺序", default=0)
    source = models.CharField("来源", max_length=10, choices=Source)

    objects = ReviewedQuerySet.as_manager()

    class Meta:
        verbose_name = "照片"
        verbose_name_plural = "照片"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.caption

    def clean(self):
        self._redraw()

    def save(self, **kwargs):
        self._redraw()
        super().save(**kwargs)

    def withdraw(self, by) -> None:
        """Published → draft: the public sees it no longer, from this moment on.

        :raises Refused: when it is not published.
        :raises PermissionDenied: without the right to change records there.
        """
        with transaction.atomic():
            self._take(by, Right.EDIT_RECORDS, self.State.PUBLISHED, None, "只有已发布的照片可以撤下。")
            self._set(by, "撤下", state=self.State.DRAFT, checked_by=None, published_at=None)

    def _differs(self, name, stored):
        if name == "image":
            return not self.image._committed or self.image.name != stored
        return super()._differs(name, stored)

    def _redraw(self):
        """Once for each upload, whether the form or the code that saves comes first."""
        if self.image and not self.image._committed and not isinstance(self.image.file, RedrawnPicture):
            self.image = reencoded(self.image)


class RedrawnPicture(ContentFile):
    """A picture that `reencoded` made: clean already, and worse if drawn again."""


def reencoded(upload) -> RedrawnPicture:
    """The picture drawn anew as a JPEG of at most LONGEST_SIDE_PX, upright, without any metadata.

    :raises ValidationError: when the file is not a picture, or too large to open safely.
    """
    try:
        upload.seek(0)
        picture = Image.open(upload)
        if picture.width * picture.height > LARGEST_UPLOAD_PX:
            raise ValidationError("照片太大，请换一张4000万像素以内的。")
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise ValidationError("这个文件不是能识别的照片，请上传 JPG 或 PNG。") from error
    picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    buffer = BytesIO()
    clean.save(buffer, "JPEG", quality=82, optimize=True)
    return RedrawnPicture(buffer.getvalue(), name="photo.jpg")
