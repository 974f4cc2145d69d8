"""Microsoft Azure: accounts, Front Door, identities. Importing anything here imports the Azure SDK."""
