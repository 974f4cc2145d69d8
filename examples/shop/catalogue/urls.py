"""The app's URLs."""

from __future__ import annotations

from django.urls import path

from catalogue import views

urlpatterns = [
    path("", views.Products.as_view(), name="products"),
    path("products/add/", views.AddProduct.as_view(), name="add-product"),
    path("orders/place/", views.PlaceOrder.as_view(), name="place-order"),
    path("orders/<str:token>/", views.order, name="order"),
    path("imports/", views.DropImport.as_view(), name="drop-import"),
    path("health/", views.health, name="health"),
]
