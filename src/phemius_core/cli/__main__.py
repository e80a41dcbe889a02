from phemius_core.cli import main

main()
