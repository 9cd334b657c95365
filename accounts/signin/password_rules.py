"""Password rules beside Django's own. Each refuses in one Chinese sentence and tells beforehand what it wants."""

import unicodedata

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError

# Whoever guesses tries the place, the portal and its subject first.
CONTEXT_WORDS = (
    *("江城", "阳江", "漠阳", "党群", "党旗", "党建", "服务中心"),
    *("jiangcheng", "yangjiang", "moyang", "dangqun", "dangqi", "dangjian", "fuwuzhongxin"),
)
FEWEST_SIGNS = 5
ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz" * 2, "qwertyuiopasdfghjklzxcvbnm")
SHORTEST_NAME = 3


def bare(text: str) -> str:
    """Letters and digits alone, in lower case and of usual width."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())


class Length(MinimumLengthValidator):
    """Django's rule; its newer sentences have no Chinese translation."""

    def get_error_message(self):
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self):
        return f"至少 {self.min_length} 个字符。"


class CommonPasswords(CommonPasswordValidator):
    """Refuses passwords that everybody tries, also when digits and signs are put before or after them."""

    def validate(self, password, user=None):
        core = bare(password)
        if {password.lower().strip(), core, core.strip("0123456789")} & self.passwords:
            raise ValidationError("这个密码太常见，容易被猜到，请换一个。", code="password_too_common")
        if any(core and (core in row or core in row[::-1]) for row in ROWS):
            raise ValidationError("不要用连着的数字或字母做密码。", code="password_too_common")
        if len(set(core)) < FEWEST_SIGNS:
            raise ValidationError(f"请至少用{FEWEST_SIGNS}个不同的字符。", code="password_too_uniform")

    def get_help_text(self):
        return "不能是常见的密码，也不能只是在常见密码前后加数字。"


class ContextWords:
    """Refuses passwords that hold the place, the portal's name, or the account's own name."""

    def validate(self, password, user=None):
        core = bare(password)
        for word in (*CONTEXT_WORDS, *_own_names(user)):
            if bare(word) in core:
                raise ValidationError(f"密码里不要有“{word}”，这样的词容易被猜到。", code="password_context_word")

    def get_help_text(self):
        return "不能含有“江城”“阳江”“漠阳”“党群”这类词（拼音也不行），也不能含有用户名和姓名。"


class ThreeOfFourClasses:
    """Three of: capitals, small letters, digits, anything else."""

    CLASSES = (str.isupper, str.islower, str.isdecimal)
    FEWEST = 3

    def validate(self, password, user=None):
        found = {next((number for number, test in enumerate(self.CLASSES) if test(sign)), -1) for sign in password}
        if len(found) < self.FEWEST:
            raise ValidationError(
                "密码要含大写字母、小写字母、数字、符号这四类中的至少三类。", code="password_too_uniform"
            )

    def get_help_text(self):
        return "要含大写字母、小写字母、数字、符号这四类中的至少三类。"


class NotUsedLately:
    """Refuses the account's last passwords, the present one among them."""

    def __init__(self, last=5):
        self.last = last

    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        used = set(user.password_uses.values_list("password", flat=True)[: self.last])
        if any(check_password(password, hashed) for hashed in used | {user.password}):
            raise ValidationError(f"最近{self.last}次用过的密码不能再用。", code="password_used_lately")

    def get_help_text(self):
        return f"不能是最近{self.last}次用过的密码。"


def _own_names(user) -> list[str]:
    names = [] if user is None else [user.get_username(), getattr(user, "shown_name", "")]
    # A short Latin name would forbid half of all words; a Chinese one is seldom longer than two signs.
    return [name for name in names if len(bare(name)) >= (SHORTEST_NAME if name.isascii() else 2)]
