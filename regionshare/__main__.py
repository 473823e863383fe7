"""``python -m regionshare``."""

from regionshare.cli.main import main

main()
