import sys

from phemius_core.cloning._child import main

sys.exit(main())
