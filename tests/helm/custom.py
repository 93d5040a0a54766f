"""Checks objects of operators' kinds against the definitions that each operator publishes in its Go module."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from deploy.local import install
from shared import yamls

Json = dict[str, Any]
_PROMETHEUS = ("github.com/prometheus-operator/prometheus-operator", "0.85.0")
# The module, its version and the file with the definition. Keycloak's operator publishes none in a module.
DEFINITIONS = {
    "ScaledObject": ("github.com/kedacore/keda/v2", "2.17.2", "config/crd/bases/keda.sh_scaledobjects.yaml"),
    "TriggerAuthentication": (
        "github.com/kedacore/keda/v2",
        "2.17.2",
        "config/crd/bases/keda.sh_triggerauthentications.yaml",
    ),
    "Cluster": (
        "github.com/cloudnative-pg/cloudnative-pg",
        "1.27.0",
        "config/crd/bases/postgresql.cnpg.io_clusters.yaml",
    ),
    "Database": (
        "github.com/cloudnative-pg/cloudnative-pg",
        "1.27.0",
        "config/crd/bases/postgresql.cnpg.io_databases.yaml",
    ),
    "ScheduledBackup": (
        "github.com/cloudnative-pg/cloudnative-pg",
        "1.27.0",
        "config/crd/bases/postgresql.cnpg.io_scheduledbackups.yaml",
    ),
    "RabbitmqCluster": (
        "github.com/rabbitmq/cluster-operator/v2",
        "2.16.0",
        "config/crd/bases/rabbitmq.com_rabbitmqclusters.yaml",
    ),
    "PodMonitor": (*_PROMETHEUS, "example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml"),
    "PrometheusRule": (
        *_PROMETHEUS,
        "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml",
    ),
    "HTTPRoute": (
        "sigs.k8s.io/gateway-api",
        "1.3.0",
        "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml",
    ),
}
UNCHECKED = {"Keycloak"}


def validate(manifest: Json) -> None:
    """Raises ValidationError if the operator would refuse the object or does not know one of its fields."""
    jsonschema.validate(manifest, _schema(manifest["kind"], manifest["apiVersion"]))


@cache
def _schema(kind: str, api_version: str) -> Json:
    module, version, path = DEFINITIONS[kind]
    definition = yamls.parse((install.go_module(module, version) / Path(path)).read_text(encoding="utf-8"))
    (schema,) = [
        each["schema"]["openAPIV3Schema"]
        for each in definition["spec"]["versions"]
        if api_version == f"{definition['spec']['group']}/{each['name']}"
    ]
    closed: Json = _closed(deepcopy(schema))
    closed["properties"]["metadata"] = {"type": "object"}
    return closed


def _closed(schema: Any) -> Any:
    """The schema in plain JSON Schema, with unknown fields refused as by `kubectl apply --validate=strict`."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    found = {key: _closed(value) for key, value in schema.items()}
    if isinstance(pattern := found.get("pattern"), str) and "(?i)" in pattern:
        # Go allows a flag anywhere in a pattern, Python only at the start.
        found["pattern"] = "(?i)" + pattern.replace("(?i)", "")
    if isinstance(found.get("properties"), dict) and "type" in found:
        open_ended = found.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in found
        if not open_ended:
            found["additionalProperties"] = False
    return found
