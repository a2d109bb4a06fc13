"""The UWS 1.1 REST binding: thin views over `jobs.lifecycle`."""
