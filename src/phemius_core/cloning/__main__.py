import sys

from phemius_core.cloning._subprocess import main

sys.exit(main())
