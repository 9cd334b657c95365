"""What staff do in one sitting: a community keeps its own centre on a phone, a street sends a register by Excel."""

import re
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from centers.coordinates import from_wgs84

# A community with two centres that no other test of the browser touches; the account is made for this test.
COMMUNITY = "441702006008"
OWN_PASSWORD = "一早起来，先把大门打开迎客"
COLLEAGUE = "陈小燕"
HOURS = "09:00-12:00、15:00-17:30"
ALMOST_A_METRE = 0.9 / 111_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECORDS_OF_A_CENTER = ("change", "history", "hours", "hours/copy", "services")


def sign_in(page, username, password):
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="登录").click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


def key_of(address):
    """The key of a record in an address of the back office."""
    return re.search(r"/(\d+)/", address)[1]


@pytest.fixture
def chief(open_page, portal):
    """The administrator at a desk."""
    page = open_page("/admin/")
    page.set_viewport_size({"width": 1280, "height": 844})
    sign_in(page, *portal.account("admin"))
    expect(page.get_by_role("heading", name="我负责的范围")).to_be_visible()
    return page


@pytest.fixture
def first_password(chief):
    """The password that the administrator hands to the new colleague, whose post is in the community."""
    chief.goto("/admin/accounts/user/add/")
    chief.locator("[name=username]").fill("chen-xiaoyan")
    chief.locator("[name=last_name]").fill(COLLEAGUE[:1])
    chief.locator("[name=first_name]").fill(COLLEAGUE[1:])
    chief.locator("[name=_save]").click()
    password = chief.locator(".signin-password code").inner_text()
    account = key_of(chief.get_by_role("link", name="记好了，去登记任职").get_attribute("href"))
    chief.goto(f"/admin/accounts/post/add/?user={account}&role=community")
    chief.locator(".field-unit .select2-selection").click()
    chief.locator(".select2-search__field").fill(COMMUNITY)
    chief.locator(".select2-results__option", has_text="鸳鸯湖社区").first.click()
    chief.locator("[name=_save]").click()
    expect(chief.get_by_text("成功").first).to_be_visible()
    return password


@pytest.fixture
def neighbours(api):
    """The names of all centres that are not the community's."""
    everybody = {center["name"] for center in api("centers/?page_size=100")["results"]}
    own = {center["name"] for center in api(f"centers/?community={COMMUNITY}&page_size=100")["results"]}
    assert len(own) == 2
    assert len(everybody) > 60
    return everybody - own


@pytest.fixture
def own_only(neighbours):
    """Assert that a page names no centre of anybody else, not even in its source, and stays on its screen."""

    def check(page):
        source = page.content()
        assert [name for name in neighbours if name in source] == [], page.url
        assert fits(page), page.url

    return check


def test_a_community_keeps_its_own_record_on_a_phone(open_page, first_password, chief, api, own_only, neighbours):
    center = api(f"centers/?community={COMMUNITY}&tier=community")["results"][0]
    page = open_page("/admin/")
    sign_in(page, "chen-xiaoyan", first_password)
    page.locator("[name=old_password]").fill(first_password)
    page.locator("[name=new_password1]").fill(OWN_PASSWORD)
    page.locator("[name=new_password2]").fill(OWN_PASSWORD)
    page.get_by_role("button", name="改密码").click()

    expect(page.get_by_role("heading", name="我要办的事")).to_be_visible()
    own_only(page)
    page.get_by_role("link", name="有资料要确认的中心").click()
    expect(page.locator(".finding-head")).to_have_count(2)
    own_only(page)
    page.get_by_role("link", name=center["name"]).click()
    expect(page.get_by_text("从未确认")).to_have_count(5)
    own_only(page)
    form = page.url

    correct_the_hours(page, own_only)
    page.get_by_role("link", name="回到中心的资料").click()
    move_the_point(page, center, own_only)
    tick_two_services(page, own_only)
    page.goto(form)
    confirm_everything(page, own_only)
    read_the_history(page, own_only)

    page.goto("/admin/reminders/")
    expect(page.locator(".finding-head")).to_have_count(1)  # the other centre of the community is left
    resident = open_page(f"/centers/{center['code']}/")
    expect(resident.locator("main")).to_contain_text("15:00–17:30")
    expect(resident.locator("tr", has_text="开放时间").filter(has_text="实地核实")).to_have_count(1)

    assert_no_list_or_choice_shows_a_neighbour(page, own_only, neighbours)
    assert_foreign_addresses_answer_404(page, chief)


