"""Products with public pictures, orders with private invoices, imports that a worker picks up."""
