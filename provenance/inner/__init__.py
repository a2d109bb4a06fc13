"""What a script recorded of its inside, written below the activity of its job."""
