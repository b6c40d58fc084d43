#!/usr/bin/env python3
"""Validates resources of other projects against their definitions: valid-resources.py CRDS FILE...

CRDS is a folder with CustomResourceDefinitions, at any depth. A FILE is YAML, or a page whose blocks of YAML are taken. Fields that a
definition does not know are refused, as kubectl's strict validation does. Documents of Kubernetes itself are passed over, others
without a definition fail. Needs PyYAML and jsonschema (PyPI).
"""

import pathlib
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """As Kubernetes reads YAML: a lone equals sign is a text."""


Loader.add_constructor("tag:yaml.org,2002:value", yaml.SafeLoader.construct_yaml_str)


def closed(schema):
    """The schema with no room for fields that it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    properties = made.get("properties")
    if isinstance(properties, dict) and "additionalProperties" not in made and not made.get("x-kubernetes-preserve-unknown-fields"):
        made["additionalProperties"] = False
    if made.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
        made["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    return made


def definitions(folder):
    known = {}
    for file in sorted(pathlib.Path(folder).rglob("*.yaml")):
        text = file.read_text()
        if "kind: CustomResourceDefinition" not in text or "{{" in text:
            continue
        for crd in yaml.load_all(text, Loader):
            for version in (crd or {}).get("spec", {}).get("versions", []):
                schema = closed(version["schema"]["openAPIV3Schema"])
                schema["properties"].update(metadata={"type": "object"}, apiVersion={"type": "string"}, kind={"type": "string"})
                known[crd["spec"]["group"] + "/" + version["name"], crd["spec"]["names"]["kind"]] = schema
    return known


def documents(file):
    text = pathlib.Path(file).read_text()
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.S) if file.endswith(".md") else [text]
    for block in blocks:
        for document in yaml.load_all(block, Loader):
            if isinstance(document, dict) and "apiVersion" in document and "kind" in document:
                yield document


def main(crds, files):
    known = definitions(crds)
    valid, wrong = 0, 0
    for file in files:
        for document in documents(file):
            group, kind = document["apiVersion"], document["kind"]
            if "." not in group.split("/")[0] or group.split("/")[0].endswith(".k8s.io") and "gateway" not in group:
                continue
            if (group, kind) not in known:
                wrong += 1
                print(f"{file}: no definition of {group} {kind}", file=sys.stderr)
                continue
            errors = list(jsonschema.Draft202012Validator(known[group, kind]).iter_errors(document))
            for error in errors:
                print(f"{file}: {kind} {document['metadata']['name']}: {'/'.join(map(str, error.path))}: {error.message}", file=sys.stderr)
            wrong, valid = wrong + bool(errors), valid + (not errors)
    print(f"{valid} resources of other projects are valid, {wrong} are not")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
