package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class EntityIT {

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();

    @Test
    void aBackendClusterHasItsDefaultsAndAPutOfWhatWasReadChangesNothing() {
        Api.Answer created = api.post(
                gateway + "/backend-clusters",
                json("{'name': 'kafka', 'bootstrap_servers': ['kafka1:9092', '[::1]:9093'],"
                        + " 'authentication': {'type': 'anonymous'}, 'tls': {'enabled': false}}"));
        String path = gateway + "/backend-clusters/" + created.id();

        Api.Answer put = api.put(path, created.body().toString());

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().get("metadata_update_interval_seconds").intValue())
                .isEqualTo(60);
        assertThat(created.body()
                        .get("insecure_allow_anonymous_virtual_cluster_auth")
                        .booleanValue())
                .isFalse();
        assertThat(created.body().get("tls").toString())
                .isEqualTo(json("{'enabled':false,'insecure_skip_verify':false,'tls_versions':['tls12','tls13']}"));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(created.body());
    }

    @Test
    void aPutOfAChildReplacesAndWhatIsLeftOutFallsBack() {
        String id = api.newBackendCluster(gateway, "kafka");
        String path = gateway + "/backend-clusters/" + id;
        ObjectNode body = (ObjectNode) api.get(path).body();
        body.put("description", "d").put("metadata_update_interval_seconds", 5);
        body.set("labels", body.objectNode().put("a", "b"));
        api.put(path, body.toString());
        body.remove("description");
        body.remove("labels");
        body.remove("metadata_update_interval_seconds");

        Api.Answer put = api.put(path, body.toString());

        assertThat(put.text("description")).isEmpty();
        assertThat(put.body().get("labels")).isEmpty();
        assertThat(put.body().get("metadata_update_interval_seconds").intValue())
                .isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "['0.0.0.0', '127.0.0.1'] | [9092]                 | addresses invalid",
                "['::1', '0:0::0']        | [9092]                 | addresses invalid",
                "[]                       | [9092]                 | addresses min_items",
                "['']                     | [9092]                 | addresses[0] min_length",
                "['a']                    | []                     | ports min_items",
                "['a']                    | [0]                    | ports[0] min",
                "['a']                    | [65536]                | ports[0] max",
                "['a']                    | ['0']                  | ports[0] invalid",
                "['a']                    | ['9094-9092']          | ports[0] invalid",
                "['a']                    | ['9092-9094', 9093]    | ports[1] invalid",
                "['a']                    | ['x']                  | ports[0] matches_regex",
                "['a']                    | [true]                 | ports[0] is_string",
                "['a']                    | ['1-10001']            | ports invalid",
                "['localhost', 'example.com'] | ['9092-9092', 1]   | ``"
            })
    void aListenersMistakesAreNamed(String addresses, String ports, String expected) {
        Api.Answer answer =
                api.post(gateway + "/listeners", json("{'name': 'l', 'addresses': %s, 'ports': %s}", addresses, ports));

        assertThat(answer.status()).isEqualTo(expected.isEmpty() ? 201 : 400);
        assertThat(String.join(",", answer.invalid())).isEqualTo(expected);
    }

    @Test
    void portsComeBackAsTextInTheOrderGiven() {
        Api.Answer created = api.post(
                gateway + "/listeners",
                json("{'name': 'l', 'addresses': ['::'], 'ports': [19092, '9000-9001', '80']}"));

        assertThat(created.body().get("ports").toString()).isEqualTo(json("['19092','9000-9001','80']"));
    }

    @Test
    void aDestinationMayBeNamedAndFollowsARename() {
        String backend = api.newBackendCluster(gateway, "kafka");
        String virtual = api.newVirtualCluster(gateway, "orders", backend);
        ObjectNode renamed =
                (ObjectNode) api.get(gateway + "/backend-clusters/" + backend).body();
        api.put(
                gateway + "/backend-clusters/" + backend,
                renamed.put("name", "renamed").toString());

        Api.Answer read = api.get(gateway + "/virtual-clusters/" + virtual);

        assertThat(read.body().get("destination").toString()).isEqualTo(json("{'id':'%s','name':'renamed'}", backend));
        assertThat(api.get(gateway + "/virtual-clusters?filter[backend_cluster_id][eq]=" + backend)
                        .body()
                        .get("data"))
                .hasSize(1);
        assertThat(api.get(gateway + "/virtual-clusters?filter[backend_cluster_id][eq]=" + UUID.randomUUID())
                        .body()
                        .get("data"))
                .isEmpty();
    }

    @Test
    void aBackendClusterInUseIsNotDeletedButWaitsAMomentForItsUserToGo() {
        String backend = api.newBackendCluster(gateway, "kafka");
        String virtual = api.newVirtualCluster(gateway, "orders", backend);

        Api.Answer refused = api.delete(gateway + "/backend-clusters/" + backend);
        CompletableFuture<Api.Answer> waiting =
                CompletableFuture.supplyAsync(() -> api.delete(gateway + "/backend-clusters/" + backend));
        assertThat(api.delete(gateway + "/virtual-clusters/" + virtual).status())
                .isEqualTo(204);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.invalid()).containsExactly("id invalid");
        assertThat(refused.text("detail")).contains("virtual cluster [orders]");
        assertThat(waiting.join().status()).isEqualTo(204);
    }

    @Test
    void namesAndDnsLabelsAreUniqueWithinTheirGateway() {
        String backend = api.newBackendCluster(gateway, "kafka");
        api.newVirtualCluster(gateway, "orders", backend);

        Api.Answer sameName = api.post(
                gateway + "/virtual-clusters",
                Api.virtualCluster("orders", backend).replace("\"dns_label\": \"orders\"", "\"dns_label\": \"other\""));
        Api.Answer sameLabel = api.post(
                gateway + "/virtual-clusters",
                Api.virtualCluster("orders", backend).replace("\"name\": \"orders\"", "\"name\": \"other\""));

        assertThat(sameName.status()).isEqualTo(409);
        assertThat(sameLabel.status()).isEqualTo(409);
        assertThat(sameLabel.text("detail")).contains("dns_label [orders] already exists");
    }

    @Test
    void aCertificateComesBackByteForByteWithWhatItSays() throws Exception {
        String pem = TestNode.newIdentity().getCertificatePEM().replace("\n", "\r\n");
        Api.Answer created =
                api.post(gateway + "/data-plane-certificates", "{\"certificate\": " + Api.string(pem) + "}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("certificate")).isEqualTo(pem);
        assertThat(created.body().has("description")).isFalse();
        assertThat(created.body().get("metadata").get("subject").asString()).isEqualTo("CN=node");
        assertThat(created.body().get("metadata").get("sha256_fingerprint").asString())
                .matches("[0-9a-f]{64}");
        assertThat(created.body().get("metadata").get("expiry").isIntegralNumber())
                .isTrue();
        assertThat(api.post(gateway + "/data-plane-certificates", "{\"certificate\": " + Api.string(pem + pem) + "}")
                        .invalid())
                .containsExactly("certificate invalid");
        assertThat(api.post(gateway + "/data-plane-certificates", json("{'certificate': 'x'}"))
                        .invalid())
                .containsExactly("certificate invalid");
        String oneLine = "-----BEGIN CERTIFICATE-----" + pem.replaceAll("-----[A-Z ]+-----|\\s", "")
                + "-----END CERTIFICATE-----";
        assertThat(api.post(gateway + "/data-plane-certificates", "{\"certificate\": " + Api.string(oneLine) + "}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aReferenceNeverLeavesItsGateway() {
        String elsewhere = api.newBackendCluster(api.newGateway(), "kafka");

        Api.Answer answer = api.post(gateway + "/virtual-clusters", Api.virtualCluster("orders", elsewhere));

        assertThat(answer.invalid()).containsExactly("destination.id missing_reference");
        assertThat(api.get(gateway + "/backend-clusters/" + elsewhere).status()).isEqualTo(404);
    }
}
