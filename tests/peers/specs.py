"""Published descriptions of platforms' interfaces, where a folder ``shared/specs`` lies beside the checkout."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def description(name: str) -> Any:
    """Return a description, or skip the test with the reason."""
    file = SPECS / name
    if not file.is_file():
        pytest.skip(f"no published description {name}: ../shared/specs is not there")
    return json.loads(file.read_text())


def faults(document: Mapping[str, Any], schema: Mapping[str, Any], value: Any, place: str = "") -> list[str]:
    """Return what a value has against a schema of an OpenAPI document; a property that it does not know is a fault."""
    schema = _whole(document, schema)
    if "anyOf" in schema:
        tried = [faults(document, option, value, place) for option in schema["anyOf"]]
        return min(tried, key=len)
    wanted = schema.get("type")
    if wanted and not isinstance(value, TYPES[wanted]):
        return [f"{place or 'it'} is no {wanted}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place} is none of {schema['enum']}")
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value]
        for name, part in value.items():
            known = schema["properties"].get(name)
            found += faults(document, known, part, f"{place}.{name}") if known else [f"{place}.{name} is not known"]
    if isinstance(value, list) and "items" in schema:
        for number, part in enumerate(value):
            found += faults(document, schema["items"], part, f"{place}[{number}]")
    return found


def _whole(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Follow references, and put what ``allOf`` joins into one."""
    if reference := schema.get("$ref"):
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        return _whole(document, target)
    whole = {name: part for name, part in schema.items() if name != "allOf"}
    for part in (_whole(document, part) for part in schema.get("allOf", [])):
        properties = {**whole.get("properties", {}), **part.get("properties", {})}
        required = [*whole.get("required", []), *part.get("required", [])]
        whole = {**part, **whole, "properties": properties, "required": required}
    return whole
