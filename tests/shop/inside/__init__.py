"""Django tests that run inside the shop: `manage.py test tests.shop.inside.<module>`, started by `test_pages`.

Django's runner does not explain a bare assert, so they use unittest's; mypy cannot see the shop's modules from here.
"""
