from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0006_labels_of_blocks")]

    operations = [
        migrations.AddField("release", "due_zone", models.CharField(blank=True, default="", max_length=50), preserve_default=False),
        migrations.AddField("release", "due_wall", models.CharField(blank=True, default="", max_length=16), preserve_default=False),
    ]
