from django.db import migrations

from accounts import audit_triggers


def install(apps, schema_editor):
    audit_triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    audit_triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [('accounts', '0002_roles_and_audit_trail')]

    operations = [migrations.RunPython(install, remove)]
