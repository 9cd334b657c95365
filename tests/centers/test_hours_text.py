"""Register text into periods: what people really write, and nothing guessed."""

import pytest

from centers.hours import EVERY_DAY, MONDAY_TO_FRIDAY, WEEKEND, Period, Span, format_spans
from centers.hours_text import LONGEST_TEXT, ParsedHours, parse_hours_text

MON, TUE, WED, THU, FRI, SAT, SUN = (1 << number for number in range(7))


def minutes(clock):
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def spans(days, *texts):
    """`spans(SAT, "9:00-12:00")`; hours may pass 24."""
    return tuple(Span(days, *map(minutes, text.split("-"))) for text in texts)


OFFICE = spans(MONDAY_TO_FRIDAY, "8:30-12:00", "14:30-17:30")
WORKDAYS = spans(MONDAY_TO_FRIDAY, "8:30-17:30")
ROUND_THE_CLOCK = spans(EVERY_DAY, "0:00-24:00")


@pytest.mark.parametrize(
    ("text", "expected", "closed_on_holidays"),
    [
        # The four forms of the register
        ("周一至周五 08:30-12:00、14:30-17:30", OFFICE, True),
        ("周一至周五 08:30-12:00、14:30-17:30;周六 09:00-12:00", OFFICE + spans(SAT, "9:00-12:00"), True),
        ("周一至周日 06:00-22:00", spans(EVERY_DAY, "6:00-22:00"), False),
        ("全天24小时", ROUND_THE_CLOCK, False),
        # Round the clock
        ("24小时", ROUND_THE_CLOCK, False),
        ("24小时开放", ROUND_THE_CLOCK, False),
        ("全天", ROUND_THE_CLOCK, False),
        ("全天开放", ROUND_THE_CLOCK, False),
        ("7×24小时服务", ROUND_THE_CLOCK, False),
        ("每天24小时", ROUND_THE_CLOCK, False),
        ("二十四小时", ROUND_THE_CLOCK, False),
        ("每天 00:00-24:00", ROUND_THE_CLOCK, False),
        ("每天 00:00-23:59", ROUND_THE_CLOCK, False),
        ("周一至周五 24小时", spans(MONDAY_TO_FRIDAY, "0:00-24:00"), True),
        # Days
        ("每天 8:00~20:00", spans(EVERY_DAY, "8:00-20:00"), False),
        ("每日 8:00-20:00", spans(EVERY_DAY, "8:00-20:00"), False),
        ("工作日 8:30-17:30", WORKDAYS, True),
        ("每个工作日 8:30-17:30", WORKDAYS, True),
        ("工作日(周一至周五) 8:30-17:30", WORKDAYS, True),
        ("周末 9:00-12:00", spans(WEEKEND, "9:00-12:00"), True),
        ("双休日 9:00-12:00", spans(WEEKEND, "9:00-12:00"), True),
        ("星期一到星期五 8:30-17:30", WORKDAYS, True),
        ("礼拜一至礼拜五 8:30-17:30", WORKDAYS, True),
        ("每周一至周五 8:30-17:30", WORKDAYS, True),
        ("周一至五 8:30-17:30", WORKDAYS, True),
        ("周一-周五 8:30-17:30", WORKDAYS, True),
        ("周1至周5 8:30-17:30", WORKDAYS, True),
        ("周1-5 8:30-17:30", WORKDAYS, True),
        ("周一、三、五 9:00-12:00", spans(MON | WED | FRI, "9:00-12:00"), True),
        ("周一，三，五 9:00-12:00", spans(MON | WED | FRI, "9:00-12:00"), True),
        ("周一/周三/周五 9:00-12:00", spans(MON | WED | FRI, "9:00-12:00"), True),
        ("周六日 9:00-12:00", spans(WEEKEND, "9:00-12:00"), True),
        ("周六、周日 9:00-12:00", spans(WEEKEND, "9:00-12:00"), True),
        ("星期天 9:00-12:00", spans(SUN, "9:00-12:00"), True),
        ("周一至周四及周六 9:00-12:00", spans(MON | TUE | WED | THU | SAT, "9:00-12:00"), True),
        ("周日至周二 9:00-12:00", spans(SUN | MON | TUE, "9:00-12:00"), True),
        ("周一至周五每天 8:30-17:30", WORKDAYS, True),
        ("8:30-17:30(周一至周五)", WORKDAYS, True),
        ("周一至周五(8:30-17:30)", WORKDAYS, True),
        ("8:00-20:00 每天", spans(EVERY_DAY, "8:00-20:00"), False),
        ("开放时间：周一至周五 8:30-17:30", WORKDAYS, True),
        ("周一至周五：8:30-17:30 对外开放", WORKDAYS, True),
        # Signs and digits
        ("周一至周五　０８：３０—１２：００、１４：３０－１７：３０", OFFICE, True),
        ("周一至周五 08:30–12:00、14:30–17:30", OFFICE, True),
        ("周一至周五08:30——12:00，14:30——17:30", OFFICE, True),
        ("周一至周五 8:30至12:00 14:30到17:30", OFFICE, True),
        ("周一至周五 8:30～12:00/14:30～17:30", OFFICE, True),
        ("周一至周五 8∶30-12∶00,14∶30-17∶30", OFFICE, True),
        ("周一至周五 08:30:00-12:00:00、14:30:00-17:30:00", OFFICE, True),
        ("【周一至周五】8:30-12:00、14:30-17:30", OFFICE, True),
        # Clock words
        ("周一至周五 8点半-12点", spans(MONDAY_TO_FRIDAY, "8:30-12:00"), True),
        ("周一至周五 8点30分至12点，14时30分至17时30分", OFFICE, True),
        ("周一至周五 9-17点", spans(MONDAY_TO_FRIDAY, "9:00-17:00"), True),
        ("周一至周五 八点半到十二点", spans(MONDAY_TO_FRIDAY, "8:30-12:00"), True),
        ("周六九点-十一点", spans(SAT, "9:00-11:00"), True),
        ("每天二十点至二十二点", spans(EVERY_DAY, "20:00-22:00"), False),
        ("周一至周五 上午8:30-12:00 下午2:30-5:30", OFFICE, True),
        ("周一至周五 上午：8:30-12:00；下午：14:30-17:30", OFFICE, True),
        ("周一至周五 上午8:30-下午5:30", WORKDAYS, True),
        ("每天 早8点-晚8点", spans(EVERY_DAY, "8:00-20:00"), False),
        ("每天 晚上7点-10点", spans(EVERY_DAY, "19:00-22:00"), False),
        ("每天 晚上7:00-12:00", spans(EVERY_DAY, "19:00-24:00"), False),
        ("每天 中午12:00-2:00", spans(EVERY_DAY, "12:00-14:00"), False),
        ("每天 上午9:00-17:00", spans(EVERY_DAY, "9:00-17:00"), False),
        ("每天 下午12:30-1:30", spans(EVERY_DAY, "12:30-13:30"), False),
        # Nights
        ("每天 18:00-次日2:00", spans(EVERY_DAY, "18:00-26:00"), False),
        ("每天 8:00-次日8:00", spans(EVERY_DAY, "8:00-32:00"), False),
        ("每天 22:00-02:00", spans(EVERY_DAY, "22:00-26:00"), False),
        ("每天 晚上8点-凌晨2点", spans(EVERY_DAY, "20:00-26:00"), False),
        ("每天 8:00-0:00", spans(EVERY_DAY, "8:00-24:00"), False),
        ("每天 8:00-次日0:00", spans(EVERY_DAY, "8:00-24:00"), False),
        # Clauses that build on each other
        ("周一至周五 8:30-12:00;14:30-17:30", OFFICE, True),
        ("周一至周五 8:30-12:00;周一至周五 14:30-17:30", OFFICE, True),
        ("周一至周五 8:30-17:30,周六 9:00-12:00", WORKDAYS + spans(SAT, "9:00-12:00"), True),
        ("周一至周五 8:30-17:30。\n周六 9:00-12:00。", WORKDAYS + spans(SAT, "9:00-12:00"), True),
        (
            "周一至周五 8:30-17:30;周末 9:00-12:00",
            WORKDAYS + spans(WEEKEND, "9:00-12:00"),
            False,  # all seven days
        ),
        (
            "工作日 8:30-17:30;周末 9:00-12:00",
            WORKDAYS + spans(WEEKEND, "9:00-12:00"),
            True,  # a public holiday is no 工作日
        ),
        (
            "每天 9:00-17:00;周六 9:00-12:00",
            spans(EVERY_DAY & ~SAT, "9:00-17:00") + spans(SAT, "9:00-12:00"),
            False,
        ),
        (
            "周六日 9:00-17:00;周六 9:00-12:00;周日 9:00-11:00",
            spans(SAT, "9:00-12:00") + spans(SUN, "9:00-11:00"),
            True,
        ),
        (
            "周一至周五 8:30-17:30;周三 8:30-20:00",
            spans(MONDAY_TO_FRIDAY & ~WED, "8:30-17:30") + spans(WED, "8:30-20:00"),
            True,
        ),
        # Closures
        ("每天 9:00-17:00;周一闭馆", spans(EVERY_DAY & ~MON, "9:00-17:00"), True),
        ("周一闭馆,周二至周日 9:00-17:00", spans(EVERY_DAY & ~MON, "9:00-17:00"), True),
        ("每天(周一除外) 9:00-17:00", spans(EVERY_DAY & ~MON, "9:00-17:00"), True),
        ("周一至周五 8:30-17:30，周六日休息", WORKDAYS, True),
        # Holidays
        ("周一至周五 8:30-17:30，节假日休息", WORKDAYS, True),
        ("周一至周五 8:30-17:30（法定节假日除外）", WORKDAYS, True),
        ("周一至周五（节假日除外）8:30-17:30", WORKDAYS, True),
        ("周一至周五 8:30-17:30(不含国家法定节假日)", WORKDAYS, True),
        ("周一至周六 9:00-17:00,周日及法定节假日休息", spans(EVERY_DAY & ~SUN, "9:00-17:00"), True),
        ("周末及节假日休息,周一至周五 8:30-17:30", WORKDAYS, True),
        ("节假日及周末休息,周一至周五 8:30-17:30", WORKDAYS, True),
        ("周一至周五 8:30-17:30 周末、节假日除外", WORKDAYS, True),
        ("每天 8:00-20:00;节假日休息", spans(EVERY_DAY, "8:00-20:00"), True),
        ("周一至周五 8:30-17:30;节假日照常开放", WORKDAYS, False),
        ("周一至周五 8:30-17:30,节假日不休息", WORKDAYS, False),
        ("周一至周五（节假日照常）8:30-17:30", WORKDAYS, False),
        ("每天(含节假日) 8:00-20:00", spans(EVERY_DAY, "8:00-20:00"), False),
        ("全年无休 8:00-20:00", spans(EVERY_DAY, "8:00-20:00"), False),
        ("8:00-20:00，全年无休", spans(EVERY_DAY, "8:00-20:00"), False),
        ("周一至周日 8:00-20:00;全年无休", spans(EVERY_DAY, "8:00-20:00"), False),
    ],
)
def test_what_registers_say_is_understood(text, expected, closed_on_holidays):
    parsed = parse_hours_text(text)

    assert parsed == ParsedHours((Period(expected, closed_on_holidays=closed_on_holidays),))