def correct_the_hours(page, own_only):
    page.locator(".form-tabs a", has_text="开放时间").click()
    page.get_by_role("link", name="改开放时间和特别安排").click()
    page.locator("[name=day5]").fill("９：００—12:00、15:00-17:30")
    page.get_by_role("button", name="先看14天").click()
    expect(page.get_by_text("这是按还没保存的时间算的")).to_be_visible()
    changed = page.locator(".hours-preview tr", has_text="原来是")
    expect(changed).to_have_count(2)  # two Saturdays in fourteen days
    expect(changed.first).to_contain_text("15:00–17:30")
    own_only(page)
    page.locator("#week .hours-main").click()
    expect(page.get_by_text("记为今天由您确认").first).to_be_visible()
    expect(page.locator("[name=day5]")).to_have_value(HOURS)
    own_only(page)


def move_the_point(page, center, own_only):
    wanted = center["lon"] + 0.001, center["lat"] + 0.001
    pasted = from_wgs84(*wanted, "GCJ-02")
    page.get_by_role("link", name="地图位置").click()
    expect(page.locator("img.leaflet-marker-icon")).to_be_visible()
    page.locator("[name=typed_position]").fill(f"高德 {pasted[0]:.6f},{pasted[1]:.6f}")
    expect(page.locator(".position-says")).to_contain_text("按高德（GCJ-02）理解")
    expect(page.locator(".leaflet-tooltip", has_text="原来")).to_be_visible()
    expect(page.locator(".leaflet-tooltip", has_text="新的")).to_be_visible()
    own_only(page)
    if page.locator("[name=position_checked]").is_visible():
        page.locator("[name=position_checked]").check()
    page.get_by_role("button", name="保存并继续编辑").click()
    expect(page.get_by_text("成功").first).to_be_visible()
    stored = [float(number) for number in re.findall(r"[\d.]+", page.locator("#id_location").input_value())]
    assert stored == pytest.approx(wanted, abs=ALMOST_A_METRE)


def tick_two_services(page, own_only):
    page.locator(".form-tabs a", has_text="可办事项").click()
    page.get_by_role("link", name="填写可办事项").click()
    own_only(page)
    page.get_by_role("link", name="只看未登记").click()
    missing = page.locator(".matrix-row.is-missing")
    before = missing.count()
    for row in (missing.nth(0), missing.nth(1)):
        row.get_by_label("可办", exact=True).check()
    page.locator(".matrix-save button").click()
    expect(page.get_by_text("改了2项，记为今天实地核实").first).to_be_visible()
    expect(page.locator(".matrix-row.is-missing")).to_have_count(before - 2)
    own_only(page)


def confirm_everything(page, own_only):
    page.get_by_role("button", name="都没有变化").click()
    expect(page.get_by_text("已确认：位置和地址、开放时间、可办事项、联系方式、照片和介绍")).to_be_visible()
    groups = page.locator(".fresh-groups li")
    expect(groups).to_have_count(5)
    expect(groups.filter(has_text=f"{COLLEAGUE}确认")).to_have_count(5)
    own_only(page)


def read_the_history(page, own_only):
    page.goto(f"{page.url.split('/change/')[0]}/history/")
    mine = page.locator(".history > li", has=page.locator("b", has_text=COLLEAGUE))
    place = mine.locator(".history-changes li", has=page.get_by_text("位置", exact=True))
    expect(place.locator("del")).to_contain_text("东经")
    expect(place.locator("ins")).to_contain_text("东经")
    assert place.locator("del").inner_text() != place.locator("ins").inner_text()
    services = mine.filter(has_text="可办事项").locator(".history-changes li", has=page.get_by_text("状态", exact=True))
    expect(services).to_have_count(2)
    assert services.locator("del").all_inner_texts() == ["未登记"] * 2
    assert services.locator("ins").all_inner_texts() == ["可办"] * 2
    expect(mine.filter(has_text="新增：开放时间 周六")).to_have_count(2)  # morning and afternoon
    expect(mine.locator(".history-changes li", has_text="确认人").first.locator("ins")).to_have_text(COLLEAGUE)
    own_only(page)


