"""What an audit entry tells besides its columns, in words: the trail itself keeps short English keys."""

from django.apps import apps

from accounts.roles import Role

_YES_NO = {True: "是", False: "否"}
_KEYS = {
    "address": "来源地址",
    "answered": "确认过的疑问",
    "change": "做了什么",
    "changed": "改动条数",
    "count": "条数",
    "deleted": "删除条数",
    "drawn": "由管理员发的新密码",
    "edges": "路段",
    "elders": "65岁以上",
    "field": "字段",
    "file": "文件名",
    "filter": "当时的筛选",
    "first": "任职起",
    "form": "文件格式",
    "hash": "最后一条的摘要",
    "is_active": "启用",
    "is_staff": "可进后台",
    "is_superuser": "不受范围限制",
    "km": "公里",
    "last": "任职止",
    "model": "资料种类",
    "new": "新增",
    "nodes": "路口",
    "people": "人口",
    "period": "时期",
    "points": "点数",
    "reason": "原因",
    "role": "角色",
    "row": "编号",
    "second_factor": "两步验证",
    "set_back": "恢复条数",
    "sha256": "文件摘要",
    "step": "哪一步",
    "through": "清理到",
    "unchanged": "没有变化的条数",
    "unit": "区划编码",
    "username": "用户名",
    "version": "版次",
}
_VALUES = {
    "change": {
        "activated": "启用",
        "rolled back": "退回这一版",
        "enrolled": "启用",
        "new recovery codes": "换了恢复码",
        "removed": "本人停用",
        "reset": "管理员重置",
        "unlocked": "解除锁定",
    },
    "form": {"docx": "Word", "xlsx": "Excel", "print": "打印"},
    "period": {"now": "现在的情况"},
    "reason": {"idle": "太久没有操作", "hours": "登录满时限", "second_factor": "改为要两步验证", "asked": "本人退出"},
    "role": dict(Role.choices),
    "second_factor": {"": "没有用", "totpdevice": "手机验证码", "staticdevice": "恢复码"},
    "step": {"password": "密码", "second_factor": "两步验证", "not_staff": "不是后台账号"},
}


def told(detail: dict) -> list[tuple[str, str]]:
    """Name and value of everything in an entry's detail; what is not known here is told as it is kept."""
    return [(_KEYS.get(key, key), _value(key, value, detail)) for key, value in detail.items()]


def key_words(key: str) -> str:
    """The key of what an entry speaks of; the label of a whole list says no more than its name."""
    return "" if _model_of(key) else key


def _value(key, value, detail):
    if key == "model":
        model = _model_of(value)
        return model._meta.verbose_name if model else value
    if key == "field" and (model := _model_of(detail.get("model"))) and value in _fields_of(model):
        return str(model._meta.get_field(value).verbose_name)
    if isinstance(value, bool):
        return _YES_NO[value]
    if value is None:
        return "—"
    if not isinstance(value, str):
        return str(value)
    return _VALUES.get(key, {}).get(value, value or "—")


def _fields_of(model):
    return {field.name for field in model._meta.fields}


def _model_of(label):
    try:
        return apps.get_model(label) if isinstance(label, str) and label.count(".") == 1 else None
    except LookupError:
        return None
