"""The audit trail: append-only, each row sealed with the one before."""

from django.db import models


class AuditEntry(models.Model):
    """One thing that was done, or refused.

    Names and keys are kept as text rather than as foreign keys: the row must outlive what it speaks of, and the
    database refuses every change of it (triggers of `accounts.audit_triggers`).
    """

    class Action(models.TextChoices):
        SIGN_IN = "sign_in", "登录"
        SIGN_OUT = "sign_out", "退出"
        SIGN_IN_REFUSED = "sign_in_refused", "登录失败"
        LOCKED_OUT = "locked_out", "登录锁定"
        PASSWORD = "password", "改密码"
        SECOND_FACTOR = "second_factor", "两步验证"
        ACCESS_REFUSED = "access_refused", "越权被拒"
        ROLE = "role", "任职变动"
        ACCOUNT = "account", "账号变动"
        EXPORT = "export", "导出"
        IMPORT = "import", "导入"
        ROLLBACK = "rollback", "撤回导入"
        RESTORE = "restore", "恢复旧值"
        PERSONAL_DATA = "personal_data", "查看个人信息"
        DELETE = "delete", "删除"
        PRUNE = "prune", "清理到期记录"

    at = models.DateTimeField("时间", db_index=True)
    action = models.CharField("动作", max_length=20, choices=Action)
    actor = models.CharField("账号", max_length=150, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    subject = models.CharField("对象", max_length=120, blank=True)
    subject_key = models.CharField("对象编号", max_length=60, blank=True)
    detail = models.JSONField("说明", default=dict, blank=True)
    previous_hash = models.CharField("上一条摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["action", "at"], name="audit_action_at")]

    def __str__(self):
        return f"{self.get_action_display()} {self.actor}"
