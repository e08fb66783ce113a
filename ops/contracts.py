"""The layers' contract: what the modules of one layer may import, named one by one."""

import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class MayImportContract(Contract):
    """Lets a layer import itself and what is listed, and nothing else of this package.

    - layer: the modules or packages of the layer, without the package's name.
    - ours: what it may import of this package, without the package's name.
    - libraries: "any"; "standard" for the standard library alone; or "no web framework".
    """

    type_name = "may_import"

    layer = fields.ListField(subfield=fields.StringField())
    ours = fields.ListField(subfield=fields.StringField(), required=False, default=[])
    libraries = fields.StringField(required=False, default="any")

    WEB_FRAMEWORKS = ("fastapi", "reflex", "reflex_base", "starlette")

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        package = self.session_options["root_packages"][0]
        layer = [f"{package}.{name}" for name in self._list("layer")]
        allowed = layer + [f"{package}.{name}" for name in self._list("ours")]
        found = []
        for importer in sorted(graph.modules):
            if not _lies_in(importer, layer):
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if _lies_in(imported, [package]):
                    fine = _lies_in(imported, allowed)
                else:
                    fine = self._library_is_fine(imported)
                if not fine:
                    details = graph.get_import_details(importer=importer, imported=imported)
                    lines = ", ".join(str(detail["line_number"]) for detail in details)
                    found.append(f"{importer} (line {lines}) imports {imported}")
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["found"]:
            output.print_error(line)
        output.new_line()

    def _list(self, field: str) -> list[str]:
        value: Any = getattr(self, field)
        return [str(item) for item in value or []]

    def _library_is_fine(self, module: str) -> bool:
        name = module.partition(".")[0]
        rule: Any = self.libraries
        if rule == "standard":
            return name in sys.stdlib_module_names
        if rule == "no web framework":
            return name not in self.WEB_FRAMEWORKS and not name.startswith("reflex_")
        if rule == "any":
            return True
        raise ValueError(f"{self.name}: unknown rule for libraries: {rule}")


def _lies_in(module: str, packages: list[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
