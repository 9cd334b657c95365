"""The second factor of an account: a TOTP app on a telephone, and recovery codes for when it is lost (django-otp)."""

import base64
import time
import unicodedata
from binascii import unhexlify

import django_otp
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from accounts.audit import Action, record
from accounts.models import User
from accounts.signin.first_passwords import new_recovery_code

RECOVERY_CODES = 10
CODE_DIGITS = 6
LONGEST_TYPED = 40
TOKEN_LENGTH = StaticToken._meta.get_field("token").max_length


def device_of(user) -> TOTPDevice | None:
    """The account's telephone, when it has one."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def is_required_of(user) -> bool:
    """Whether the account must have a second factor: all who enter the back office, where the setting says so."""
    return settings.SECOND_FACTOR == "required" and user.is_staff


def is_asked_of(user) -> bool:
    """Whether a sign-in asks for a code after the password."""
    return settings.SECOND_FACTOR != "off" and device_of(user) is not None


def is_verified(request, user) -> bool:
    """Whether this session gave a code, and the device that checked it is still the account's."""
    known = request.session.get(DEVICE_ID_SESSION_KEY)
    # Asked several times in a request, read once.
    if getattr(request, "checked_device", None) != (known, user.pk):
        device = Device.from_persistent_id(known) if known else None
        if device is None or device.user_id != user.pk or not device.confirmed:
            return False
        request.checked_device = (known, user.pk)
    return True


def new_key() -> str:
    """A secret for a telephone, in hexadecimal."""
    return random_hex(20)


def secret_text(key: str) -> str:
    """The secret as an app takes it by hand: Base32 in groups of four."""
    plain = base64.b32encode(unhexlify(key)).decode()
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def enrolment_address(user, key: str) -> str:
    """The otpauth:// address that the QR code holds."""
    return TOTPDevice(user=user, key=key).config_url


@transaction.atomic
def enrol(request, key: str, typed: str) -> tuple[TOTPDevice, list[str]]:
    """Bind the telephone that shows `typed` for this secret to the account of the request; with its recovery codes.

    :raises ValidationError: when the code is wrong, or the account has a telephone already.
    """
    user = User.objects.select_for_update().get(pk=request.user.pk)
    if device_of(user):
        raise ValidationError("您的账号已经启用两步验证。")
    totp = TOTP(unhexlify(key))
    totp.time = time.time()
    code = _plain(typed)
    if not _is_of_a_telephone(code) or not totp.verify(int(code), tolerance=1):
        raise ValidationError("验证码不对。请看手机上现在显示的6位数字，并检查手机的时间是否准确。")
    device = TOTPDevice.objects.create(user=user, name="手机验证器", key=key, last_t=totp.t())
    codes = _draw_codes(user)
    _tell(request, user, "enrolled")
    return device, codes


def verify(user, typed: str) -> Device:
    """The device that accepts what was typed: a telephone's six digits, or a recovery code, which is then used up.

    :raises ValidationError: with a sentence for the person.
    """
    code = _plain(typed)
    is_telephone = _is_of_a_telephone(code)
    model, token = (TOTPDevice, code) if is_telephone else (StaticDevice, _digest(code))
    device = model.objects.filter(user=user, confirmed=True).first()
    if device is not None:
        _refuse_haste(device)
        if accepted := django_otp.verify_token(user, device.persistent_id, token):
            return accepted
    if is_telephone:
        raise ValidationError("验证码不对，或已经用过。请等手机上出现下一个数字再试。", code="wrong")
    raise ValidationError("恢复码不对，或已经用过。", code="wrong")


def codes_left(user) -> int:
    """How many recovery codes are not used up."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def renew_codes(request) -> list[str]:
    """New recovery codes for the account of the request; the old ones hold no longer."""
    codes = _draw_codes(request.user)
    _tell(request, request.user, "new recovery codes")
    return codes


@transaction.atomic
def remove(request, user) -> bool:
    """Take the second factor from an account: its own person, or who manages accounts. False when it had none."""
    had_one = device_of(user) is not None
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    if had_one:
        _tell(request, user, "removed" if user.pk == request.user.pk else "reset")
    return had_one


def _tell(request, user, change: str) -> None:
    record(
        Action.SECOND_FACTOR,
        request=request,
        subject=f"账号{user.username}",
        subject_key=user.pk,
        detail={"change": change},
    )


def _draw_codes(user) -> list[str]:
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "恢复码"})
    device.token_set.all().delete()
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_digest(_plain(code))) for code in codes)
    return codes


def _digest(plain_code: str) -> str:
    # Whoever reads the table, or a copy of it, finds no code that opens anything.
    return salted_hmac("accounts.signin.recovery", plain_code, algorithm="sha256").hexdigest()[:TOKEN_LENGTH]


def _plain(typed: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).lower() if sign.isalnum())


def _is_of_a_telephone(code: str) -> bool:
    return len(code) == CODE_DIGITS and code.isascii() and code.isdigit()


def _refuse_haste(device) -> None:
    is_allowed, told = device.verify_is_allowed()
    if not is_allowed:
        seconds = max(1, int((told["locked_until"] - timezone.now()).total_seconds()) + 1)
        raise ValidationError(f"试得太快了，请过{seconds}秒再试。", code="haste")
