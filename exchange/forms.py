"""The page on which a file is handed in."""

from django import forms
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanWidget

from exchange.archive import LARGEST_FILE


class UploadForm(forms.Form):
    """An .xlsx file, and what its empty cells mean."""

    file = forms.FileField(
        label="Excel 文件（.xlsx）",
        widget=UnfoldAdminFileFieldWidget({"accept": ".xlsx"}),
        max_length=200,
        error_messages={
            "required": "请选一个文件。",
            "empty": "这个文件是空的。",
            "missing": "没有收到文件，请再选一次。",
            "invalid": "没有收到文件，请再选一次。",
            "max_length": "文件名太长，请改短一些。",
        },
        help_text=f"最大 {LARGEST_FILE >> 20} MB。上传后先检查、先预览，您确认以后才写入。",
    )
    empty_clears = forms.BooleanField(
        label="空白格表示清空原来的内容",
        required=False,
        widget=UnfoldBooleanWidget,
        help_text="不勾选时，空白格不改原来的内容。",
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(f"文件超过 {LARGEST_FILE >> 20} MB，请删去图片和无关的工作表。")
        return upload
