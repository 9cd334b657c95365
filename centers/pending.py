"""What is still to be done about centres, as named conditions: for lists, filters and the dashboard alike."""

from django.db.models import Q

from grids.sources import Source

PENDING = {
    "sample_location": ("位置是示例", Q(location_source=Source.SAMPLE)),
    "no_location": ("没有位置", Q(location__isnull=True)),
    "unread_hours": ("开放时间有没读懂的", ~Q(hours_leftover="")),
    "unknown_hours": ("开放时间待确认", Q(hours_source="")),
    "sample_hours": ("开放时间是示例", Q(hours_source=Source.SAMPLE)),
    "sample_figures": ("面积、人员等是示例", Q(figures_source=Source.SAMPLE)),
}
