"""A new colleague's first day, on a telephone and without JavaScript: first password, own password, second factor."""

import base64
import time

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

OWN = "鱼在水里游着，鸟在天上飞着"
# What every colleague may open, with a post or without.
NEXT = "/admin/second-factor/"


def sign_in(page, username, password):
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="登录").click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


def code_of(secret, ahead=0):
    """What the telephone shows; a step ahead where the present code is used up."""
    totp = TOTP(base64.b32decode(secret.replace(" ", "")))
    totp.time = time.time() + 30 * ahead
    return f"{totp.token():06}"


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, True), (390, False)])
def test_a_new_colleague_gets_in_and_nobody_with_the_password_alone(open_page, portal, width, javascript):
    name = f"new-{width}-{javascript}"
    chief = open_page("/admin/accounts/user/add/", width=width)
    sign_in(chief, *portal.account("admin"))
    chief.locator("[name=username]").fill(name)
    chief.locator("[name=_save]").click()
    first = chief.locator(".signin-password code").inner_text()
    assert fits(chief)

    page = open_page(NEXT, width=width, javascript=javascript)
    sign_in(page, name, first)
    expect(page.get_by_text("换成只有您知道的密码")).to_be_visible()
    assert fits(page)
    page.locator("[name=old_password]").fill(first)
    page.locator("[name=new_password1]").fill(OWN)
    page.locator("[name=new_password2]").fill(OWN)
    page.get_by_role("button", name="改密码").click()
    expect(page).to_have_url(portal.url + NEXT)

    assert fits(page)
    expect(page.locator(".signin-qr svg")).to_be_visible()
    secret = page.locator(".signin-secret").inner_text()
    page.locator("[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="启用").click()
    expect(page.locator(".signin-codes li")).to_have_count(10)
    assert fits(page)

    again = open_page(NEXT, width=width, javascript=javascript)
    sign_in(again, name, OWN)
    expect(again.get_by_label("验证码")).to_be_visible()
    again.get_by_label("验证码").fill(code_of(secret, ahead=1))
    again.get_by_role("button", name="登录").click()
    expect(again).to_have_url(portal.url + NEXT)