@pytest.mark.parametrize(
    "text",
    [
        # Which days?
        "8:30-12:00",
        "上午8:30-12:00 下午2:30-5:30",
        "周六全天",
        "每天周一至周五 8:30-17:30",
        # Morning or afternoon?
        "周一至周五 8:30-5:30",
        "周一至周五 8:30-12:00、2:30-5:30",
        "周一至周五 14:30-5:30",
        "每天 上午8:30-5:30",
        "每天 晚上1点-2点",
        # For whom, when in the year?
        "图书室 周一至周五 9:00-17:00",
        "夏季,周一至周五 8:30-12:00",
        "自助服务区24小时",
        "2026年1月1日至3月31日 每天 9:00-17:00",
        # Hours for holidays alone
        "节假日 9:00-12:00",
        "周末及节假日 9:00-17:00",
        "节假日开放 9:00-12:00",
        "节假日开放时间 每天 9:00-12:00",
        "周六下午休息",
        "周一至周五 8:30-12:00 节假日开放14:00-16:00",
        "8:30-17:30(周末、节假日除外)",
        # Nothing to hold on to
        "暂停开放",
        "节假日休息",
        "周一至周日休息",
        "周一至周五",
        "以公告为准",
        "电话0662-3333333",
        # No times
        "每天 25:00-26:00",
        "每天 8:60-9:00",
        "每天 24:30-25:00",
        "每天 24:00-8:00",
        "每天 9:00-9:00",
        "每天 8:00-次日20:00",
        "每天 次日8:00-20:00",
        "每天 8-12",
        "每天 9-17:00",
        "每天 8.30-12.00",
        "每天 123:00-124:00",
        "每天 8:30:15-12:00",
        "每天 8:30-12:00-17:30",
        "每天 8:30",
        "周一至 8:30-12:00",
        "周一至周一 8:30-12:00",
        "周一至24小时",
        "周八 8:30-12:00",
        "全天 8:00-20:00",
        "周一至周五 8:30-17:30(休息)",
        "周一(周二) 8:30-12:00",
        # Junk
        "\x00",
        "\ud800",
        "<script>",
        "🕗🕔",
        "-",
        "()",
        "周",
    ],
)
def test_what_is_not_understood_is_left_over_word_for_word(text):
    assert parse_hours_text(text) == ParsedHours((), (text,))


