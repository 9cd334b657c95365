"""Taking an applied version back as a whole, by what the history says stood there before."""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from accounts.audit import Action, record
from accounts.recorded import create_recorded, keep_what_stands, update_recorded
from accounts.wording import in_words
from exchange.changes import Change
from exchange.models import ImportVersion

AT_ONCE = 500


class NotRolledBack(Exception):
    """Why nothing was taken back, in Chinese."""


@dataclass(slots=True)
class Step:
    """One row that a version wrote, and what taking it back means."""

    model: type
    key: int
    label: str
    current: object = None  # the stored row; None: somebody has deleted it since
    created: bool = False
    before: dict = field(default_factory=dict)  # attribute → value to set back, or of the whole row to make again
    changed_since: list[Change] = field(default_factory=list)  # from what stands now to what would stand
    is_touched: bool = False  # whether anybody has changed the row since


@dataclass(slots=True)
class Plan:
    """Everything that taking a version back would do."""

    steps: list[Step] = field(default_factory=list)
    later: set[str] = field(default_factory=set)  # reasons of the changes since
    attached: list[tuple[str, str]] = field(default_factory=list)  # what others have hung on created rows

    @property
    def touched(self) -> list[Step]:
        """Rows that somebody has changed since: they are overwritten only when the person says so."""
        return [step for step in self.steps if step.is_touched]

    @property
    def needs_a_word(self) -> bool:
        """Whether the person must say that later changes may go."""
        return bool(self.touched or self.attached)

    def count(self, *, created: bool, model=None) -> int:
        """How many rows (of a model) would be deleted (`created`), or set back."""
        return sum(
            step.created is created
            for step in self.steps
            if (step.current is not None or not step.created) and model in (None, step.model)
        )


def plan_rollback(version: ImportVersion) -> Plan:
    """What taking back an applied version would do, row by row."""
    plan = Plan()
    for model in version.resource.models:
        _plan_model(model, version, plan)
    created = [step.current for step in plan.steps if step.created and step.model is version.resource.model]
    if created:
        plan.attached = [(str(row), words) for row, words in version.resource.attached_to(created, version)]
    return plan


def why_not(version: ImportVersion, user, plan: Plan) -> str:
    """Why this account cannot take the version back, in Chinese; empty when it can."""
    if version.state != ImportVersion.State.APPLIED:
        return f"这次上传是“{version.get_state_display()}”，没有可撤回的。"
    applied = ImportVersion.objects.filter(kind=version.kind, pk__gt=version.pk).applied()
    reasons = {other.reason for other in applied.only("pk")}
    if applied.visible_to(user).exists() or reasons & plan.later:
        return "后面还有更新的导入。只能从最新的一次开始撤回。"
    for model in version.resource.models:
        keys = [step.key for step in plan.steps if step.model is model and step.current is not None]
        editable = model._default_manager.editable_by(user)
        found = sum(
            editable.filter(pk__in=keys[start : start + AT_ONCE]).count() for start in range(0, len(keys), AT_ONCE)
        )
        if found < len(keys):
            return "这次导入的记录，有的现在不归您管。请由街道或区里撤回。"
    return ""


def roll_back(version: ImportVersion, user, *, overwrite: bool, request=None) -> Plan:
    """Take the version back: created rows go, changed rows get back what stood there before.

    :param overwrite: whether changes that were made since may be lost.
    :raises NotRolledBack: and nothing is changed.
    """
    try:
        with transaction.atomic():
            stored = ImportVersion.objects.select_for_update().get(pk=version.pk)
            plan = plan_rollback(stored)
            if reason := why_not(stored, user, plan):
                raise NotRolledBack(reason)
            if plan.needs_a_word and not overwrite:
                raise NotRolledBack("有的记录在导入以后又改过。请先看清楚，再勾选“一起撤回”。")
            _set_back(stored, plan, user)
            stored.state = ImportVersion.State.ROLLED_BACK
            stored.rolled_back_at, stored.rolled_back_by = timezone.now(), user
            stored.save()
            record(
                Action.ROLLBACK,
                request=request,
                actor=user,
                subject=f"{stored.kind_label}（Excel）",
                subject_key=str(stored.pk),
                detail={"deleted": plan.count(created=True), "set_back": plan.count(created=False)},
            )
    except (ProtectedError, RestrictedError) as error:
        raise NotRolledBack("这次新增的记录已经有别的资料挂在下面，删不掉。请先处理那些资料。") from error
    except IntegrityError as error:
        raise NotRolledBack("要恢复的名称或编号现在被别的记录用了。请先改那一条，再撤回。") from error
    return plan


