"""A submission names its form, so that its list is read along an index; export is a right of its own."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def name_forms(apps: Any, schema_editor: Any) -> None:
    """The form of each submission is that of its version."""
    submission, version = apps.get_model("forms_app", "Submission"), apps.get_model("forms_app", "FormVersion")
    of = version.objects.filter(pk=models.OuterRef("version_id")).values("form_id")[:1]
    submission.objects.update(form_id=models.Subquery(of))


class Migration(migrations.Migration):
    dependencies = [("forms_app", "0005_translations")]

    operations = [
        migrations.AlterModelOptions(
            name="submission",
            options={
                "default_permissions": ("view", "change", "delete"),
                "ordering": ["-completed_at", "-id"],
                "permissions": [("export_submission", "Kan inzendingen exporteren")],
                "verbose_name": "inzending",
                "verbose_name_plural": "inzendingen",
            },
        ),
        migrations.AddField(
            model_name="submission",
            name="form",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="submissions",
                to="forms_app.form",
            ),
        ),
        migrations.RunPython(name_forms, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="submission",
            name="form",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="forms_app.form"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["form", "-completed_at", "-id"], name="submission_of_form"),
        ),
    ]
