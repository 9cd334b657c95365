"""Whole names get their own part of the index, so that a limited read meets them before the tails."""

from django.db import migrations, models


def mark_whole_names(apps, schema_editor):
    apps.get_model("search", "SearchKey").objects.filter(offset=0).update(is_whole=True)


class Migration(migrations.Migration):
    # Rows change and then the table: PostgreSQL wants these in transactions of their own.
    atomic = False

    dependencies = [("search", "0002_key_in_binary_order")]

    operations = [
        migrations.AddField("searchkey", "is_whole", models.BooleanField(default=False)),
        migrations.RunPython(mark_whole_names, migrations.RunPython.noop),
        migrations.AlterField("searchkey", "is_whole", models.BooleanField()),
        migrations.RemoveIndex("searchkey", "search_key_prefix"),
        migrations.RemoveField("searchkey", "offset"),
        migrations.AddIndex(
            "searchkey", models.Index(fields=["kind", "is_whole", "key", "entry"], name="search_key_beginning")
        ),
    ]
