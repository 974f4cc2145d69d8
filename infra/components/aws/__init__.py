"""Amazon: buckets, distributions, identities. Importing anything here imports the AWS SDK."""
