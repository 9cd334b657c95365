"""The back office's base classes: what an account sees and changes there.

A post, not Django's model permissions, opens a scoped model; the rows come from `visible_to(user)` and
`editable_by(user)` alone. Whoever has no post sees empty lists.
"""

from django import forms
from django.contrib.admin import ShowFacets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.html import format_html
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import INPUT_CLASSES

from accounts.audit import Action, record
from accounts.history_pages import HistoryPages
from accounts.known_rows import KnownRowsFormSet
from accounts.policy import ScopePolicy
from accounts.refusals import NotInScope
from accounts.roles import Right
from accounts.saved_filters import chips_of
from query.keys import is_key

NO_VALUE = "—"


class NativeDate(forms.DateInput):
    """The browser's own date field: in the person's language, usable on a phone, and light where a form has many."""

    input_type = "date"

    def __init__(self, attrs=None, format=None):
        super().__init__({"class": " ".join(INPUT_CLASSES), **(attrs or {})}, format="%Y-%m-%d")


DATE_WIDGETS = {models.DateField: {"widget": NativeDate}}


def is_staff(request) -> bool:
    """Whether the account may enter the back office at all."""
    return request.user.is_active and request.user.is_staff


def is_superuser(request) -> bool:
    """Whether no scope narrows what the account does."""
    return request.user.is_active and request.user.is_superuser


class BackOfficeAdmin(HistoryPages, ModelAdmin):
    """What every list and form has in common."""

    # Marked, so that a narrow screen need not show it.
    empty_value_display = format_html('<span class="no-value">{}</span>', NO_VALUE)
    formfield_overrides = DATE_WIDGETS
    list_per_page = 50
    list_max_show_all = 50
    # A count beside every choice of every filter would cost a query each.
    show_facets = ShowFacets.NEVER
    warn_unsaved_form = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Choose among what exists; the records behind a choice have forms of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        without_shortcuts(field)
        return field

    def changelist_view(self, request, extra_context=None):
        """The list, with the filters that the person has saved for it."""
        answer = super().changelist_view(request, extra_context)
        if changelist := (getattr(answer, "context_data", None) or {}).get("cl"):
            answer.context_data["chips"] = chips_of(changelist, request)
        return answer

    def response_action(self, request, queryset):
        """An action on a selection with a row that is not there, or not this account's, is refused whole."""
        chosen = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
        if not all(map(is_key, chosen)) or self.get_queryset(request).filter(pk__in=chosen).count() != len(chosen):
            raise NotInScope(self.opts.verbose_name, "、".join(sorted(chosen)))
        return super().response_action(request, queryset)

    def get_view_on_site_url(self, obj=None):
        """The public page itself: Django's detour tells by its answer whether a row exists."""
        if obj is None or not self.view_on_site or not hasattr(obj, "get_absolute_url"):
            return None
        return obj.get_absolute_url() if getattr(obj, "is_published", True) else None

    def row_or_404(self, request, object_id):
        """The row whose key stands in an address, of those that the account sees.

        :raises NotInScope: for a foreign and an unknown one alike.
        """
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise NotInScope(self.opts.verbose_name, object_id)
        return row

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # What Django calls in the same case, to lead to the list.
        raise NotInScope(opts.verbose_name, object_id)

    def log_deletions(self, request, queryset):
        for row in queryset:
            record(Action.DELETE, request=request, subject=f"{self.opts.verbose_name} {row}", subject_key=row.pk)
        return super().log_deletions(request, queryset)


def may(request, right: Right) -> bool:
    """Whether the account may enter the back office and has this right anywhere."""
    return is_staff(request) and ScopePolicy(request.user).has(right)


class RightAdmin(BackOfficeAdmin):
    """Records of no place: whoever has `right_to_change` changes them, whoever has `right_to_see` sees them."""

    right_to_see: Right
    right_to_change: Right

    def has_module_permission(self, request):
        return may(request, self.right_to_see) or may(request, self.right_to_change)

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_add_permission(self, request):
        return may(request, self.right_to_change)

    def has_change_permission(self, request, obj=None):
        return may(request, self.right_to_change)

    has_delete_permission = has_change_permission


class AccountsAdmin(RightAdmin):
    """Accounts, posts and what guards them: the system administrators' work."""

    right_to_see = right_to_change = Right.MANAGE_ACCOUNTS


