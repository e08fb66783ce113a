"""TutorHub: lesson booking for tutors and their students."""
