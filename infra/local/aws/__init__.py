"""The local AWS: moto's S3, IAM, STS, KMS and CloudWatch behind a strict front, and a local CloudFront."""
