package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TlsTrustBundleIT {

    private static final KeyedCertificate AUTHORITY =
            Issuer.create(Issuer.KeyKind.EC, "CN=clients", Duration.ofDays(1)).authority();
    private static final String PEM = AUTHORITY.certificatePem();

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String bundles = gateway + "/tls-trust-bundles";

    @Test
    void theAuthorityComesBackByteForByteAndAPutOfWhatWasReadChangesNothing() {
        String text = "a comment\r\n" + PEM.replace("\n", "\r\n") + PEM + "\n\n";
        Api.Answer created = api.post(bundles, bundle("clients", text));
        String version = api.get(gateway).text("version");

        Api.Answer put = api.put(bundles + "/" + created.id(), created.body().toString());

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().propertyNames())
                .containsExactlyInAnyOrder("id", "name", "description", "config", "labels", "created_at", "updated_at");
        assertThat(created.text("description")).isEmpty();
        assertThat(created.body().get("config").get("trusted_ca").asString()).isEqualTo(text);
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(created.body());
        assertThat(api.get(bundles + "/" + created.id()).body()).isEqualTo(created.body());
        assertThat(api.get(gateway).text("version")).isEqualTo(version);
    }

    @Test
    void aPutWithoutNameAndConfigLeavesThemAndWithoutTheRestClearsIt() {
        String id = api.post(
                        bundles,
                        bundle("clients", PEM)
                                .replaceFirst("\\{", "{\"description\": \"d\", \"labels\": {\"a\": \"b\"},"))
                .id();

        Api.Answer empty = api.put(bundles + "/" + id, "{}");
        Api.Answer renamed = api.put(bundles + "/" + id, json("{'name': 'others'}"));
        Api.Answer changed =
                api.put(bundles + "/" + id, json("{'config': {'trusted_ca': '%s'}}", "${env[\\\"CA\\\"]}"));

        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.text("name")).isEqualTo("clients");
        assertThat(empty.body().get("config").get("trusted_ca").asString()).isEqualTo(PEM);
        assertThat(empty.text("description")).isEmpty();
        assertThat(empty.body().get("labels")).isEmpty();
        assertThat(renamed.text("name")).isEqualTo("others");
        assertThat(changed.text("name")).isEqualTo("others");
        assertThat(changed.body().get("config").get("trusted_ca").asString()).isEqualTo("${env[\"CA\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                          | name required,config required",
                "{'name': '-', 'config': {}}                                 | name matches_regex,config.trusted_ca required",
                "{'name': 'b', 'config': 'x'}                                | config is_object",
                "{'name': 'b', 'config': {'trusted_ca': ''}}                 | config.trusted_ca min_length",
                "{'name': 'b', 'config': {'trusted_ca': 1}}                  | config.trusted_ca is_string",
                "{'name': 'b', 'config': {'trusted_ca': 'x'}}                | config.trusted_ca invalid",
                "{'name': 'b', 'config': {'trusted_ca': '${vault.aws[1]}'}}  | config.trusted_ca invalid",
                "{'name': 'b', 'config': {'trusted_ca': '${env[CA]}'}}       | config.trusted_ca invalid",
                "{'name': 'b', 'config': {'trusted_ca': '${vault.env.CA}', 'x': 1}}"
                        + " | config.trusted_ca invalid,config.x unknown_property",
                "{'name': 'b', 'config': {'trusted_ca': 'x'}, 'id': 'y'}     | config.trusted_ca invalid,id unknown_property"
            })
    void itsMistakesAreNamed(String body, String expected) {
        Api.Answer answer = api.post(bundles, json(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(String.join(",", answer.invalid())).isEqualTo(expected);
    }

    @Test
    void whatNodesCanReadIsAccepted() {
        String base64 = Base64.getMimeEncoder().encodeToString(PEM.getBytes(StandardCharsets.US_ASCII));
        String oneLine = PEM.replace("\n", "");

        for (String text : List.of(base64, oneLine, PEM.strip(), "${vault.env['CA']}", PEM + "${env['MORE']}")) {
            Api.Answer created = api.post(bundles, bundle("b" + text.length(), text));
            assertThat(created.status()).as(text).isEqualTo(201);
            assertThat(created.body().get("config").get("trusted_ca").asString())
                    .isEqualTo(text);
        }
    }

    @Test
    void aKeyAmongTheCertificatesIsRefusedAndNotRepeated() {
        Api.Answer answer = api.post(bundles, bundle("clients", PEM + AUTHORITY.keyPem()));

        assertThat(answer.invalid()).containsExactly("config.trusted_ca invalid");
        assertThat(answer.body().toString())
                .contains("private key")
                .doesNotContain(AUTHORITY.keyPem().lines().toList().get(1));
    }

    @Test
    void namesAreUniqueWithinTheirGatewayAndFilterTheList() {
        String first = api.post(bundles, bundle("Clients", PEM)).id();
        String second = api.post(bundles, bundle("others", PEM)).id();

        Api.Answer again = api.post(bundles, bundle("Clients", PEM));
        Api.Answer renamed = api.put(bundles + "/" + second, json("{'name': 'Clients'}"));
        Api.Answer list = api.get(bundles + "?page[size]=1");
        Api.Answer filtered = api.get(bundles + "?filter[name][contains]=CLI");

        assertThat(List.of(again.status(), renamed.status())).containsOnly(409);
        assertThat(again.text("detail"))
                .isEqualTo("A TLS trust bundle with name [Clients] already exists in this event gateway");
        assertThat(list.body().get("data").get(0).get("id").asString()).isEqualTo(first);
        assertThat(list.body().get("meta").get("page").get("next").asString()).contains("page%5Bafter%5D");
        assertThat(filtered.body().get("data")).hasSize(1);
        assertThat(api.post(api.newGateway() + "/tls-trust-bundles", bundle("Clients", PEM))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void itIsDeletedOnceAndNotFoundAfterwards() {
        String path = bundles + "/" + api.post(bundles, bundle("clients", PEM)).id();

        assertThat(api.delete(path).status()).isEqualTo(204);

        assertThat(api.delete(path).status()).isEqualTo(404);
        assertThat(api.get(path).text("detail")).startsWith("TLS trust bundle [");
        assertThat(api.put(path, "{}").status()).isEqualTo(404);
        assertThat(api.get(api.newGateway() + "/tls-trust-bundles/" + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aGatewayOfOldNodesHasNone() {
        api.patch(gateway, json("{'min_runtime_version': '1.0'}"));

        Api.Answer refused = api.post(bundles, bundle("clients", PEM));
        api.patch(gateway, json("{'min_runtime_version': '1.1'}"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.invalid()).containsExactly("config invalid");
        assertThat(refused.text("detail")).contains("1.1");
        assertThat(api.post(bundles, bundle("clients", PEM)).status()).isEqualTo(201);
    }

    @Test
    void nodesAreGivenItAndToldWhenItIsGone() throws Exception {
        String id = api.post(bundles, bundle("clients", PEM)).id();
        var identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);

        try (TestNode node = new TestNode(TestControlPlane.shared(), identity)) {
            node.hello(gateway);
            TestNode.Received before = node.until(api.version(gateway));
            api.delete(bundles + "/" + id);
            TestNode.Received after = node.until(api.version(gateway));

            assertThat(before.resource(id).orElseThrow().getTlsTrustBundle().getTrustedCa())
                    .isEqualTo(PEM);
            assertThat(after.resource(id)).isEmpty();
        }
    }

    private static String bundle(String name, String trustedCa) {
        ObjectNode body = new JsonMapper().createObjectNode().put("name", name);
        body.putObject("config").put("trusted_ca", trustedCa);
        return body.toString();
    }
}
