"""The audit trail in the back office: read by security auditors, changed by nobody."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from unfold.decorators import display

from accounts.audit import first_bad_entry
from accounts.audit_words import key_words, told
from accounts.models import AuditEntry
from accounts.roles import Right
from accounts.scoped_admin import BackOfficeAdmin, may


@admin.register(AuditEntry)
class AuditEntryAdmin(BackOfficeAdmin):
    """What was done, by whom, from where."""

    keeps_history = False
    list_display = ("when", "action", "actor", "address", "subject", "key")
    list_display_links = ("when",)
    list_filter = ("action",)
    search_fields = ("actor", "subject", "subject_key", "address")
    search_help_text = "按账号、对象、编号或来源地址查找"
    date_hierarchy = "at"
    ordering = ("-pk",)
    show_full_result_count = False
    list_before_template = "admin/accounts/auditentry/check.html"
    fieldsets = (
        (None, {"fields": ("when", "action", "actor", "address", "subject", "key", "told")}),
        (
            "摘要",
            {"fields": ("previous_hash", "hash"), "description": "每条都带着上一条的摘要，改一条就对不上。"},
        ),
    )

    def has_module_permission(self, request):
        return may(request, Right.READ_AUDIT)

    def has_view_permission(self, request, obj=None):
        return may(request, Right.READ_AUDIT)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def get_urls(self):
        check = self.admin_site.admin_view(self.check_view)
        return [path("check/", check, name="accounts_auditentry_check"), *super().get_urls()]

    def check_view(self, request):
        """Check every seal. Security auditors."""
        if not may(request, Right.READ_AUDIT):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        bad, count = first_bad_entry()
        if bad is None:
            messages.success(request, f"审计记录完整：共{count}条，摘要全部对得上。")
        else:
            messages.error(request, f"第{count}条（编号{bad.pk}）不对：内容被改过，或者它前面少了记录。")
        return HttpResponseRedirect(reverse("admin:accounts_auditentry_changelist"))

    @display(description="时间", ordering="pk")
    def when(self, entry):
        return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"

    @display(description="对象编号", ordering="subject_key")
    def key(self, entry):
        return key_words(entry.subject_key) or None

    @display(description="说明")
    def told(self, entry):
        return format_html_join("", "<p>{}：{}</p>", told(entry.detail)) or None
