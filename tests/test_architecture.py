"""The module graph: import-linter keeps the layers, and here cycles are forbidden."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

PACKAGES = ("phemius_core", "phemius_client", "phemius_server_fastapi", "phemius_server_flask")


def check_for_cycles(graph):
    """Raises CycleError if modules import each other in a circle, under TYPE_CHECKING too."""
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()


def test_no_modules_import_each_other_in_a_circle():
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    assert len(graph.modules) > 200
    check_for_cycles(graph)


def test_a_cycle_is_found():
    graph = grimp.ImportGraph()
    for module in ("a", "b", "c", "d"):
        graph.add_module(module)
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")):
        graph.add_import(importer=importer, imported=imported)
    with pytest.raises(CycleError):
        check_for_cycles(graph)
