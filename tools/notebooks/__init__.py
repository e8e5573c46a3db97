"""From text to notebooks: lectures, exercises and solutions of the course."""
