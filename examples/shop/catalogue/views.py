"""The pages. There are no accounts: a real shop would put adding products and dropping imports behind a login."""

from __future__ import annotations

from django.contrib.messages.views import SuccessMessageMixin
from django.core.files.storage import storages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import CreateView, ListView

from catalogue import orders
from catalogue.forms import ImportForm, OrderForm, ProductForm
from catalogue.models import Order, Product


class Products(ListView):
    """The catalogue, with public pictures."""

    model = Product
    paginate_by = 24


class FormPage(SuccessMessageMixin, CreateView):
    """A page that is one form; `extra_context` gives its title and the words on its button."""

    template_name = "catalogue/form.html"
    success_url = reverse_lazy("products")


class AddProduct(FormPage):
    form_class = ProductForm
    success_message = "%(name)s is in the catalogue."
    extra_context = {"title": "Add a product", "button": "Add"}


class DropImport(FormPage):
    """Writes one file to `uploads`. This site may not read, list or link what lies there."""

    form_class = ImportForm
    success_message = "The import is in the queue."
    extra_context = {"title": "Import products", "button": "Drop"}


class PlaceOrder(FormPage):
    form_class = OrderForm
    extra_context = {"title": "Place an order", "button": "Order"}

    def get_success_url(self) -> str:
        return reverse("order", args=[orders.token(self.object)])


@never_cache
def order(request: HttpRequest, token: str) -> HttpResponse:
    """An order, for whoever has its link; the invoice's own link is signed and lasts minutes, so no cache keeps it."""
    try:
        found = orders.by_token(token)
    except (BadSignature, Order.DoesNotExist):
        raise Http404 from None
    return render(request, "catalogue/order.html", {"order": found})


def health(request: HttpRequest) -> JsonResponse:
    """Each alias and the class it got; one that cannot be built is an error 500."""
    found = {alias: type(storages[alias]) for alias in storages.backends}
    return JsonResponse({"storages": {alias: f"{cls.__module__}.{cls.__qualname__}" for alias, cls in found.items()}})
