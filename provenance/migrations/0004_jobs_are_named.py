import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the filling, because PostgreSQL does not alter what it has just filled."""

    dependencies = [
        ('provenance', '0003_whole_model'),
    ]

    operations = [
        migrations.AlterField(
            model_name='generated',
            name='job',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='generated_inside', to='provenance.activity'),
        ),
        migrations.AlterField(
            model_name='used',
            name='job',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='used_inside', to='provenance.activity'),
        ),
    ]
