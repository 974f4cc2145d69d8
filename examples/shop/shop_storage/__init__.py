"""Storage runtime: an ordinary Django app that belongs to the project it lies in.

It needs Django, django-storages and boto3, and `cryptography` where CloudFront URLs or cookies are signed. Modules use
relative imports only, so the package works under any name. List it in `INSTALLED_APPS` for its checks and commands.
"""
