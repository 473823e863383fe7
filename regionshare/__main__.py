"""``python -m regionshare``."""

from regionshare.cli import main

main()
