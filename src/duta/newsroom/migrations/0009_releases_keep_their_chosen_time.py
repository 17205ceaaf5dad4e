from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0008_shared_text")]

    operations = [
        migrations.AddField("release", "due_zone", models.CharField(blank=True, default="", max_length=50), preserve_default=False),
        migrations.AddField("release", "due_wall", models.CharField(blank=True, default="", max_length=16), preserve_default=False),
    ]
