"""The forms of signing in, of passwords and of codes."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm
from unfold.forms import UserChangeForm as UnfoldUserChangeForm
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.models import User
from accounts.signin import second_factor
from accounts.signin.lockout import count_failure


class SignInForm(AuthenticationForm):
    """Username and password. Whatever is wrong with them, the answer is the same."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = settings.AXES_FAILURE_LIMIT
        refusal = f"请输入正确的用户名和密码，注意大小写。连续输错{limit:g}次，会暂时锁定。"
        self.error_messages = self.error_messages | {"invalid_login": refusal}

    def confirm_login_allowed(self, user):
        try:
            super().confirm_login_allowed(user)
        except ValidationError:
            # The password was right, but the account is not staff's: counted and told like a wrong one.
            count_failure(self.request, user.get_username(), "not_staff")
            raise


class CodeForm(forms.Form):
    """A telephone's six digits, or a recovery code."""

    code = forms.CharField(
        label="验证码",
        max_length=second_factor.LONGEST_TYPED,
        widget=UnfoldAdminTextInputWidget(
            {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "请输入验证码。", "max_length": "验证码太长了，应是6位数字或一个恢复码。"},
    )


class OwnPasswordForm(AdminOwnPasswordChangeForm):
    """A person's own new password, which must be a new one."""

    def clean(self):
        cleaned = super().clean()
        new = self.cleaned_data.get("new_password1")
        if new and new == self.cleaned_data.get("old_password"):
            self.add_error("new_password1", "新密码不能和现在的一样。")
        return cleaned


class NewAccountForm(forms.ModelForm):
    """An account with a random first password; the page after it shows the password once."""

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "is_staff")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_staff"].initial = True

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError("已经有这个用户名的账号。")
        return username

    def save(self, commit=True):
        user = super().save(commit=False)
        user.draw_password()
        if commit:
            user.save()
        return user


class NoPassword(forms.Widget):
    """In place of a password's hash, which tells nobody anything."""

    read_only = True
    use_fieldset = False

    def render(self, name, value, attrs=None, renderer=None):
        return "密码不会显示，谁也看不到。"

    def id_for_label(self, id_):
        return None


class AccountForm(UnfoldUserChangeForm):
    """An account as it is changed; its password and second factor have a page of their own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].widget = NoPassword()
        self.fields["password"].help_text = '发新密码、解锁、重置两步验证，请到<a href="../password/">登录与安全</a>。'
