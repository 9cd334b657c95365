"""Draft, checked by a second person, published: the only way of a text or a photo to the public."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from centers.models import Center, Photo, Room, TextDraft
from centers.models.decided import Conflict, Refused
from tests.admin.conftest import picture
from tests.admin.registry import address
from tests.admin.submit import errors_in, filled_in

DRAFT, CHECKED, PUBLISHED = Photo.State.DRAFT, Photo.State.CHECKED, Photo.State.PUBLISHED
MOVES = ("approve", "publish", "give_back", "withdraw")
NEW_TEXT = "一楼是大厅。\n二楼是图书室。"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def street(ours, user_with_post):
    """A second person: of the street above."""
    return user_with_post(ours.unit.code[:9], role="street")


def a_photo(center, by=None, state=DRAFT, caption="大门"):
    return Photo.objects.create(
        center=center, image=picture(), caption=caption, source="survey", written_by=by, state=state
    )


def a_draft(center, by=None, state=DRAFT, body=NEW_TEXT, field="introduction"):
    return TextDraft.objects.create(center=center, body=body, written_by=by, state=state, field=field)


each_kind = pytest.mark.parametrize("make", [a_photo, a_draft])


def stored(row):
    return type(row).objects.get(pk=row.pk)


def facts(row):
    return type(row).objects.filter(pk=row.pk).values().get()


def make_move(row, move, by):
    return row.give_back(by, "改一改") if move == "give_back" else getattr(row, move)(by)


def press(client, row, move, **more):
    data = {"move": move, "seen": stored(row).fingerprint, "reason": "改一改", **more}
    return client.post(address(type(row), "move", row.pk), data)


class TestTheWay:
    def test_a_text_goes_from_draft_to_the_page(self, client, ours, staff, street):
        draft = a_draft(ours, staff)
        draft.approve(street)
        assert (stored(draft).state, stored(draft).checked_by) == (CHECKED, street)
        assert NEW_TEXT not in client.get(f"/centers/{ours.code}/").content.decode()
        draft.publish(staff)
        assert stored(draft).published_at is not None
        center = Center.objects.get(pk=ours.pk)
        assert center.introduction == NEW_TEXT
        assert (center.photos_confirmed_on, center.photos_confirmed_by) == (timezone.localdate(), staff)
        assert NEW_TEXT in client.get(f"/centers/{ours.code}/").content.decode()
        latest, before = ours.history.all()[:2]
        assert (latest.introduction, latest.history_user) == (NEW_TEXT, staff)
        assert before.introduction == ours.introduction

    def test_a_photo_shows_only_while_it_is_published(self, client, ours, staff, street):
        photo = a_photo(ours, staff)
        file, page, record = (
            f"/centers/{ours.code}/photos/{photo.pk}.jpg",
            f"/centers/{ours.code}/",
            f"/api/v1/centers/{ours.code}/",
        )

        def is_public():
            shown = {
                client.get(file).status_code == 200,
                file in client.get(page).content.decode(),
                file in client.get(record).content.decode(),
            }
            assert len(shown) == 1
            return shown.pop()

        assert not is_public()
        photo.approve(street)
        assert not is_public()
        photo.publish(street)
        assert is_public()
        photo.withdraw(staff)
        assert not is_public()
        assert (stored(photo).state, stored(photo).checked_by) == (DRAFT, None)

    def test_a_published_brand_is_found_by_the_search(self, client, ours, staff, street):
        draft = a_draft(ours, staff, field="brand", body="榕树下议事")
        assert ours.name not in client.get("/search/?q=榕树下议事").content.decode()
        draft.approve(street)
        draft.publish(street)
        assert ours.name in client.get("/search/?q=榕树下议事").content.decode()

    @each_kind
    def test_what_is_given_back_says_why(self, make, ours, staff, street):
        row = make(ours, staff)
        row.approve(street)
        row.give_back(street, "错字")
        assert (stored(row).state, stored(row).returned_because, stored(row).checked_by) == (DRAFT, "错字", None)

    @each_kind
    def test_history_tells_every_move(self, make, ours, staff, street):
        row = make(ours, staff)
        row.approve(street)
        row.publish(staff)
        told = [(entry.history_change_reason, entry.history_user) for entry in row.history.all()[:2]]
        assert told == [("发布", staff), ("审核通过", street)]


class TestIllegalMoves:
    @each_kind
    @pytest.mark.parametrize("move", MOVES)
    @pytest.mark.parametrize("state", [DRAFT, CHECKED, PUBLISHED])
    def test_only_the_moves_of_its_state_are_made(self, make, ours, staff, street, state, move):
        row = make(ours, staff, state)
        if move == "withdraw" and make is a_draft:
            assert not hasattr(row, move)
            return
        legal = {
            (DRAFT, "approve"),
            (CHECKED, "publish"),
            (DRAFT, "give_back"),
            (CHECKED, "give_back"),
            (PUBLISHED, "withdraw"),
        }
        before, center = facts(row), facts(ours)
        if (state, move) in legal:
            make_move(row, move, street)
            assert facts(row) != before
        else:
            with pytest.raises(Conflict, match="现在是"):
                make_move(row, move, street)
            assert facts(row) == before
            assert facts(ours) == center

    @each_kind
    def test_nobody_checks_their_own_not_even_a_superuser(self, make, ours, superuser, staff):
        for author in (staff, superuser):
            row = make(ours, author)
            with pytest.raises(Conflict, match="别的同事"):
                row.approve(author)
            assert stored(row).state == DRAFT
            row.delete()

    @each_kind
    def test_what_nobody_wrote_is_checked_by_anyone_with_the_right(self, make, ours, staff):
        row = make(ours)
        row.approve(staff)
        assert stored(row).state == CHECKED

    @each_kind
    @pytest.mark.parametrize("move", MOVES)
    def test_strangers_move_nothing(self, make, foreign, staff, staff_without_post, user_with_post, move):
        state = {"approve": DRAFT, "publish": CHECKED, "give_back": CHECKED, "withdraw": PUBLISHED}[move]
        row = make(foreign, state=state)
        if not hasattr(row, move):
            return
        before = facts(row)
        for stranger in (staff, staff_without_post, user_with_post("441702", role="system"), None):
            with pytest.raises(PermissionDenied):
                make_move(row, move, stranger)
        assert facts(row) == before

    @each_kind
    @pytest.mark.parametrize("reason", ["", " ", "长" * 201, "a\x00b"])
    def test_giving_back_without_a_proper_reason_changes_nothing(self, make, ours, staff, street, reason):
        row = make(ours, staff, CHECKED)
        with pytest.raises(Refused):
            row.give_back(street, reason)
        assert stored(row).state == CHECKED

    def test_a_text_that_does_not_fit_the_centre_is_published_not_at_all(self, ours, street):
        draft = a_draft(ours, state=CHECKED, field="brand", body="长" * 61)
        before = facts(ours)
        with pytest.raises(ValidationError):
            draft.publish(street)
        assert stored(draft).state == CHECKED
        assert facts(ours) == before


class TestEditing:
    def test_a_checked_text_that_is_changed_is_a_draft_again(self, ours, staff, street, as_staff):
        draft = a_draft(ours, staff)
        draft.approve(street)
        page = address(TextDraft, "change", draft.pk)
        assert as_staff.post(page, filled_in(as_staff.get(page), body="另一段")).status_code == 302
        assert (stored(draft).state, stored(draft).checked_by, stored(draft).written_by) == (DRAFT, None, staff)

    def test_whoever_changes_a_text_cannot_check_it(self, ours, staff, street, client):
        draft = a_draft(ours, staff)
        client.force_login(street)
        page = address(TextDraft, "change", draft.pk)
        client.post(page, filled_in(client.get(page), body="街道改过"))
        with pytest.raises(Conflict):
            stored(draft).approve(street)
        stored(draft).approve(staff)

    def test_saving_unchanged_keeps_the_state_and_the_author(self, ours, staff, street, client):
        draft = a_draft(ours, staff, body="一句话。")
        draft.approve(street)
        client.force_login(street)
        page = address(TextDraft, "change", draft.pk)
        client.post(page, filled_in(client.get(page)))
        assert (stored(draft).state, stored(draft).written_by) == (CHECKED, staff)

    def test_an_old_copy_does_not_bring_a_state_back(self, ours, staff, street):
        photo = a_photo(ours, staff, PUBLISHED)
        old = stored(photo)
        photo.withdraw(staff)
        old.position = 7
        old.save()
        assert (stored(photo).state, stored(photo).position) == (DRAFT, 7)
        old.state = PUBLISHED
        old.save()
        assert stored(photo).state == DRAFT

    def test_another_caption_takes_a_photo_from_the_page(self, ours, staff, as_staff):
        photo = a_photo(ours, None, PUBLISHED)
        page = address(Photo, "change", photo.pk)
        as_staff.post(page, filled_in(as_staff.get(page), position="3"))
        assert stored(photo).state == PUBLISHED
        answer = as_staff.post(page, filled_in(as_staff.get(page), caption="后门"), follow=True)
        assert "回到草稿" in answer.content.decode()
        assert (stored(photo).state, stored(photo).written_by) == (DRAFT, staff)

    def test_a_published_text_stays_as_it_was_said(self, ours, staff, as_staff):
        draft = a_draft(ours, staff, PUBLISHED)
        page = address(TextDraft, "change", draft.pk)
        assert as_staff.post(page, {"body": "改"}).status_code == 403
        assert as_staff.post(address(TextDraft, "delete", draft.pk), {"post": "yes"}).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
        as_staff.post(address(TextDraft, "changelist"), chosen)
        draft.body = "改"
        with pytest.raises(Conflict):
            draft.save()
        assert stored(draft).body == NEW_TEXT

    def test_one_open_draft_for_each_text(self, ours, staff, as_staff):
        a_draft(ours, staff)
        data = {"center": ours.pk, "field": "introduction", "body": "又一份"}
        answer = as_staff.post(address(TextDraft, "add"), data)
        assert any("已经有没发布的稿子" in error for error in errors_in(answer))
        answer = as_staff.post(address(TextDraft, "add"), data | {"field": "brand"})
        assert answer.status_code == 302
        assert TextDraft.objects.get(field="brand").written_by == staff

    @pytest.mark.parametrize("body", ["长" * 61, "两\n行", "长" * 100_000, "a\x00b"])
    def test_a_brand_that_does_not_fit_is_explained(self, ours, as_staff, body):
        answer = as_staff.post(address(TextDraft, "add"), {"center": ours.pk, "field": "brand", "body": body})
        assert answer.status_code == 200
        assert errors_in(answer)

    def test_a_state_cannot_be_sent_along(self, ours, as_staff, staff):
        data = {"center": ours.pk, "field": "brand", "body": "一句", "state": "published", "written_by": ""}
        as_staff.post(address(TextDraft, "add"), data)
        draft = TextDraft.objects.get()
        assert (draft.state, draft.written_by) == (DRAFT, staff)


class TestButtons:
    @each_kind
    def test_they_move_a_row_on(self, make, ours, staff, street, client):
        row = make(ours, staff)
        page = address(type(row), "change", row.pk)
        client.force_login(street)
        assert 'value="approve"' in client.get(page).content.decode()
        assert press(client, row, "approve").status_code == 302
        assert 'value="publish"' in client.get(page).content.decode()
        assert press(client, row, "publish").status_code == 302
        assert stored(row).state == PUBLISHED

    @each_kind
    def test_an_illegal_press_is_explained_and_changes_nothing(self, make, ours, staff, as_staff):
        row = make(ours, staff)
        page = as_staff.get(address(type(row), "change", row.pk)).content.decode()
        assert 'value="approve"' not in page
        assert "自己不能审核自己的" in page
        before = facts(row)
        for move, status in {"approve": 409, "publish": 409, "explode": 400, "give_back": 400, "": 400}.items():
            answer = press(as_staff, row, move, reason="")
            assert answer.status_code == status, move
            assert "没有改动" in answer.content.decode()
        assert facts(row) == before
        assert as_staff.get(address(type(row), "move", row.pk)).status_code == 405

    @each_kind
    def test_nobody_releases_what_they_have_not_seen(self, make, ours, staff, street, client):
        row = make(ours, staff)
        client.force_login(street)
        seen = row.fingerprint
        setattr(row, "body" if make is a_draft else "caption", "后来改的")
        row.save()
        for moved in (seen, ""):
            answer = press(client, row, "approve", seen=moved)
            assert answer.status_code == 409
            assert "又改过了" in answer.content.decode()
        assert stored(row).state == DRAFT

    @each_kind
    def test_a_foreign_row_is_not_there(self, make, foreign, as_staff):
        row = make(foreign)
        for move in MOVES:
            assert press(as_staff, row, move).status_code == 404
        unknown = as_staff.post(address(type(row), "move", 999_999_999), {"move": "approve"})
        assert unknown.status_code == as_staff.post(address(type(row), "move", "abc"), {}).status_code == 404
        assert stored(row).state == DRAFT

    @each_kind
    @pytest.mark.parametrize("role", ["system", "audit"])
    def test_other_duties_press_nothing(self, make, ours, client, user_with_post, role):
        row = make(ours)
        client.force_login(user_with_post("441702", role=role))
        assert press(client, row, "approve").status_code == 403
        assert client.get(address(type(row), "changelist")).status_code == 403


class TestManyAtOnce:
    @each_kind
    def test_all_or_nothing(self, make, ours, staff, as_staff):
        checked = make(ours, None, CHECKED)
        draft = a_photo(ours, staff, caption="草") if make is a_photo else a_draft(ours, staff, field="brand")
        data = {"action": "publish_chosen", "_selected_action": [checked.pk, draft.pk]}
        answer = as_staff.post(address(type(checked), "changelist"), data, follow=True)
        assert "一个也没有发布" in answer.content.decode()
        assert stored(checked).state == CHECKED
        data["_selected_action"] = [checked.pk]
        as_staff.post(address(type(checked), "changelist"), data)
        assert stored(checked).state == PUBLISHED

    @each_kind
    @pytest.mark.parametrize("action", ["publish_chosen", "delete_selected"])
    def test_one_foreign_row_and_nothing_happens(self, make, ours, foreign, as_staff, action):
        mine, theirs = make(ours, None, CHECKED), make(foreign, None, CHECKED)
        for other in (theirs.pk, 999_999_999, "abc", "\x00"):
            data = {"action": action, "_selected_action": [mine.pk, other], "post": "yes"}
            assert as_staff.post(address(type(mine), "changelist"), data).status_code == 404
        assert stored(mine).state == stored(theirs).state == CHECKED


class TestPreview:
    def test_an_unpublished_photo_is_seen_by_its_own_people_only(
        self, client, ours, foreign, as_staff, user_with_post, staff_without_post
    ):
        mine, theirs = a_photo(ours), a_photo(foreign)
        page = "/admin/centers/photo/{}/preview.jpg"
        answer = as_staff.get(page.format(mine.pk))
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert "no-store" in answer.headers["Cache-Control"]
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
        assert as_staff.get(page.format(theirs.pk)).status_code == 404
        assert as_staff.get(page.format(999_999_999)).status_code == 404
        for other in (staff_without_post, user_with_post("441702", role="system")):
            client.force_login(other)
            assert client.get(page.format(mine.pk)).status_code == 403
        client.logout()
        assert client.get(page.format(mine.pk)).status_code == 302

    def test_a_lost_file_is_404(self, ours, as_staff):
        photo = a_photo(ours)
        photo.image.storage.delete(photo.image.name)
        assert as_staff.get(f"/admin/centers/photo/{photo.pk}/preview.jpg").status_code == 404

    def test_no_page_links_to_the_file_itself(self, ours, as_staff):
        photo = a_photo(ours)
        for page in (
            address(Center, "change", ours.pk),
            address(Photo, "change", photo.pk),
            address(Photo, "changelist"),
        ):
            text = as_staff.get(page).content.decode()
            assert f"/admin/centers/photo/{photo.pk}/preview.jpg" in text
            assert photo.image.name not in text


class TestTheFormOfACentre:
    def test_texts_are_read_there_and_written_in_drafts(self, ours, as_staff, staff):
        page = address(Center, "change", ours.pk)
        shown = as_staff.get(page)
        assert not {"introduction", "brand"} & {*shown.context["adminform"].form.fields}
        assert f"{address(TextDraft, 'add')}?center={ours.pk}&amp;field=introduction" in shown.content.decode()
        as_staff.post(page, filled_in(shown, introduction="绕过审核", brand="绕过审核"))
        center = Center.objects.get(pk=ours.pk)
        assert (center.introduction, center.brand) == (ours.introduction, ours.brand)
        draft = a_draft(ours, staff)
        assert address(TextDraft, "change", draft.pk) in as_staff.get(page).content.decode()

    def test_a_new_draft_begins_with_the_present_text(self, ours, foreign, as_staff):
        def begun(center):
            answer = as_staff.get(address(TextDraft, "add"), {"center": center, "field": "introduction"})
            return answer.context["adminform"].form["body"].value(), answer.content.decode()

        assert begun(ours.pk)[0] == ours.introduction != ""
        body, page = begun(foreign.pk)
        assert not body
        assert foreign.name not in page
        assert not begun("abc")[0]
        assert not begun(10**30)[0]

    def test_an_uploaded_photo_is_a_draft_of_whoever_uploads_it(self, ours, staff, as_staff):
        page = address(Center, "change", ours.pk)
        changes = {
            "photos-TOTAL_FORMS": "1",
            "photos-0-image": picture(),
            "photos-0-caption": "大门",
            "photos-0-position": "0",
            "photos-0-source": "survey",
            "photos-0-state": "published",
        }
        assert as_staff.post(page, filled_in(as_staff.get(page), **changes)).status_code == 302
        photo = ours.photos.get()
        assert (photo.state, photo.written_by) == (DRAFT, staff)

    def test_saving_the_form_leaves_published_photos_alone(self, ours, as_staff):
        photo = a_photo(ours, None, PUBLISHED)
        page = address(Center, "change", ours.pk)
        as_staff.post(page, filled_in(as_staff.get(page)))
        assert (stored(photo).state, stored(photo).written_by) == (PUBLISHED, None)
        shown = as_staff.get(page)
        as_staff.post(page, filled_in(shown, **{"photos-0-caption": "换了说明"}))
        assert stored(photo).state == DRAFT

    def test_superusers_write_directly(self, ours, as_superuser):
        assert {"introduction", "brand"} <= {
            *as_superuser.get(address(Center, "change", ours.pk)).context["adminform"].form.fields
        }


def test_drafts_to_check_are_those_of_others(ours, staff, street):
    mine, returned, waiting = a_photo(ours, staff), a_photo(ours, street), a_photo(ours, street)
    returned.give_back(staff, "太暗")
    assert set(Photo.objects.to_check_by(staff)) == {waiting}
    assert set(Photo.objects.to_check_by(street)) == {mine}


@each_kind
def test_lists_filter_by_state_and_cost_the_same(make, ours, as_superuser, django_assert_max_num_queries):
    row = make(ours, None, CHECKED)
    for center in Center.objects.exclude(pk=ours.pk)[:10]:
        make(center)
    with django_assert_max_num_queries(12):
        answer = as_superuser.get(address(type(row), "changelist"), {"state__exact": "checked"})
    assert list(answer.context["cl"].result_list) == [row]


def test_rooms_know_no_review(ours):
    assert not hasattr(Room(center=ours), "state")
