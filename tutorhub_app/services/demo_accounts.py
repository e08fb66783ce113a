"""The accounts everyone may sign in with in demo mode, and in no other."""

PASSWORD = "tutorhub-demo"
STUDENT = "student@example.com"
TUTOR = "tutor@example.com"
ADMIN = "admin@example.com"
ACCOUNTS = (STUDENT, TUTOR, ADMIN)
