"""Forms of the newsroom: the editor's, the submission's, the pictures', and the field for a chosen time."""
