package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static io.signalbox.controlplane.Api.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A {@code tls_server} policy that asks clients for certificates. */
class ClientAuthenticationIT {

    private static final String AUTHORITY = Issuer.create(Issuer.KeyKind.EC, "CN=clients", Duration.ofDays(1))
            .authority()
            .certificatePem();

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "['9092-9095']");
    private final String policies = listener + "/policies";
    private final String bundles = gateway + "/tls-trust-bundles";
    private final String clients = newBundle("clients");
    private final String others = newBundle("others");

    @Test
    void aTrustBundleIsShownInTheFormInWhichItWasNamed() {
        String sent = json(
                "{'mode':'requested','tls_trust_bundles':[{'name':'clients'},{'id':'%s'},{'id':'%s','name':'clients'}],"
                        + "'principal_mapping':'context.certificate.subject[\\\"CN\\\"]'}",
                others, clients);

        Api.Answer created = api.post(policies, policy(sent));

        String path = policies + "/" + created.id();
        assertThat(created.status()).isEqualTo(201);
        assertThat(authentication(created)).isEqualTo(sent);
        assertThat(api.put(path, created.body().toString()).body()).isEqualTo(created.body());
        api.put(bundles + "/" + clients, json("{'name': 'customers'}"));
        assertThat(authentication(api.get(path))).isEqualTo(sent.replace("clients", "customers"));
    }

    @Test
    void aTrustBundleInUseIsNotDeletedAndTheUserIsNamed() {
        String sent = json("{'mode': 'required', 'tls_trust_bundles': [{'name': 'clients'}, {'id': '%s'}]}", clients);
        String path = policies + "/"
                + api.post(policies, policy(sent).replaceFirst("\\{", "{\"name\": \"tls\","))
                        .id();

        Api.Answer refused = api.delete(bundles + "/" + clients);

        assertThat(refused.invalid()).containsExactly("id invalid");
        assertThat(refused.text("detail")).contains("listener policy [tls]");
        assertThat(api.delete(bundles + "/" + others).status()).isEqualTo(204);
        api.put(path, policy("{}").replace(",\"client_authentication\":{}", ""));
        assertThat(api.delete(bundles + "/" + clients).status()).isEqualTo(204);
        assertThat(api.get(path).body().get("config").has("client_authentication"))
                .isFalse();
        assertThat(api.delete(gateway).status()).isEqualTo(204);
    }

    @Test
    void aGatewayIsDeletedWithPoliciesAndTheirTrustBundles() {
        api.post(policies, policy(json("{'mode': 'required', 'tls_trust_bundles': [{'id': '%s'}]}", clients)));

        assertThat(api.delete(gateway).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                       | mode required, tls_trust_bundles required",
                "{'mode': 'optional', 'tls_trust_bundles': []} | mode enum, tls_trust_bundles min_items",
                "{'mode': 'required', 'tls_trust_bundles': [{}]}            | tls_trust_bundles[0] required",
                "{'mode': 'required', 'tls_trust_bundles': ['clients']}     | tls_trust_bundles[0] is_object",
                "{'mode': 'required', 'tls_trust_bundles': [{'id': 'x'}]}   | tls_trust_bundles[0].id is_uuid",
                "{'mode': 'required', 'tls_trust_bundles': [{'id': '$'}]}   | tls_trust_bundles[0].id missing_reference",
                "{'mode': 'required', 'tls_trust_bundles': [{'name': 'clients'}, {'name': 'x'}]}"
                        + " | tls_trust_bundles[1].name missing_reference",
                "{'mode': 'required', 'tls_trust_bundles': [{'name': 'clients'}], 'principal_mapping': '1 +'}"
                        + " | principal_mapping invalid",
                "{'mode': 'required', 'tls_trust_bundles': [{'name': 'clients'}], 'principal_mapping': ''}"
                        + " | principal_mapping min_length"
            })
    void whatIsWrongWithClientAuthenticationIsNamed(String authentication, String expected) {
        String some = UUID.randomUUID().toString();

        Api.Answer answer = api.post(policies, policy(json(authentication.replace("$", some))));

        String prefix = "config.client_authentication.";
        assertThat(answer.status()).isEqualTo(400);
        assertThat(String.join(", ", answer.invalid())).isEqualTo(prefix + expected.replace(", ", ", " + prefix));
    }

    @Test
    void nodesOfRelease10KnowNoClientAuthentication() {
        String old = api.newGateway();
        api.patch(old, json("{'min_runtime_version': '1.0'}"));

        Api.Answer answer = api.post(
                old + "/listeners/" + api.newListener(old, "l", "[9092]") + "/policies",
                policy(json("{'mode': 'required', 'tls_trust_bundles': [{'name': 'clients'}]}")));

        assertThat(answer.invalid())
                .containsExactly(
                        "config.client_authentication invalid",
                        "config.client_authentication.tls_trust_bundles[0].name missing_reference");
    }

    private String newBundle(String name) {
        return api.post(
                        bundles,
                        "{\"name\": \"" + name + "\", \"config\": {\"trusted_ca\": " + string(AUTHORITY) + "}}")
                .id();
    }

    private static String policy(String authentication) {
        return "{\"type\": \"tls_server\", \"config\": {\"certificates\": [{\"certificate\": \"${env['C']}\","
                + " \"key\": \"${env['K']}\"}],\"client_authentication\":" + authentication + "}}";
    }

    private static String authentication(Api.Answer answer) {
        return answer.body().get("config").get("client_authentication").toString();
    }
}