def assert_no_list_or_choice_shows_a_neighbour(page, own_only, neighbours):
    page.goto("/admin/centers/center/")
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    own_only(page)
    addresses = page.locator("a[href^='/admin/']").evaluate_all("all => all.map((link) => link.pathname)")
    lists = sorted({address for address in addresses if re.fullmatch(r"/admin/(?:[a-z]+/)+", address)})
    assert len(lists) >= 15
    for address in [*lists, "/admin/base-map.json", "/admin/centers/openingexception/several/"]:
        answer = page.request.get(address)
        assert answer.ok, address
        source = answer.text()
        assert [name for name in neighbours if name in source] == [], address
    page.goto("/admin/centers/room/add/")
    page.locator(".field-center .select2-selection").click()
    page.locator(".select2-search__field").fill("党")
    choices = page.locator(".select2-results__option")
    expect(choices).to_have_text([re.compile("鸳鸯湖")] * 2)
    own_only(page)


def assert_foreign_addresses_answer_404(page, chief):
    chief.goto("/admin/centers/center/?q=JC047")
    foreign = key_of(chief.locator("#result_list a[href*='/change/']").first.get_attribute("href"))
    for record in RECORDS_OF_A_CENTER:
        address = f"/admin/centers/center/{foreign}/{record}/"
        assert page.request.get(address).status == 404, address


# A street's register, of centres that no other test of the browser touches.
NEW_ADDRESS, NEW_TELEPHONE = "岭东南路88号", "0662-3177017"
HEADERS = ("中心名称", "编码", "层级", "行政区划代码", "地址", "联系电话", "经度", "纬度", "坐标系", "备注")
# A name twice takes two rows; each of the others is one wrong cell of a row that is otherwise right.
RIGHT = (
    {"编码": "JC017", "地址": NEW_ADDRESS, "联系电话": "０６６２－３１７７０１７", "备注": "门牌换了"},
    {"编码": "JC016", "经度": 111.9826, "纬度": 21.8521, "坐标系": "高德"},
    {"编码": "JC025", "经度": 111.9752, "纬度": 21.8507, "坐标系": "高德"},
    {"中心名称": "三铺市场党群服务驿站", "层级": "驿站", "行政区划代码": "441702002010"},
    {"中心名称": "渔洲渡口党群服务驿站", "层级": "驿站", "行政区划代码": "441702002009"},
)
MISTAKES = (
    {"地址": '=CONCAT("岭东南路","88号")'},
    {"经度": 21.8521, "纬度": 111.9826},
    {"经度": 113.2644, "纬度": 23.1291},
    {"行政区划代码": "441702002999"},
    {"中心名称": "三铺市场党群服务驿站", "层级": "社区站"},
)
# Row and column as Excel shows them (above the header stands a title), what is wrong, and what to do about it.
TOLD = (
    ("第 3 行", "“地址”列", "这是公式", "请改成它的结果"),
    ("第 4 行", "“经度”列", "经度和纬度写反了", "请把这两格对调"),
    ("第 5 行", "“经度”列", "这个位置不在江城区里", "请检查经度、纬度和坐标系"),
    ("第 6 行", "“行政区划代码”列", "没有这个区划", "请对照“区划与网格”清单检查代码"),
    ("第 7 行", "“中心名称”列", "和第 6 行重复", "每个中心只能有一行"),
    ("第 7 行", "“层级”列", "不在可选的范围里", "请从这些里选"),
)


