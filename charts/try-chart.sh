#!/usr/bin/env bash
# Renders the chart over a matrix of values, and has every document validated against Kubernetes' schemas. Needs helm and, for the
# validation, kubernetes-validate (PyPI), both in the PATH. Where CRDS names a folder with the definitions of cert-manager, the Gateway
# API and the Prometheus operator, what is theirs is validated, too, here and in docs/kubernetes.md. Nothing is fetched, and no cluster
# is asked.
set -eu

cd "$(dirname "${BASH_SOURCE[0]}")/signalbox"
rendered=$(mktemp)
trap 'rm -f "$rendered"' EXIT

shared='controlPlane.replicas=3,controlPlane.database.url=jdbc:postgresql://db:5432/signalbox,controlPlane.database.existingSecret=db'
shared=$shared,controlPlane.secretKey.existingSecret=key,controlPlane.streamTls.existingSecret=stream
shared=$shared,controlPlane.adminToken.existingSecret=admin
node='node.enabled=true,node.gatewayId=7b2e0d0e-4a0c-4b58-9a6e-9d9a0c7f3a11,node.controlPlaneCa.existingSecret=ca'
node=$node,node.identity.existingSecret=identity
everything=networkPolicy.enabled=true,monitoring.serviceMonitor.enabled=true,monitoring.serviceMonitor.controlPlaneTokenSecret=token
everything=$everything,monitoring.alerts.enabled=true,monitoring.dashboards.enabled=true
route='node.tlsRoute.enabled=true,node.tlsRoute.parentRefs[0].name=kafka,node.tlsRoute.hostnames[0]=*.kafka.example.com'

template() { helm template try . --namespace kafka --kube-version "$1" --set "$2" 2>/dev/null; }

good=0
for kubernetes in 1.29 1.31 1.33; do
    for values in "nameOverride=" "$shared" "$shared,controlPlane.httpTls.existingSecret=http,controlPlane.secretKey.oldKeys=true" \
        "$node" "$shared,$node,$everything" "controlPlane.enabled=false,node.controlPlane=cp:9465,$node" \
        "$node,node.persistence.enabled=false" "$node,node.persistence.enabled=false,node.autoscaling.enabled=true" \
        "$node,node.autoscaling.enabled=true,node.autoscaling.averageConnections=0" "$node,node.replicas=1" \
        "$node,node.service.type=ClusterIP,$route" "$node,node.service.type=NodePort,node.ports[0].first=9092,node.ports[0].last=9092" \
        "$node,node.settings.SIGNALBOX_MAX_CONNECTIONS=1000,node.extraSecrets[0]=tls" \
        "$node,controlPlane.oidc.issuer=https://issuer,controlPlane.oidc.audience=signalbox" \
        "$node,fullnameOverride=a,imagePullSecrets[0].name=pull,node.nodeSelector.disk=fast,controlPlane.nodeSelector.disk=fast"; do
        template "$kubernetes.0" "$values" >"$rendered" || { echo "try-chart: does not render: $values" >&2; exit 1; }
        kubernetes-validate --strict --quiet --no-warn -k "$kubernetes" "$rendered" >&2 ||
            { echo "try-chart: not valid for $kubernetes: $values" >&2; exit 1; }
        good=$((good + 1))
    done
done

refused=0
for values in "controlPlane.replicas=2" "controlPlane.database.url=jdbc:postgresql://db/s" "node.enabled=true" \
    "$node,controlPlane.enabled=false" "$node,node.tlsRoute.enabled=true" "controlPlane.oidc.issuer=https://issuer"; do
    if template 1.31.0 "$values" >"$rendered"; then
        echo "try-chart: should be refused: $values" >&2
        exit 1
    fi
    refused=$((refused + 1))
done

# Not known to the schemas: that what is rendered is what ops/ has.
template 1.31.0 "$node,$everything" >"$rendered"
for name in ../../ops/grafana/*.json; do
    grep -q "^  $(basename "$name"): |" "$rendered" || { echo "try-chart: no dashboard $name" >&2; exit 1; }
done
[ "$(grep -c '      - alert: ' "$rendered")" = "$(grep -c -- '- alert: ' ../../ops/prometheus/alerts.yml)" ] ||
    { echo "try-chart: alerts are missing" >&2; exit 1; }
if [ -n "${CRDS:-}" ]; then
    template 1.31.0 "$node,$everything,controlPlane.httpTls.existingSecret=http,node.service.type=ClusterIP,$route" >"$rendered"
    ../valid-resources.py "$CRDS" "$rendered" ../../docs/kubernetes.md
else
    echo "CRDS names no folder: resources of other projects are not validated"
fi
echo "chart: $good sets of values are valid, $refused are refused"
