"""Holds a carrier's REST calls against Twilio's own OpenAPI description, requests and answers both.

The description lies outside the repository; it says nothing of media and webhooks. Two mends, both
documented by Twilio elsewhere: answers may be null where `nullable` says so (OpenAPI 3.0, not JSON
Schema), and recordings started by TwiML name a source of their own.
"""

import copy
import json
import re

import jsonschema
import pytest

from tests.support.shared import DATA

PLACE = DATA / "twilio" / "twilio_api_v2010.json"


def description():
    if not PLACE.exists():
        pytest.skip("Twilio's OpenAPI description is not here (../shared/data/twilio)")
    return OpenApi(json.loads(PLACE.read_text(encoding="utf-8")))


class OpenApi:
    """`findings(asked, answer)` are sentences; empty when both keep to the description."""

    def __init__(self, document):
        self._schemas = _json_schema(document["components"]["schemas"])
        for name in ("recording_enum_source", "call_recording_enum_source"):
            self._schemas[name]["enum"].append("StartCallRecordingTwiML")
        self._paths = [
            (
                re.compile(re.sub(r"\{[^}]+\}", r"([^/]+?)", re.escape(path).replace(r"\{", "{").replace(r"\}", "}"))),
                path,
                operations,
            )
            for path, operations in document["paths"].items()
        ]

    def findings(self, method, path, query, form, status, body):
        place = self._operation(method, path)
        if place is None:
            return [f"{method} {path} is in no description"]
        operation, values = place
        found = self._request(operation, values, query, form)
        return found + self._answer(operation, status, body)

    def _operation(self, method, path):
        # The literal path wins over one with a parameter, as everywhere in OpenAPI.
        for pattern, name, operations in sorted(self._paths, key=lambda known: known[1].count("{")):
            matched = pattern.fullmatch(path)
            if matched and method.lower() in operations:
                names = re.findall(r"\{([^}]+)\}", name)
                return operations[method.lower()], dict(zip(names, matched.groups(), strict=True))
        return None

    def _request(self, operation, values, query, form):
        found = []
        known = {(one["in"], one["name"]): one for one in operation.get("parameters", [])}
        for name, value in values.items():
            found += self._check(f"path {name}", value, known[("path", name)]["schema"])
        for name, value in query.items():
            parameter = known.get(("query", name))
            found += (
                self._check(f"query {name}", value, parameter["schema"]) if parameter else [f"query {name} is unknown"]
            )
        schema = (
            operation.get("requestBody", {})
            .get("content", {})
            .get("application/x-www-form-urlencoded", {})
            .get("schema", {})
        )
        for name, given in form.items():
            rule = schema.get("properties", {}).get(name)
            if rule is None:
                found.append(f"form {name} is unknown")
            else:
                found += self._check(f"form {name}", given if rule.get("type") == "array" else given[0], rule)
        found += [f"form {name} is missing" for name in schema.get("required", []) if name not in form]
        return found

    def _answer(self, operation, status, body):
        responses = operation["responses"]
        if str(status) not in responses:
            # The description lists successes alone: an error has to be one.
            return [] if status >= 400 else [f"status {status} is not one of {sorted(responses)}"]
        content = responses[str(status)].get("content", {}).get("application/json")
        if content is None:
            return ["an answer without content has a body"] if body else []
        return self._check("answer", json.loads(body), content["schema"])

    def _check(self, where, value, schema):
        rule = {**_json_schema(schema), "components": {"schemas": self._schemas}}
        if isinstance(value, str) and rule.get("type") in ("integer", "boolean", "number"):
            value = json.loads(value) if value not in ("True", "False") else value
        return [f"{where}: {error.message[:200]}" for error in jsonschema.Draft202012Validator(rule).iter_errors(value)]


def _pattern(path):
    """A path of the description as a regular expression, one group for each parameter."""
    parts = re.split(r"\{[^}]+\}", path)
    return re.compile("([^/]+?)".join(re.escape(part) for part in parts))


def _json_schema(schema):
    """OpenAPI 3.0's `nullable` as JSON Schema says it; an object may hold nothing that is not described."""
    schema = copy.deepcopy(schema)
    stack = [schema]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            stack.extend(value for key, value in node.items() if key not in ("example", "examples"))
            if node.get("nullable") is True:
                if "type" in node:
                    node["type"] = [node["type"], "null"]
                if "enum" in node:
                    node["enum"] = [*node["enum"], None]
            if isinstance(node.get("properties"), dict) and "additionalProperties" not in node:
                node["additionalProperties"] = False
    return schema
