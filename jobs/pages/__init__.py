"""HTML pages for people; what they do is in `jobs.lifecycle` and its neighbours."""
