from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "duta.config"
    label = "config"
