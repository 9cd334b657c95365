"""The page that arranges dated exceptions for several centres at once: fill in, choose, look, confirm."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from centers.admin.choose import editable_centers, read_choice
from centers.fortnight import fortnights, unpublished_year
from centers.hours_forms import ExceptionForm
from centers.models import Center, OpeningException
from centers.schedule import schedules_of
from query.params import BadParameter

EXPIRED_SHOWN = 50


class SeveralPage:
    """One request for the page, from an account that may change records."""

    def __init__(self, model_admin, request):
        self.admin, self.request = model_admin, request
        self.today = timezone.localdate()
        self.candidates = editable_centers(request.user)
        self.problems = []

    def answer(self):
        """The page, or after a change the way back to it."""
        if self.request.method != "POST":
            return self._page(ExceptionForm(), read_choice(self.request, self.candidates))
        operation = self.request.POST.get("op")
        if operation == "remove_expired":
            count = self._expired().remove(by=self.request.user)
            messages.success(self.request, f"已删掉{count}条过去的特别安排。")
            return self._back()
        if operation not in {"choose", "preview", "save"}:
            raise BadParameter("op", "没有这个操作，请回到“特别安排”页再试。")
        choice = read_choice(self.request, self.candidates)
        form = ExceptionForm(self.request.POST)
        valid = form.is_valid()
        if operation == "choose":
            choice.problem = ""
        if operation == "choose" or not valid or choice.problem:
            return self._page(form, choice)
        return self._arrange(form, choice, confirmed=operation == "save")

    def _arrange(self, form, choice, *, confirmed):
        keys = sorted(choice.chosen)
        if problems := OpeningException.objects.problems(form.arrangement, keys):
            names = dict(Center.objects.filter(pk__in=problems).values_list("pk", "name"))
            self.problems = [(names[key], sentence) for key, sentence in problems.items()]
            return self._page(form, choice)
        if not confirmed:
            return self._page(form, choice, preview=self._preview(form.arrangement, keys))
        try:
            OpeningException.objects.arrange(form.arrangement, keys, by=self.request.user)
        except ValidationError as error:  # somebody was faster
            form.add_error(None, error)
            return self._page(form, choice)
        messages.success(self.request, f"已给{len(keys)}个中心保存：{form.arrangement.note or '特别安排'}。")
        return self._back()

    def _preview(self, arrangement, keys):
        """The days of the chosen centres; those with the same days together."""
        names = dict(self.candidates.filter(pk__in=keys).order_by("code").values_list("pk", "name"))
        schedules = schedules_of(keys)
        groups = {}
        for key, name in names.items():
            days = tuple(fortnights(schedules[key], self.today, arrangement))
            groups.setdefault(days, []).append(name)
        return [
            {"names": some, "days": days, "unpublished_year": unpublished_year(days)} for days, some in groups.items()
        ]

    def _expired(self):
        return OpeningException.objects.editable_by(self.request.user).past(self.today)

    def _back(self):
        return HttpResponseRedirect(reverse("admin:centers_openingexception_several"))

    def _page(self, form, choice, *, preview=None):
        expired = self._expired().select_related("center").order_by("-last", "center__code", "opens")
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": "给几个中心安排",
            "subtitle": "特别安排",
            "opts": self.admin.opts,
            "exception": form,
            "choice": choice,
            "problems": self.problems,
            "preview": preview,
            "expired": list(expired[:EXPIRED_SHOWN]),
            "expired_count": expired.count(),
        }
        return render(self.request, "admin/centers/openingexception/several.html", context)