def _set_back(version, plan, user):
    resource, reason = version.resource, version.rollback_reason
    for model in reversed(resource.models):
        steps = [step for step in plan.steps if step.model is model]
        created = [step.current for step in steps if step.created and step.current is not None]
        resource.delete_created(model, created, by=user, reason=reason)
    for model in resource.models:
        steps = [step for step in plan.steps if step.model is model and not step.created]
        gone = [model(**step.before) for step in steps if step.current is None]
        create_recorded(gone, by=user, reason=reason)
        changed = [step for step in steps if step.current is not None and step.before]
        fields = set()
        for step in changed:
            for attribute, value in step.before.items():
                setattr(step.current, attribute, value)
                fields.add(attribute)
        names = sorted(model._meta.get_field(_field_name(model, attribute)).name for attribute in fields)
        rows = [step.current for step in changed]
        if rows:
            keep_what_stands(model, [row.pk for row in rows])
            resource.make_room(model, rows, set(names))
            update_recorded(rows, names, by=user, reason=reason, is_kept=True)
        resource.after_write(model, [*gone, *rows])


def _field_name(model, attribute) -> str:
    return next(field.name for field in model._meta.concrete_fields if field.attname == attribute)


def _plan_model(model, version, plan):
    own: dict = {}
    for entry in model.history.filter(history_change_reason=version.reason).order_by("history_id"):
        own.setdefault(entry.id, []).append(entry)
    keys = list(own)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        entries: dict = {key: [] for key in some}
        for entry in model.history.filter(id__in=some).order_by("history_id"):
            entries[entry.id].append(entry)
        current = model._base_manager.in_bulk(some)
        for key in some:
            plan.steps.append(_step(model, key, own[key], entries[key], current.get(key), plan))


def _step(model, key, own, entries, current, plan) -> Step:
    first, last = own[0], own[-1]
    earlier = [entry for entry in entries if entry.history_id < first.history_id]
    later = [entry for entry in entries if entry.history_id > last.history_id]
    plan.later |= {entry.history_change_reason for entry in later if entry.history_change_reason}
    step = Step(model, key, label_of(current or model(**_whole(last))), current, created=first.history_type == "+")
    fields = [each for each in model.history.model.tracked_fields if not each.primary_key]
    if current is None:
        step.is_touched = last.history_type != "-"
        if last.history_type == "-" and earlier:
            step.before = _whole(earlier[-1])
        elif not step.created:
            step.created = True  # nothing stands and nothing is made again
        return step
    differs_now = [each for each in fields if getattr(current, each.attname) != getattr(last, each.attname)]
    step.is_touched = bool(later or differs_now)
    if step.created or not earlier:
        step.created = True
        step.changed_since = [_change(model, each, last, current) for each in differs_now]
        return step
    before = earlier[-1]
    changed = [each for each in fields if getattr(before, each.attname) != getattr(last, each.attname)]
    step.before = {each.attname: getattr(before, each.attname) for each in changed}
    step.changed_since = [_change(model, each, current, before) for each in changed if each in differs_now]
    return step


def label_of(row) -> str:
    """What a record is called, with its code or what it belongs to."""
    above = getattr(row, "center", None) or getattr(row, "unit", None) if not hasattr(row, "code") else row.code
    return f"{above} {row}".strip() if above else str(row)


def _whole(entry) -> dict:
    """Everything that an entry of the history says of its row."""
    return {each.attname: getattr(entry, each.attname) for each in entry.tracked_fields}


def _change(model, model_field, old, new) -> Change:
    return Change(
        str(model_field.verbose_name),
        in_words(model, model_field, getattr(old, model_field.attname)),
        in_words(model, model_field, getattr(new, model_field.attname)),
    )
