"""Photos are drawn anew on the way in: nothing of the uploaded file survives but the picture."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from centers.models import Photo, places
from grids.sources import Source

pytestmark = pytest.mark.django_db

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
TURNED_RIGHT = 6


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A media directory of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(size=(640, 480), kind="JPEG", mode="RGB", **options):
    """An uploaded picture."""
    buffer = BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(buffer, kind, **options)
    return SimpleUploadedFile("我家门口.jpg", buffer.getvalue())


def with_position(size=(640, 480)):
    """A picture as a telephone takes it: with its place, its maker, and turned by a quarter."""
    exif = Image.Exif()
    exif[MAKE] = "Telephone"
    exif[ORIENTATION] = TURNED_RIGHT
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (21.0, 51.0, 25.0)
    return picture(size, exif=exif)


def stored(center, upload):
    """The photo as it is stored and opened again."""
    photo = Photo(center=center, image=upload, caption="门口", source=Source.SURVEY)
    photo.full_clean()
    photo.save()
    return photo, Image.open(photo.image.path)


def test_the_place_where_a_photo_was_taken_is_gone(make_center):
    upload = with_position()
    assert Image.open(upload).getexif().get_ifd(GPS)
    photo, image = stored(make_center(), upload)
    assert dict(image.getexif()) == {}
    assert "exif" not in image.info
    assert b"Telephone" not in photo.image.read()


def test_a_turned_photo_is_turned_upright(make_center):
    photo, image = stored(make_center(), with_position((640, 480)))
    assert image.size == (480, 640)
    assert (photo.width, photo.height) == (480, 640)


def test_a_large_photo_is_made_smaller(make_center):
    _, image = stored(make_center(), picture((3200, 1000)))
    assert image.size == (1600, 500)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK"), ("WEBP", "RGB")])
def test_every_kind_of_picture_becomes_a_jpeg(make_center, kind, mode):
    _, image = stored(make_center(), picture((64, 48), kind, mode))
    assert (image.format, image.mode) == ("JPEG", "RGB")


def test_what_hangs_on_behind_the_picture_is_gone(make_center):
    upload = picture()
    hidden = SimpleUploadedFile("x.jpg", upload.read() + b"<script>alert(1)</script>")
    photo, _ = stored(make_center(), hidden)
    assert b"<script>" not in photo.image.read()


def test_the_name_says_nothing_of_the_uploaded_file(make_center):
    photo, _ = stored(make_center(), picture())
    assert photo.image.name.startswith("photos/T1-")
    assert photo.image.name.endswith(".jpg")
    assert "我家" not in photo.image.name


@pytest.mark.parametrize(
    "content", [b"", b"just text", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0broken"]
)
def test_what_is_no_photo_is_refused_in_chinese(make_center, media, content):
    upload = SimpleUploadedFile("photo.jpg", content or b" ")
    photo = Photo(center=make_center(), image=upload, caption="门口", source=Source.SURVEY)
    with pytest.raises(ValidationError, match="不是能识别的照片"):
        photo.full_clean()
    with pytest.raises(ValidationError, match="不是能识别的照片"):
        photo.save()
    assert not list(media.rglob("*.jpg"))


def test_a_picture_with_too_many_pixels_is_refused(make_center, monkeypatch):
    monkeypatch.setattr("centers.models.places.LARGEST_UPLOAD_PX", 100 * 100)
    photo = Photo(center=make_center(), image=picture((101, 100)), caption="门口", source=Source.SURVEY)
    with pytest.raises(ValidationError, match="照片太大"):
        photo.full_clean()


def test_saving_again_keeps_the_file(make_center):
    photo, _ = stored(make_center(), picture())
    name = photo.image.name
    photo.caption = "大门"
    photo.save()
    assert Photo.objects.get(pk=photo.pk).image.name == name


def test_a_photo_is_drawn_anew_only_once(make_center, monkeypatch):
    drawn = []
    once = places.reencoded
    monkeypatch.setattr(places, "reencoded", lambda upload: drawn.append(upload) or once(upload))
    stored(make_center(), picture())
    assert len(drawn) == 1
