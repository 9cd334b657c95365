"""Public texts in the back office: drafts, and how the centre's form leads to them."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from unfold.decorators import display

from accounts.scoped_admin import is_superuser
from centers.admin.parts import CenterPartAdmin, CenterStreetFilter
from centers.admin.review import ReviewedAdmin
from centers.models import Center, TextDraft
from query.keys import row_with_key

EXCERPT = 30


@admin.register(TextDraft)
class TextDraftAdmin(ReviewedAdmin):
    """New wordings in scope, beside what the public reads now."""

    # Labels above, so that old and new have half the width each.
    compressed_fields = False
    list_display = ("center", "field", "state_label", "excerpt", "writer", "published_at")
    list_filter = ("state", "field", CenterStreetFilter)
    list_select_related = ("center", "written_by")
    search_fields = (*CenterPartAdmin.search_fields, "body")
    fieldsets = (
        (
            None,
            {
                "fields": (("center", "field"), ("now_published", "body")),
                "description": "网页上现在的文字和新稿放在一起看。写好先保存，请别的同事审核，通过以后再发布。",
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        return ("center", "field", "now_published") if obj else ("now_published",)

    def get_changeform_initial_data(self, request):
        """A new draft of a text begins with what the public reads now."""
        initial = super().get_changeform_initial_data(request)
        key, field = initial.pop("center", ""), initial.get("field")
        if center := row_with_key(Center.objects.editable_by(request.user), key):
            initial["center"] = center.pk
            if field in TextDraft.Field:
                initial["body"] = getattr(center, field)
        return initial

    def has_change_permission(self, request, obj=None):
        """A published draft is what was said then: whoever wants other words writes a new one."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def get_deleted_objects(self, objs, request):
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [str(draft) for draft in objs if draft.is_published]
        return deleted, counts, lacking, [*protected, *kept]

    @display(description="内容")
    def excerpt(self, draft):
        return f"{draft.body[:EXCERPT]}…" if len(draft.body) > EXCERPT else draft.body

    @display(description="起草人", ordering="written_by")
    def writer(self, draft):
        return draft.written_by and draft.written_by.shown_name

    @display(description="网页上现在的文字")
    def now_published(self, draft):
        if not draft.center_id:
            return "选好中心、保存以后，这里会显示现在的文字。"
        return draft.published_text or "（空）"


class PublicTexts:
    """The part of a centre's form that shows its public texts and leads to their drafts.

    Superusers and imports write them directly; everybody else goes by a draft that a second person checks.
    """

    def get_readonly_fields(self, request, obj=None):
        texts = () if is_superuser(request) else tuple(TextDraft.Field.values)
        return (*super().get_readonly_fields(request, obj), *texts, "new_texts")

    @display(description="改文字")
    def new_texts(self, center):
        if not center.pk:
            return "先保存中心，再写简介和特色品牌。"
        started = _started(center)
        links = [_way_to(center, field, started.get(field)) for field in TextDraft.Field]
        return format_html_join(" ", '<a class="desk-link" href="{}">{}</a>', links)


def _started(center) -> dict[str, TextDraft]:
    """The drafts on their way to the public, by their field."""
    # A form's template asks for each of its values many times over.
    if not hasattr(center, "started_drafts"):
        drafts = center.text_drafts.exclude(state=TextDraft.State.PUBLISHED)
        center.started_drafts = {draft.field: draft for draft in drafts}
    return center.started_drafts


def _way_to(center, field, draft):
    """The address and the words of the link to the open draft of a text, or to a new one."""
    if draft:
        state = draft.get_state_display()
        return reverse("admin:centers_textdraft_change", args=[draft.pk]), f"看{field.label}的新稿（{state}）"
    query = urlencode({"center": center.pk, "field": field.value})
    return f"{reverse('admin:centers_textdraft_add')}?{query}", format_html("写新稿：{}", field.label)
