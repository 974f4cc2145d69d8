"""Storage runtime: an ordinary Django app that belongs to the project it lies in.

It needs Django, django-storages and the SDK of each cloud that the settings name; `requirements.txt` beside this file
lists them. Modules use relative imports only, so the package works under any name. List it in `INSTALLED_APPS` for its
checks and commands.
"""
