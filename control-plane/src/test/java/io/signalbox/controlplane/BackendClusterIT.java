package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static io.signalbox.controlplane.Api.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Every field of a backend cluster. */
class BackendClusterIT {

    private static final Issuer ISSUER = Issuer.create(Issuer.KeyKind.EC, "CN=brokers", Duration.ofDays(1));
    private static final KeyedCertificate NODE =
            ISSUER.issue(Issuer.CertificateRequest.of(Issuer.KeyKind.EC, "CN=node", Duration.ofDays(1)));

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String clusters = gateway + "/backend-clusters";

    @Test
    void allFieldsComeBackAsTheyWereSentButForLiteralSecrets() {
        String tls = tls("'enabled': true, 'insecure_skip_verify': true, 'tls_versions': ['tls13'],"
                + " 'ca_bundle': $CA, 'client_identity': {'certificate': $CERTIFICATE, 'key': $KEY}");

        Api.Answer created = api.post(
                clusters,
                cluster(
                        "k",
                        "{'type': 'sasl_scram', 'algorithm': 'sha512', 'username': 'u', 'password': 's3cret'}",
                        tls));
        String version = api.get(gateway).text("version");
        Api.Answer put = api.put(clusters + "/" + created.id(), created.body().toString());

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().get("authentication").toString())
                .isEqualTo(json("{'type':'sasl_scram','algorithm':'sha512','username':'u'}"));
        assertThat(created.body().get("tls").get("ca_bundle").asString())
                .isEqualTo(ISSUER.authority().certificatePem());
        assertThat(created.body().get("tls").get("client_identity").propertyNames())
                .containsExactly("certificate");
        assertThat(created.response().body()).doesNotContain("s3cret", "PRIVATE KEY");
        assertThat(stored(created.id())).contains("$sealed").doesNotContain("s3cret", "PRIVATE KEY");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(created.body());
        assertThat(api.get(gateway).text("version")).isEqualTo(version);
    }

    @Test
    void whatIsNotSetIsLeftOutAndAnEmptyListOfVersionsIsBoth() {
        Api.Answer created =
                api.post(clusters, cluster("k", "{'type': 'anonymous'}", "{'enabled': false, 'tls_versions': []}"));

        assertThat(created.body().get("tls").toString())
                .isEqualTo(json("{'enabled':false,'insecure_skip_verify':false,'tls_versions':['tls12','tls13']}"));
        assertThat(created.body().get("authentication").toString()).isEqualTo(json("{'type':'anonymous'}"));
    }

    @Test
    void aReferenceToAPasswordIsShownAsItIs() {
        Api.Answer created = api.post(
                clusters,
                cluster(
                        "k",
                        "{'type': 'sasl_plain', 'username': '${env[U]}', 'password': '${env[P]}'}"
                                .replace("[U]", "[\\\"U\\\"]")
                                .replace("[P]", "[\\\"P\\\"]"),
                        "{'enabled': false}"));

        assertThat(created.body().get("authentication").get("username").asString())
                .isEqualTo("${env[\"U\"]}");
        assertThat(created.body().get("authentication").get("password").asString())
                .isEqualTo("${env[\"P\"]}");
    }

    @Test
    void aPasswordThatIsLeftOutIsKeptByTheSameKindOfAuthenticationAlone() {
        String id = api.post(
                        clusters,
                        cluster(
                                "k",
                                "{'type': 'sasl_plain', 'username': 'u', 'password': 's3cret'}",
                                "{'enabled': false}"))
                .id();
        String sealed = stored(id);

        Api.Answer renamed = api.put(
                clusters + "/" + id, cluster("k", "{'type': 'sasl_plain', 'username': 'other'}", "{'enabled': false}"));
        String kept = stored(id);
        Api.Answer other = api.put(
                clusters + "/" + id,
                cluster("k", "{'type': 'sasl_scram', 'algorithm': 'sha256', 'username': 'u'}", "{'enabled': false}"));
        Api.Answer created =
                api.post(clusters, cluster("l", "{'type': 'sasl_plain', 'username': 'u'}", "{'enabled': false}"));

        assertThat(renamed.status()).isEqualTo(200);
        assertThat(sealed).contains("$sealed");
        assertThat(kept).contains("$sealed", "other");
        assertThat(other.invalid()).containsExactly("authentication.password required");
        assertThat(created.invalid()).containsExactly("authentication.password required");
    }

    @Test
    void aKeyThatIsLeftOutIsKeptWhileItsCertificateStays() {
        String id = api.post(
                        clusters,
                        cluster(
                                "k",
                                "{'type': 'anonymous'}",
                                tls("'enabled': true, 'client_identity': {'certificate': $CERTIFICATE, 'key': $KEY}")))
                .id();

        Api.Answer same = api.put(
                clusters + "/" + id,
                cluster(
                        "k",
                        "{'type': 'anonymous'}",
                        tls("'enabled': false, 'client_identity': {'certificate': $CERTIFICATE}")));
        Api.Answer another = api.put(
                clusters + "/" + id,
                cluster(
                        "k",
                        "{'type': 'anonymous'}",
                        tls("'enabled': false, 'client_identity': {'certificate': $OTHER}")));

        assertThat(same.status()).isEqualTo(200);
        assertThat(stored(id)).contains("$sealed");
        assertThat(another.invalid()).containsExactly("tls.client_identity.key required");
    }

    @Test
    void aKeyMayBeBase64AndMustBelongToItsCertificate() {
        String base64 =
                string(Base64.getMimeEncoder().encodeToString(NODE.keyPem().getBytes(StandardCharsets.US_ASCII)));
        String identity = "'enabled': true, 'client_identity': {'certificate': $CERTIFICATE, 'key': %s}";

        Api.Answer wrapped = api.post(clusters, cluster("k", "{'type': 'anonymous'}", tls(identity.formatted(base64))));
        Api.Answer foreign = api.post(
                clusters, cluster("l", "{'type': 'anonymous'}", tls(identity.formatted(string(RsaExample.KEY)))));

        assertThat(wrapped.status()).isEqualTo(201);
        assertThat(foreign.invalid()).containsExactly("tls.client_identity.key invalid");
        assertThat(foreign.response().body()).doesNotContain("PRIVATE KEY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'authentication': {'type': 'kerberos', 'x': 1} | authentication.type enum",
                "'authentication': {}                          | authentication.type required",
                "'authentication': 'none'                      | authentication is_object",
                "'authentication': {'type': 'anonymous', 'username': 'u'} | authentication.username unknown_property",
                "'authentication': {'type': 'sasl_plain'}      | authentication.username required,authentication.password required",
                "'authentication': {'type': 'sasl_plain', 'username': '', 'password': ''}"
                        + " | authentication.username min_length,authentication.password min_length",
                "'authentication': {'type': 'sasl_plain', 'username': '${x}', 'password': '${vault.aws[1]}'}"
                        + " | authentication.username invalid,authentication.password invalid",
                "'authentication': {'type': 'sasl_scram', 'algorithm': 'md5', 'username': 'u', 'password': 'p'}"
                        + " | authentication.algorithm enum",
                "'tls': {}                                     | tls.enabled required",
                "'tls': {'enabled': 'yes'}                     | tls.enabled is_boolean",
                "'tls': {'enabled': true}                      | ``",
                "'tls': {'enabled': false, 'ca_bundle': 'x'}   | tls.ca_bundle invalid",
                "'tls': {'enabled': false, 'ca_bundle': ''}    | tls.ca_bundle min_length",
                "'tls': {'enabled': false, 'client_identity': {}}"
                        + " | tls.client_identity.certificate required,tls.client_identity.key required",
                "'tls': {'enabled': false, 'client_identity': {'certificate': 'x', 'key': 'y'}}"
                        + " | tls.client_identity.certificate invalid,tls.client_identity.key invalid",
                "'tls': {'enabled': false, 'tls_versions': ['ssl3']} | tls.tls_versions[0] enum",
                "'tls': {'enabled': false, 'sni': true}        | tls.sni unknown_property",
                "'bootstrap_servers': []                       | bootstrap_servers min_items",
                "'bootstrap_servers': ['kafka']                | bootstrap_servers[0] matches_regex",
                "'bootstrap_servers': ['kafka:0']              | bootstrap_servers[0] invalid",
                "'bootstrap_servers': ['kafka:99999999999']    | bootstrap_servers[0] invalid",
                "'metadata_update_interval_seconds': 0         | metadata_update_interval_seconds min",
                "'metadata_update_interval_seconds': 43201     | metadata_update_interval_seconds max",
                "'metadata_update_interval_seconds': 1.5       | metadata_update_interval_seconds is_integer",
                "'labels': {'kong-x': 'y'}                     | labels.kong-x is_label",
                "'name': '-'                                   | name matches_regex"
            })
    void itsMistakesAreNamed(String change, String expected) {
        ObjectNode body = (ObjectNode) api.get(clusters + "/" + api.newBackendCluster(gateway, "kafka"))
                .body();
        body.setAll((ObjectNode) Api.tree(json("{%s}", change)));

        Api.Answer answer = api.put(clusters + "/" + body.get("id").asString(), body.toString());

        assertThat(answer.status()).isEqualTo(expected.isEmpty() ? 200 : 400);
        assertThat(String.join(",", answer.invalid())).isEqualTo(expected);
    }

    @Test
    void anonymousClientsDoNotRideOnItsCredentialsUnlessThatIsSaid() {
        String plain = "{'type': 'sasl_plain', 'username': 'u', 'password': 'p'}";
        String closed = api.post(clusters, cluster("closed", plain, "{'enabled': false}"))
                .id();
        String open = api.post(clusters, open(cluster("open", plain, "{'enabled': false}")))
                .id();

        Api.Answer refused = api.post(gateway + "/virtual-clusters", Api.virtualCluster("orders", closed));
        Api.Answer allowed = api.post(gateway + "/virtual-clusters", Api.virtualCluster("orders", open));
        Api.Answer closing = api.put(clusters + "/" + open, cluster("open", plain, "{'enabled': false}"));

        assertThat(refused.invalid()).containsExactly("authentication[0].type invalid");
        assertThat(refused.text("detail")).contains("[closed]", "insecure_allow_anonymous_virtual_cluster_auth");
        assertThat(allowed.status()).isEqualTo(201);
        assertThat(closing.invalid()).containsExactly("insecure_allow_anonymous_virtual_cluster_auth invalid");
        assertThat(closing.text("detail")).contains("virtual cluster [orders] (" + allowed.id() + ")");
    }

    @Test
    void anAnonymousBackendClusterNeedsNoLeaveForAnonymousClients() {
        String id = api.post(clusters, cluster("k", "{'type': 'anonymous'}", "{'enabled': false}"))
                .id();

        assertThat(api.post(gateway + "/virtual-clusters", Api.virtualCluster("orders", id))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void nodesOfRelease10ShowBrokersNoCertificate() {
        String identity = tls("'enabled': false, 'client_identity': {'certificate': $CERTIFICATE, 'key': $KEY}");
        api.patch(gateway, json("{'min_runtime_version': '1.0'}"));

        Api.Answer refused = api.post(clusters, cluster("k", "{'type': 'anonymous'}", identity));
        api.patch(gateway, json("{'min_runtime_version': '1.1'}"));
        Api.Answer created = api.post(clusters, cluster("k", "{'type': 'anonymous'}", identity));
        Api.Answer lowered = api.patch(gateway, json("{'min_runtime_version': '1.0'}"));

        assertThat(refused.invalid()).containsExactly("tls.client_identity invalid");
        assertThat(refused.text("detail")).contains("1.1");
        assertThat(created.status()).isEqualTo(201);
        assertThat(lowered.invalid()).containsExactly("min_runtime_version invalid");
        assertThat(lowered.text("detail")).contains("tls.client_identity of backend cluster [k]");
    }

    private static String cluster(String name, String authentication, String tls) {
        return "{\"name\": \"" + name + "\", \"bootstrap_servers\": [\"kafka1:9092\"], \"authentication\": "
                + json("%s", authentication) + ", \"tls\": " + (tls.contains("BEGIN") ? tls : json("%s", tls)) + "}";
    }

    private static String open(String cluster) {
        return cluster.replaceFirst("\\{", "{\"insecure_allow_anonymous_virtual_cluster_auth\": true, ");
    }

    private static String tls(String properties) {
        String text = json("{%s}", properties);
        for (List<String> value : List.of(
                List.of("$CA", ISSUER.authority().certificatePem()),
                List.of("$CERTIFICATE", NODE.certificatePem()),
                List.of("$KEY", NODE.keyPem()),
                List.of("$OTHER", RsaExample.CERTIFICATE))) {
            text = text.replace(value.get(0), string(value.get(1)));
        }
        return text;
    }

    private static String stored(String id) {
        return TestControlPlane.shared()
                .part(JdbcClient.class)
                .sql("select (spec -> 'authentication') || (spec -> 'tls') from entity where id = cast(:id as uuid)")
                .param("id", id)
                .query(String.class)
                .single();
    }
}
