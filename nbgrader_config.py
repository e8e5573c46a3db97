"""For instructors who grade with nbgrader: nothing else needs this file."""

c = get_config()  # noqa: F821  (nbgrader defines it)

c.CourseDirectory.course_id = "minivae"
c.CourseDirectory.source_directory = "solutions"
# The texts in solutions/ hold the answers: they must not be released.
c.CourseDirectory.ignore = ["*.py", "*.pyc", "__pycache__", ".ipynb_checkpoints"]
c.ExecutePreprocessor.timeout = 120
