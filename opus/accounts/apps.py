from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "opus.accounts"
    verbose_name = "Accounts"
