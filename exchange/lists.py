"""The buttons above a list of the back office: its rows out as a file, a file in."""

from datetime import datetime

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.audit import Action, record
from exchange.checking import check
from exchange.findings import take_findings
from exchange.forms import UploadForm
from exchange.models import ImportVersion
from exchange.problems import FileUnreadable
from exchange.registry import resource_of
from exchange.writing import csv_lines, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS_OUT = 100_000
LONGEST_FILTER = 500


class Exchangeable:
    """Mixin for a ModelAdmin whose rows come from `visible_to`: 下载 Excel, 下载 CSV, 上传 Excel."""

    list_before_template = "admin/exchange/list_tools.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("download.xlsx", wrap(self.download_workbook), name=f"{name}_download_xlsx"),
            path("download.csv", wrap(self.download_csv), name=f"{name}_download_csv"),
            path("upload/", wrap(self.upload), name=f"{name}_upload"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        tools = {
            "xlsx_url": reverse(f"{name}_download_xlsx") + query,
            "csv_url": reverse(f"{name}_download_csv") + query,
            "upload_url": reverse(f"{name}_upload") if self.may_upload(request) else "",
        }
        return super().changelist_view(request, {**(extra_context or {}), "exchange": tools})

    def may_upload(self, request) -> bool:
        """Whether the account changes such records at all; which of them, `editable_by` says row by row."""
        return self.has_change_permission(request)

    def download_workbook(self, request):
        """The list as it is narrowed down at the moment, as .xlsx."""
        resource, queryset = self._to_download(request)
        if queryset is None:
            return self._too_many(request)
        file, count = write_workbook(resource, resource.rows(queryset), editable=self.may_upload(request))
        self._record(request, resource, count, "xlsx")
        return FileResponse(file, as_attachment=True, filename=_file_name(resource, "xlsx"), content_type=XLSX)

    def download_csv(self, request):
        """The same as CSV."""
        resource, queryset = self._to_download(request)
        if queryset is None:
            return self._too_many(request)
        rows = list(resource.rows(queryset))
        self._record(request, resource, len(rows), "csv")
        answer = StreamingHttpResponse(csv_lines(resource, rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = content_disposition_header(True, _file_name(resource, "csv"))
        return answer

    def _to_download(self, request):
        """The list's resource and its rows with the same search, filters and scope; None where they are too many."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            queryset = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            queryset = self.get_queryset(request).none()
        queryset = queryset.filter(pk__in=self.model._default_manager.visible_to(request.user).values("pk"))
        return resource_of(self.model), None if queryset.count() > MOST_ROWS_OUT else queryset

    def _too_many(self, request):
        return render(
            request,
            "admin/exchange/too_many.html",
            {**self.admin_site.each_context(request), "title": "下载", "opts": self.opts, "most": MOST_ROWS_OUT},
            status=400,
        )

    def _record(self, request, resource, count, form):
        detail = {"model": self.opts.label, "count": count, "form": form}
        detail["filter"] = request.GET.urlencode()[:LONGEST_FILTER]
        record(Action.EXPORT, request=request, subject=resource.label, subject_key=self.opts.label, detail=detail)

    def upload(self, request):
        """Hand in a file; it is checked, and the preview shows what it would change."""
        if not self.may_upload(request):
            raise PermissionDenied
        resource = resource_of(self.model)
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            version = ImportVersion.keep(
                resource.kind, form.cleaned_data["file"], request.user, empty_clears=form.cleaned_data["empty_clears"]
            )
            try:
                laying = check(
                    resource,
                    version.path,
                    request.user,
                    name=version.file_name,
                    empty_clears=version.empty_clears,
                )
            except FileUnreadable as error:
                version.forget_file()
                form.add_error("file", str(error.problem))
            else:
                take_findings(version, laying)
                version.save()
                return HttpResponseRedirect(reverse("admin:exchange_importversion_change", args=[version.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"上传{resource.label}",
            "opts": self.opts,
            "form": form,
            "resource": resource,
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "template_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_download_xlsx"),
        }
        return render(request, "admin/exchange/upload.html", context, status=400 if form.errors else 200)


def _file_name(resource, ending) -> str:
    now: datetime = timezone.localtime()
    return f"{resource.label}-{now:%Y-%m-%d}.{ending}"
