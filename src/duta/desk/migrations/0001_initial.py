import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="hash of the address")),
                ("kinds", models.JSONField(default=list, verbose_name="what it holds")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("read_at", models.DateTimeField(help_text="To the hour.", null=True, verbose_name="last read")),
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="calendar_feed", to=settings.AUTH_USER_MODEL, verbose_name="person")),
            ],
            options={"verbose_name": "calendar address", "verbose_name_plural": "calendar addresses"},
        ),
    ]
