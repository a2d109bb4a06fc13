"""The groups to which an operator adds people who write and who validate."""

from django.db import migrations

GROUPS = {
    "Authors": ["draft_version"],
    "Validators": ["draft_version", "publish_version", "run_draft"],
}
NAMES = {
    "draft_version": "May write drafts of activity descriptions",
    "publish_version": "May validate, publish, reject and retire them",
    "run_draft": "May run drafts, which nobody has reviewed, on this host",
}


def make(apps, schema_editor):
    """Once: what an operator changes afterwards stays changed.

    The permissions themselves are made by Django only after all migrations.
    """
    kinds = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    groups = apps.get_model("auth", "Group").objects
    kind, _ = kinds.get_or_create(app_label="jobs", model="version")
    for name, codes in GROUPS.items():
        group, is_new = groups.get_or_create(name=name)
        if is_new:
            group.permissions.set(
                permissions.get_or_create(
                    content_type=kind, codename=code, defaults={"name": NAMES[code]}
                )[0]
                for code in codes
            )


class Migration(migrations.Migration):

    dependencies = [
        ("jobs", "0006_remove_parts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
