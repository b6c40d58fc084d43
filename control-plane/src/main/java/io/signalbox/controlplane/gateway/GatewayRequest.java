package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a client wants a gateway to be; absent means unchanged. */
record GatewayRequest(
        Optional<String> name,
        Optional<String> description,
        Optional<String> minRuntimeVersion,
        Optional<Map<String, String>> labels) {

    private static final TextRule VERSION = TextRule.matching(0, 20, "\\d+\\.\\d+", "must be major.minor, such as 1.2");

    static GatewayRequest create(BodyReader body) {
        String name = body.requiredText("name", TextRule.NAME);
        Optional<String> version = body.text("min_runtime_version", VERSION);
        GatewayRequest request = new GatewayRequest(
                Optional.of(name),
                body.text("description", TextRule.DESCRIPTION),
                Optional.of(version.orElse(RuntimeVersion.DEFAULT)),
                body.labels());
        checkKnown(body, version);
        return request;
    }

    static GatewayRequest put(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at", "version", "nodes_total", "virtual_clusters_total");
        Optional<String> version = body.text("min_runtime_version", VERSION);
        checkKnown(body, version);
        return new GatewayRequest(
                body.text("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION),
                version,
                body.labels());
    }

    static GatewayRequest patch(BodyReader body) {
        Optional<String> version =
                body.isNull("min_runtime_version") ? Optional.empty() : body.text("min_runtime_version", VERSION);
        checkKnown(body, version);
        return new GatewayRequest(
                body.text("name", TextRule.NAME),
                nullable(body, "description", "", () -> body.text("description", TextRule.DESCRIPTION)),
                version,
                nullable(body, "labels", Map.of(), body::labels));
    }

    GatewayRequest withoutName() {
        return new GatewayRequest(Optional.empty(), description, minRuntimeVersion, labels);
    }

    private static <T> Optional<T> nullable(BodyReader body, String name, T cleared, Supplier<Optional<T>> value) {
        return body.isNull(name) ? Optional.of(cleared) : value.get();
    }

    private static void checkKnown(BodyReader body, Optional<String> version) {
        if (version.isPresent() && !RuntimeVersion.isKnown(version.get())) {
            body.refuse(
                    "min_runtime_version",
                    "invalid",
                    "must be one of the releases that this server knows: " + RuntimeVersion.known());
        }
    }
}
