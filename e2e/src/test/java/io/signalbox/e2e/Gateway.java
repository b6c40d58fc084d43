package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;

import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.NodeCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A gateway, declared over the REST API. */
record Gateway(ApiClient api, String id) {

    static Gateway create(ApiClient api, String name) {
        return new Gateway(api, id(api.post("/v1/event-gateways", Map.of("name", name))));
    }

    static String id(JsonNode entity) {
        return entity.path("id").asString("");
    }

    String path(String rest) {
        return "/v1/event-gateways/" + id + rest;
    }

    void register(NodeCertificate certificate) {
        api.post(path("/data-plane-certificates"), Map.of("certificate", certificate.pem()));
    }

    JsonNode backendCluster(String name, List<String> servers) {
        return api.post(
                path("/backend-clusters"),
                Map.of(
                        "name",
                        name,
                        "bootstrap_servers",
                        servers,
                        "authentication",
                        Map.of("type", "anonymous"),
                        "tls",
                        Map.of("enabled", false)));
    }

    /** A backend cluster, with everything that its body is to have. */
    JsonNode backendCluster(Map<String, Object> body) {
        return api.post(path("/backend-clusters"), body);
    }

    JsonNode virtualCluster(String name, JsonNode backendCluster) {
        return virtualCluster(name, backendCluster, List.of(Map.of("type", "anonymous")));
    }

    JsonNode virtualCluster(String name, JsonNode backendCluster, List<Map<String, Object>> authentication) {
        return virtualCluster(name, backendCluster, authentication, "passthrough");
    }

    /** One whose anonymous clients may do what its policies allow. */
    JsonNode enforcingCluster(String name, JsonNode backendCluster) {
        return virtualCluster(name, backendCluster, List.of(Map.of("type", "anonymous")), "enforce_on_gateway");
    }

    JsonNode virtualCluster(
            String name, JsonNode backendCluster, List<Map<String, Object>> authentication, String aclMode) {
        return api.post(
                path("/virtual-clusters"),
                Map.of(
                        "name",
                        name,
                        "dns_label",
                        name,
                        "destination",
                        Map.of("id", id(backendCluster)),
                        "authentication",
                        authentication,
                        "acl_mode",
                        aclMode));
    }

    JsonNode acls(JsonNode virtualCluster, String name, List<Map<String, Object>> rules) {
        return api.post(path("/virtual-clusters/" + id(virtualCluster) + "/cluster-policies"), aclsBody(name, rules));
    }

    void replaceAcls(JsonNode virtualCluster, JsonNode policy, List<Map<String, Object>> rules) {
        api.put(
                path("/virtual-clusters/" + id(virtualCluster) + "/cluster-policies/" + id(policy)),
                aclsBody(policy.path("name").asString(""), rules));
    }

    private static Map<String, Object> aclsBody(String name, List<Map<String, Object>> rules) {
        return Map.of("type", "acls", "name", name, "config", Map.of("rules", rules));
    }

    /** A rule of an {@code acls} policy. */
    static Map<String, Object> aclRule(String action, String type, List<String> operations, String... names) {
        return Map.of(
                "resource_type",
                type,
                "action",
                action,
                "operations",
                operations.stream().map(name -> Map.of("name", name)).toList(),
                "resource_names",
                Stream.of(names).map(name -> Map.of("match", name)).toList());
    }

    JsonNode listener(String name, String... ports) {
        return api.post(path("/listeners"), listenerBody(name, ports));
    }

    void replaceListener(JsonNode listener, String... ports) {
        api.put(
                path("/listeners/" + id(listener)),
                listenerBody(listener.path("name").asString(""), ports));
    }

    void delete(String collection, JsonNode entity) {
        api.delete(path("/" + collection + "/" + id(entity)));
    }

    JsonNode portMapping(JsonNode listener, JsonNode virtualCluster, Map<String, Object> more) {
        Map<String, Object> config = new TreeMap<>(more);
        config.put("type", "port_mapping");
        config.putIfAbsent("advertised_host", "localhost");
        config.put("destination", Map.of("id", id(virtualCluster)));
        return api.post(
                path("/listeners/" + id(listener) + "/policies"),
                Map.of("type", "forward_to_virtual_cluster", "config", config));
    }

    /** A {@code tls_server} policy's config; the key as the guide sends it, base64 of PEM with its lines wrapped. */
    static Map<String, Object> tlsConfig(KeyedCertificate certificate) {
        String key = Base64.getMimeEncoder(76, new byte[] {'\n'})
                .encodeToString(certificate.keyPem().getBytes(StandardCharsets.US_ASCII));
        return new TreeMap<>(
                Map.of("certificates", List.of(Map.of("certificate", certificate.certificatePem(), "key", key))));
    }

    /** The config of a forward policy by server name, where bootstrap and brokers have one suffix. */
    static Map<String, Object> sniConfig(int port, String suffix) {
        return Map.of(
                "type",
                "sni",
                "advertised_port",
                port,
                "sni_suffix",
                suffix,
                "broker_host_format",
                Map.of("type", "shared_suffix"));
    }

    JsonNode policy(JsonNode listener, String type, Map<String, Object> config) {
        return policy(listener, type, type, config);
    }

    JsonNode policy(JsonNode listener, String name, String type, Map<String, Object> config) {
        return api.post(path("/listeners/" + id(listener) + "/policies"), policyBody(name, type, config));
    }

    JsonNode replacePolicy(JsonNode listener, JsonNode policy, Map<String, Object> config) {
        return api.put(
                path("/listeners/" + id(listener) + "/policies/" + id(policy)),
                policyBody(policy.path("name").asString(""), policy.path("type").asString(""), config));
    }

    JsonNode trustBundle(String name, KeyedCertificate authority) {
        return api.post(
                path("/tls-trust-bundles"),
                Map.of("name", name, "config", Map.of("trusted_ca", authority.certificatePem())));
    }

    private static Map<String, Object> policyBody(String name, String type, Map<String, Object> config) {
        return Map.of("type", type, "name", name, "config", config);
    }

    /** The newest. */
    String version() {
        return api.get(path("")).path("version").asString("");
    }

    /** Waits until the node runs the gateway's newest version, which others may make newer. */
    void awaitApplied() {
        await().alias("the node applies the newest version")
                .until(() ->
                        nodePart("/status").path("config_version").asString("").equals(version()));
    }

    /** The codes of what the node reports. */
    List<String> problemCodes() {
        return problems().stream()
                .map(problem -> problem.path("name").asString(""))
                .toList();
    }

    List<JsonNode> problems() {
        return nodePart("/errors").path("data").valueStream().toList();
    }

    private JsonNode nodePart(String part) {
        String node = id(api.get(path("/nodes")).path("data").path(0));
        return node.isEmpty() ? api.get(path("/nodes")) : api.get(path("/nodes/" + node + part));
    }

    private static Map<String, Object> listenerBody(String name, String... ports) {
        return Map.of("name", name, "addresses", List.of("127.0.0.1"), "ports", List.of(ports));
    }
}
