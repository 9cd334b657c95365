"""What a browser would send back when a person changes a few fields of an open form."""


def filled_in(answer, **changes) -> dict:
    """The data of every form on an admin page as shown, with `changes` (by their names on the page)."""
    context = answer.context
    forms = [context["adminform"].form]
    data = {}
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                value = "on"
            if value is not None and value is not False and not hasattr(value, "url"):
                data[bound.html_name] = getattr(value, "geojson", value)
    return data | changes


def errors_in(answer) -> list[str]:
    """Every message of the forms on an admin page that was sent back."""
    context = answer.context
    forms = [context["adminform"].form]
    messages = []
    for inline in context["inline_admin_formsets"]:
        forms += inline.formset.forms
        messages += inline.formset.non_form_errors()
    return messages + [message for form in forms for found in form.errors.values() for message in found]
