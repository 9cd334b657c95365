"""A resident says what is wrong about a centre. No account, and nothing about the person."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from centers.correction_form import CorrectionForm
from centers.models import Center, ChangeRequest
from centers.models.corrections import A_WHILE, AlreadySent, TooMany
from centers.private_numbers import COVERED
from centers.senders import senders_of
from centers.views.center import published_or_404
from query.params import Params

WRONG, SENT_BEFORE, TOO_MANY = 400, 409, 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def center_correct(request, code):
    """What the centre's page says, field by field, with a box for what it should be. Anyone."""
    center = _published(code)
    if request.method != "POST":
        return _page(request, center, CorrectionForm(center=center))
    form = CorrectionForm(request.POST, center=center)
    if not form.is_valid():
        return _page(request, center, form, status=WRONG)
    now = timezone.now()
    try:
        received = ChangeRequest.objects.receive(
            center, form.proposals, senders=senders_of(request, now), form_key=form.form_key, at=now
        )
    except TooMany as limit:
        answer = _page(request, center, form, status=TOO_MANY, limit=limit)
        answer.headers["Retry-After"] = str(int(A_WHILE.total_seconds()))
        return answer
    except AlreadySent:
        form.take_new_key()
        form.add_error(None, "您刚才发过一次，已经收到。现在的内容和那次不一样，要再发，请再点一次“发给社区”。")
        return _page(request, center, form, status=SENT_BEFORE)
    covered = received.changes.filter(proposed__contains=COVERED).exists()
    return HttpResponseRedirect(reverse("center-corrected", args=[code]) + ("?covered=1" if covered else ""))


@require_safe
def center_corrected(request, code):
    """Thanks, and what happens next. Anyone."""
    covered = Params(request.GET).flag("covered")
    context = {"section": "centers", "center": _published(code), "covered": covered}
    return render(request, "centers/corrected.html", context)


def _page(request, center, form, *, status=200, limit=None):
    context = {"section": "centers", "center": center, "form": form, "limit": limit}
    return render(request, "centers/correct.html", context, status=status)


def _published(code):
    return published_or_404(code, Center.objects.select_related("unit").defer("unit__boundary"))
