"""The page on which a centre's hours are kept: its week, its seasons, its dated exceptions, the coming fortnight."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from centers.fortnight import fortnight, fortnights, unpublished_year, with_week
from centers.hours import format_spans
from centers.hours_forms import ExceptionForm, WeekForm
from centers.models import OpeningException
from centers.schedule import schedule_of
from centers.week import DAYS, Validity, differing_on_holidays, fingerprint, week_of
from query.params import BadParameter

NEW = "new"


class HoursPage:
    """One request for the page of one centre, which the account may change."""

    def __init__(self, model_admin, request, center):
        self.admin, self.request, self.center = model_admin, request, center
        self.today = timezone.localdate()
        prefetch_related_objects([center], "opening_hours", "opening_exceptions")
        self.schedule = schedule_of(center)
        self.periods = center.periods()
        self.is_new = request.GET.get("period") == NEW
        self.validity = self._validity()
        self.stored = self.periods.get(self.validity, []) if not self.is_new else []
        self.days = fortnight(self.schedule, self.today)
        self.is_draft = False
        self.exception_days = []

    def _validity(self) -> Validity:
        """The period in hand; 常年 is there even while it has no hours."""
        wanted = self.request.GET.get("period", "")
        if self.is_new or not wanted:
            return Validity() if self.is_new or Validity() in self.periods else next(iter(self.periods), Validity())
        found = next((one for one in [Validity(), *self.periods] if one.key == wanted), None)
        if found is None:
            raise Http404
        return found

    def answer(self):
        """The page, or after a change the way back to it."""
        if self.request.method != "POST":
            return self._page()
        operation = self.request.POST.get("op", "")
        if operation.startswith("copy-") and operation[5:] in {str(day) for day in range(DAYS)}:
            return self._page(week=self._week_form(self.request.POST).with_copied_day(int(operation[5:])))
        operations = {
            "save": self._save,
            "preview": self._preview,
            "remove_period": self._remove_period,
            "exception_preview": self._arrange,
            "exception_save": self._arrange,
            "remove_exception": self._remove_exception,
            "remove_expired": self._remove_expired,
        }
        if operation not in operations:
            raise BadParameter("op", "没有这个操作，请回到“开放时间”页再试。")
        return operations[operation]()

    def _week_form(self, data=None) -> WeekForm:
        # A new season begins as a copy of the usual week: that is less to type.
        rows = self.periods.get(Validity(), []) if self.is_new else self.stored
        initial = {"seen": fingerprint(self.stored)}
        if not self.validity.is_always:
            initial |= {"first": self.validity.first, "last": self.validity.last}
        return WeekForm(
            data,
            week=week_of(rows),
            is_season=self.is_new or not self.validity.is_always,
            has_leftover=bool(self.center.hours_leftover),
            initial=initial,
        )

    def _save(self):
        form = self._week_form(self.request.POST)
        if not form.is_valid():
            return self._page(week=form)
        read = form.cleaned_data.get("leftover_is_read", False)
        try:
            self.center.set_week(
                form.validity,
                form.week,
                by=self.request.user,
                instead_of=self.validity,
                is_new=self.is_new,
                source=form.cleaned_data["source"],
                leftover_is_read=read,
                seen=form.cleaned_data["seen"] or None,
            )
        except ValidationError as error:
            form.add_error(None, error)
            if error.code == "changed_meanwhile":
                form.data = form.data.copy()
                form.data["seen"] = fingerprint(self.stored)
            return self._page(week=form)
        messages.success(self.request, f"“{form.validity.label}”的开放时间已保存，记为今天由您确认。")
        if self.center.hours_leftover and not read:
            messages.warning(self.request, "还有没读懂的内容没清空，网页上仍显示“时间待确认”。")
        return self._back(form.validity)

    def _preview(self):
        form = self._week_form(self.request.POST)
        if form.is_valid():
            instead_of = form.validity if self.is_new else self.validity
            draft = with_week(self.schedule, form.week, form.validity, instead_of)
            self.days, self.is_draft = fortnight(draft, self.today, before=self.schedule), True
        return self._page(week=form)

    def _remove_period(self):
        if self.is_new or not self.center.remove_period(self.validity, by=self.request.user):
            raise Http404
        messages.success(self.request, f"“{self.validity.label}”的时间已删掉。")
        return self._back()

    def _arrange(self):
        form = ExceptionForm(self.request.POST)
        if not form.is_valid():
            return self._page(exception=form)
        confirmed = self.request.POST["op"] == "exception_save" and form.cleaned_data["previewed"] == form.told
        try:
            if confirmed:
                OpeningException.objects.arrange(form.arrangement, [self.center.pk], by=self.request.user)
                messages.success(self.request, f"已保存：{form.arrangement.note or '特别安排'}。")
                return self._back()
            if problems := OpeningException.objects.problems(form.arrangement, [self.center.pk]):
                raise ValidationError(problems[self.center.pk])
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(exception=form)
        form.data = form.data.copy()
        form.data["previewed"] = form.told
        self.exception_days = fortnights(self.schedule, self.today, form.arrangement)
        return self._page(exception=form)

    def _remove_exception(self):
        wanted = self.request.POST.get("dates", "")
        found = next((one for one in self.schedule.exceptions if Validity(one.first, one.last).key == wanted), None)
        if found is None:
            raise Http404
        rows = OpeningException.objects.editable_by(self.request.user).filter(center=self.center)
        rows.filter(first=found.first, last=found.last).remove(by=self.request.user)
        messages.success(self.request, f"已删掉：{found.note or '特别安排'}。")
        return self._back()

    def _remove_expired(self):
        rows = OpeningException.objects.editable_by(self.request.user).filter(center=self.center)
        count = rows.past(self.today).remove(by=self.request.user)
        messages.success(self.request, f"已删掉{count}条过去的特别安排。")
        return self._back()

    def _back(self, validity: Validity | None = None):
        address = reverse("admin:centers_center_hours", args=[self.center.pk])
        return HttpResponseRedirect(f"{address}?period={validity.key}" if validity else address)

    def _page(self, *, week=None, exception=None):
        arranged = [_line(one) for one in self.schedule.exceptions]
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": "开放时间",
            "subtitle": self.center.name,
            "opts": self.admin.opts,
            "original": self.center,
            "center": self.center,
            "week": week or self._week_form(),
            "exception": exception or ExceptionForm(),
            "exception_days": self.exception_days,
            "period": self.validity,
            "period_key": NEW if self.is_new else self.validity.key,
            "periods": sorted({Validity(), *self.periods}, key=lambda one: (not one.is_always, one.key)),
            "is_new": self.is_new,
            "is_stored": bool(self.stored),
            "differs_on_holidays": differing_on_holidays(self.stored),
            "days": self.days,
            "is_draft": self.is_draft,
            "unpublished_year": unpublished_year(self.days),
            "coming": [line for line in arranged if line["last"] >= self.today],
            "expired": [line for line in arranged if line["last"] < self.today],
        }
        return render(self.request, "admin/centers/center/hours.html", context)


def _line(exception):
    dates = Validity(exception.first, exception.last)
    return {
        "key": dates.key,
        "dates": dates.label,
        "last": exception.last,
        "hours": format_spans(exception.spans) if exception.spans else "全天不开放",
        "note": exception.note,
    }
