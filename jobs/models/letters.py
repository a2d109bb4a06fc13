"""Mail that is to be sent: written with what it tells of, sent by a worker."""

from django.db import models


class Letter(models.Model):
    """One mail to one person; it stays until it is sent, or given up."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="letter_unsent",
                condition=models.Q(sent_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.subject
