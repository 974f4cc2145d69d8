"""Google Cloud: buckets, load balancers, service accounts. Importing anything here imports the Google SDK."""
