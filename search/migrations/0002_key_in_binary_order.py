"""PostgreSQL: compare search keys byte by byte, so that a range of keys is a prefix and the index serves it."""

from django.db import migrations


def collate(collation):
    def change(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f'ALTER TABLE search_searchkey ALTER COLUMN "key" TYPE varchar(64) COLLATE {collation}'
            )

    return change


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(collate('"C"'), collate('"default"'))]