@pytest.mark.parametrize("text", ["", "  ", "；;。\n"])
def test_nothing_gives_nothing(text):
    assert parse_hours_text(text) == ParsedHours()


@pytest.mark.parametrize(
    ("text", "expected", "leftover"),
    [
        ("周一至周五 8:30-17:30;节日另行通知", WORKDAYS, ("节日另行通知",)),
        ("周一至周五 8:30-17:30，周末请电话预约", WORKDAYS, ("周末请电话预约",)),
        ("夏令时间另定；周一至周五 8:30-17:30", WORKDAYS, ("夏令时间另定",)),
        ("周一至周五 8:30-17:30，仅限党员，周六 9:00-12:00", WORKDAYS, ("仅限党员，周六 9:00-12:00",)),
        (
            "周一至周五 8:30-17:30;图书室：周六 9：00—12：00;请带证件",
            WORKDAYS,
            ("图书室：周六 9：00—12：00", "请带证件"),
        ),
        # Times after a clause that was not understood have no days
        ("周一至周五 8:30-17:30;大厅除外;18:00-20:00", WORKDAYS, ("大厅除外", "18:00-20:00")),
        # In addition, or instead?
        ("周一至周五 8:30-17:30;周三 19:00-21:00", WORKDAYS, ("周三 19:00-21:00",)),
        ("周一至周五 8:30-17:30;周五至周六 9:00-12:00", WORKDAYS, ("周五至周六 9:00-12:00",)),
        ("周一至周五 8:30-17:30;周一至周五 9:00-16:00", WORKDAYS, ("周一至周五 9:00-16:00",)),
        ("周一至周五 8:30-17:30;24小时", WORKDAYS, ("24小时",)),
        # Contradictions
        ("周一至周五 8:30-17:30;周一至周五休息", WORKDAYS, ("周一至周五休息",)),
        ("周一至周五 8:30-17:30;全年无休", WORKDAYS, ("全年无休",)),
        ("周一至周五 8:30-17:30;节假日休息;节假日照常开放", WORKDAYS, ("节假日休息", "节假日照常开放")),
        # Open on Mondays that are holidays: there is no way to say so
        (
            "周二至周日 9:00-17:00，周一闭馆（法定节假日除外）",
            spans(EVERY_DAY & ~MON, "9:00-17:00"),
            ("周一闭馆（法定节假日除外）",),
        ),
        ("周二至周日 9:00-17:00,周一闭馆,节假日除外", spans(EVERY_DAY & ~MON, "9:00-17:00"), ("节假日除外",)),
    ],
)
def test_what_is_understood_is_kept_beside_what_is_not(text, expected, leftover):
    assert parse_hours_text(text) == ParsedHours((Period(expected),), leftover)


def test_a_text_that_is_too_long_is_left_over_as_a_whole():
    text = "周一至周五 8:30-17:30;" * (LONGEST_TEXT // 10)

    assert parse_hours_text(text) == ParsedHours((), (text,))


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        ":",
        "次日",
        "次日:",
        " ",
        "周",
        "周一",
        "周一至",
        "(",
        "()",
        "8:30-",
        "8:30-12:00、",
        "节假日",
        "24",
        "上午",
        ",",
        "不含",
        "十",
        "\ufdfa",
    ],
)
def test_long_junk_raises_nothing_and_is_kept(piece):
    text = (piece * LONGEST_TEXT)[:LONGEST_TEXT]

    parsed = parse_hours_text(text)

    assert parsed.periods == ()
    assert parsed.leftover == ((text.strip(),) if text.strip() else ())


@pytest.mark.parametrize("day_spans", [((510, 720), (870, 1050)), ((1320, 1560),), ((0, 1440),), ((1200, 1440),)])
def test_what_the_portal_writes_it_also_reads(day_spans):
    parsed = parse_hours_text(f"每天 {format_spans(day_spans)}")

    assert parsed.periods[0].spans == tuple(Span(EVERY_DAY, *span) for span in day_spans)
