"""Each version as one document, from the rows of its parts."""

import hashlib
import json

from django.db import migrations

FORMAT = "opus-activity-description/1"
HEAD = "title description type subtype version documentation execution_duration".split()
PARTS = {
    "parameters": "kind title default minimum maximum options pattern unit ucd utype"
    " description".split(),
    "used": "title default description".split(),
    "generated": "pattern title content_type optional description".split(),
}
REQUIRED = {"kind"}
MODELS = {
    "parameters": "ParameterDescription",
    "used": "UsageDescription",
    "generated": "GenerationDescription",
}


def fill(apps, schema_editor):
    for version in apps.get_model("jobs", "Version").objects.select_related("activity"):
        content = {"format": FORMAT, "name": version.activity.name}
        content["script"] = version.script
        content |= {name: found for name in HEAD if (found := getattr(version, name))}
        contact = {"name": version.contact_name, "email": version.contact_email}
        if contact := {name: text for name, text in contact.items() if text}:
            content["contact"] = contact
        for kind, names in PARTS.items():
            if rows := [_part(row, names) for row in getattr(version, kind).all()]:
                content[kind] = rows
        for part in content.get("generated", []):
            part.setdefault("pattern", "")
        version.content = content
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        version.digest = hashlib.sha256(text.encode()).hexdigest()
        version.save()
        _mention(apps, version, content)


def _part(row, names):
    part = {"name": row.name}
    for name in names:
        if (value := getattr(row, name)) or name in REQUIRED:
            part[name] = value
    if not getattr(row, "required", True):
        part["required"] = False
    if "pattern" not in names and getattr(row, "content_type", ""):
        part["content_types"] = [row.content_type]
    return part


def _mention(apps, version, content):
    mentions = apps.get_model("jobs", "Mention").objects
    ids = {used.get("default", "") for used in content.get("used", [])}
    for public_id in sorted(ids):
        if public_id.startswith("e-"):
            mentions.get_or_create(version=version, public_id=public_id)


def spread(apps, schema_editor):
    """Back into rows and columns, as far as those can hold it."""
    _settle(apps)
    for version in apps.get_model("jobs", "Version").objects.all():
        content = version.content
        for name in ("subtype", "documentation", "script"):
            setattr(version, name, content.get(name, ""))
        version.save()
        for kind, model in MODELS.items():
            rows = content.get(kind, [])
            apps.get_model("jobs", model).objects.bulk_create(
                _row(apps.get_model("jobs", model), version, position, part)
                for position, part in enumerate(rows)
            )
    apps.get_model("jobs", "Mention").objects.all().delete()


def _settle(apps):
    """Only drafts, and what is or was published, had a place there.

    Copies of drafts that somebody ran are taken for retired ones; others go.
    """
    for name in ("Trial", "DescriptionEvent"):
        apps.get_model("jobs", name).objects.all().delete()
    versions = apps.get_model("jobs", "Version").objects
    versions.filter(state__in=["submitted", "rejected"]).update(state="draft")
    for version in versions.filter(state__in=["trial", "discarded"]):
        if not version.jobs.exists():
            version.delete()
            continue
        newest = versions.filter(activity=version.activity).order_by("number").last()
        version.number = newest.number + 1
        version.state, version.published_at = "retired", version.created_at
        version.save()


def _row(model, version, position, part):
    names = {field.name for field in model._meta.concrete_fields}
    fields = {name: value for name, value in part.items() if name in names}
    if "content_type" in names and part.get("content_types"):
        fields["content_type"] = part["content_types"][0]
    return model(version=version, position=position, **fields)


class Migration(migrations.Migration):

    dependencies = [("jobs", "0004_content_and_life")]

    operations = [migrations.RunPython(fill, spread)]