def register(*rows) -> dict:
    """An .xlsx as an office makes it, in the form in which the browser sends a file."""
    book = Workbook()
    book.active.title = "台账"
    book.active.append(["城南街道党群服务中心台账"])
    book.active.append(HEADERS)
    for row in rows:
        book.active.append([row.get(header) for header in HEADERS])
    buffer = BytesIO()
    book.save(buffer)
    return {"name": "城南台账.xlsx", "mimeType": XLSX, "buffer": buffer.getvalue()}


def upload(page, file):
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_url("**/importversion/**")
    assert fits(page)


def counts(page) -> list[str]:
    """New, changed, unchanged, wrong."""
    return page.locator(".excel-counts strong").all_inner_texts()


def test_a_street_sends_its_register_mends_it_and_takes_it_back(open_page, portal, api):
    page = open_page("/admin/", width=1280)
    sign_in(page, *portal.account("street"))
    expect(page.get_by_role("heading", name="我要办的事")).to_be_visible()
    before = {row["编码"]: api(f"centers/{row['编码']}") for row in RIGHT if "编码" in row}
    resident = open_page("/centers/JC017/", width=390)
    expect(resident.locator("main")).not_to_contain_text(NEW_ADDRESS)

    page.goto("/admin/centers/center/")
    page.get_by_role("link", name="上传 Excel").click()
    upload(page, register(*(right | mistake for right, mistake in zip(RIGHT, MISTAKES, strict=True))))
    read_the_errors(page)

    page.get_by_role("link", name="改好了，重新上传").click()
    upload(page, register(*RIGHT))
    read_the_preview(page, before["JC017"])
    assert api("centers/JC017") == before["JC017"]

    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入：新增 2 条，变更 3 条。")).to_be_visible()
    resident.reload()
    expect(resident.locator("main")).to_contain_text(NEW_ADDRESS)
    expect(resident.locator(f"a[href='tel:{NEW_TELEPHONE}']").first).to_be_visible()
    assert (api("centers/JC016")["lon"], api("centers/JC016")["lat"]) != (
        before["JC016"]["lon"],
        before["JC016"]["lat"],
    )

    page.get_by_role("link", name="撤回这次导入").click()
    expect(page.get_by_text("删除当时新增的2条")).to_be_visible()
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("已撤回，资料恢复到导入以前。")).to_be_visible()
    resident.reload()
    expect(resident.locator("main")).not_to_contain_text(NEW_ADDRESS)
    expect(resident.locator(f"a[href='tel:{NEW_TELEPHONE}']")).to_have_count(0)
    assert {code: api(f"centers/{code}") for code in before} == before
    page.goto("/admin/centers/center/?q=驿站")
    expect(page.locator("#result_list")).to_have_count(0)


def read_the_errors(page):
    expect(page.get_by_text("共 6 处要改，什么都还没有导入。")).to_be_visible()
    assert counts(page) == ["0", "0", "0", "5"]
    lines = page.locator(".excel-rows > li")
    expect(lines).to_have_count(len(TOLD))
    for row, column, reason, cure in TOLD:
        line = lines.filter(has_text=row).filter(has_text=column)
        expect(line).to_contain_text(reason)
        expect(line).to_contain_text(cure)
        expect(line).to_contain_text("工作表“台账”")
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载批注过的文件").click()
    copy = load_workbook(BytesIO(download.value.path().read_bytes()))["台账"]
    address = copy.cell(3, HEADERS.index("地址") + 1)
    assert "这是公式" in address.comment.text


def read_the_preview(page, before):
    expect(page.get_by_text("这是预览，什么都还没有改。")).to_be_visible()
    assert counts(page) == ["2", "3", "0", "0"]
    expect(page.get_by_text("这些列用不上，没有读：备注。")).to_be_visible()
    page.get_by_role("link", name="变更").click()
    line = page.locator(".excel-rows > li", has_text="JC017")
    address = line.locator(".excel-changes li", has=page.get_by_text("地址", exact=True))
    expect(address.locator("del")).to_have_text(before["address"] or "（空）")
    expect(address.locator("ins")).to_have_text(NEW_ADDRESS)
    expect(line.locator("ins", has_text=NEW_TELEPHONE)).to_be_visible()