class ReferenceAdmin(RightAdmin):
    """Records that all who work on records read, and the district changes."""

    right_to_see = Right.READ_RECORDS
    right_to_change = Right.EDIT_CATALOGUE


class ScopedAdmin(BackOfficeAdmin):
    """Records of a place: the account sees what is visible to it and changes what it may edit.

    A foreign and an unknown record answer the same 404.
    """

    # Whether the people of a place delete such records themselves, or only superusers do.
    deletable_in_scope = False
    right_to_see = Right.READ_RECORDS
    right_to_change = Right.EDIT_RECORDS

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def has_module_permission(self, request):
        return may(request, self.right_to_see)

    def has_view_permission(self, request, obj=None):
        return may(request, self.right_to_see)

    def has_add_permission(self, request):
        return may(request, self.right_to_change)

    def has_change_permission(self, request, obj=None):
        return may(request, self.right_to_change) and (obj is None or self._is_editable(request, obj))

    def has_delete_permission(self, request, obj=None):
        return is_superuser(request) or (self.deletable_in_scope and self.has_change_permission(request, obj))

    def _is_editable(self, request, obj) -> bool:
        # A form asks this many times over; the answer holds for the request.
        known = request.__dict__.setdefault("editable_rows", {})
        key = (self.opts.label, obj.pk)
        if key not in known:
            known[key] = self.model._default_manager.editable_by(request.user).filter(pk=obj.pk).exists()
        return known[key]

    def get_deleted_objects(self, objs, request):
        """What goes with a deleted record goes by the right to edit the record."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        wanted = [obj.pk for obj in objs]
        editable = self.model._default_manager.editable_by(request.user).filter(pk__in=wanted).count()
        return deleted, counts, set() if editable == len(wanted) else {self.opts.verbose_name}, protected

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **within_scope(db_field, request, kwargs))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        # The form offers nothing outside the scope; should a rule above ever forget it, nothing is written.
        if not self.model._default_manager.editable_by(request.user).filter(pk=obj.pk).exists():
            raise PermissionDenied


class PartInline(TabularInline):
    """Rows that belong to one record and follow its permissions."""

    formset = KnownRowsFormSet
    formfield_overrides = DATE_WIDGETS
    extra = 0
    tab = True
    hide_title = True

    def _parent_admin(self):
        return self.admin_site._registry[self.parent_model]

    def has_view_permission(self, request, obj=None):
        return self._parent_admin().has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        if obj is None:
            return self._parent_admin().has_add_permission(request)
        return self._parent_admin().has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._parent_admin().has_change_permission(request, obj)

    has_delete_permission = has_change_permission

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        without_shortcuts(field)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **within_scope(db_field, request, kwargs))


def within_scope(db_field, request, kwargs) -> dict:
    """Form field arguments that limit the choices of a foreign key to visible rows."""
    manager = db_field.remote_field.model._default_manager
    if "queryset" in kwargs or not hasattr(manager, "visible_to"):
        return kwargs
    return kwargs | {"queryset": manager.visible_to(request.user)}


class KeyAutocomplete(AutocompleteSelect):
    """A choice with search; Django's own stumbles over a posted key that is none when it shows it again."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [key for key in value if self._may_be_key(str(key))], attrs)

    def _may_be_key(self, text):
        chosen = self.field.remote_field
        target = chosen.model._meta.get_field(chosen.field_name)
        # A unit is chosen by its code, which may have more digits than a number in the database.
        is_text = isinstance(target, models.CharField)
        return text.isalnum() and len(text) <= target.max_length if is_text else is_key(text)


def without_shortcuts(field) -> None:
    """Take away a choice's buttons that add, change, show or delete what is chosen."""
    wrapper = getattr(field, "widget", None)
    for shortcut in ("add", "change", "delete", "view"):
        if hasattr(wrapper, f"can_{shortcut}_related"):
            setattr(wrapper, f"can_{shortcut}_related", False)
    inner = getattr(wrapper, "widget", None)
    if type(inner) is AutocompleteSelect:
        wrapper.widget = KeyAutocomplete(
            inner.field, inner.admin_site, attrs=inner.attrs, choices=inner.choices, using=inner.db
        )
