"""Files: the project and its folders, notebooks as files, places, atomic publication."""
