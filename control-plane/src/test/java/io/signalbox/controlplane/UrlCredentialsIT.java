package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A URL is stored and shown as it is, and so must not have a password in it. */
@ExtendWith(OutputCaptureExtension.class)
class UrlCredentialsIT {

    private static final String URL = "https://user:s3cret@id.example.com/x";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();

    @Test
    void ofARegistryTheyBelongIntoItsAuthentication(CapturedOutput output) {
        Api.Answer answer = api.post(
                gateway + "/schema-registries",
                json("{'name': 'r', 'type': 'confluent', 'config': {'schema_type': 'avro', 'endpoint': '%s'}}", URL));

        assertThat(answer.invalid()).containsExactly("config.endpoint invalid");
        assertThat(answer.text("detail")).contains("config.authentication");
        assertThat(answer.response().body() + output).doesNotContain("s3cret");
    }

    @Test
    void ofTokensTheyAreRefusedToo(CapturedOutput output) {
        String backend = api.newBackendCluster(gateway, "kafka");

        Api.Answer answer = api.post(
                gateway + "/virtual-clusters",
                json(
                        "{'name': 'v', 'dns_label': 'v', 'destination': {'id': '%s'}, 'acl_mode': 'passthrough',"
                                + " 'authentication': [{'type': 'oauth_bearer', 'mediation': 'terminate',"
                                + " 'jwks': {'endpoint': '%s'}, 'validate': {'issuer': '%s'}}]}",
                        backend, URL, URL));

        assertThat(answer.invalid())
                .containsExactlyInAnyOrder(
                        "authentication[0].jwks.endpoint invalid", "authentication[0].validate.issuer invalid");
        assertThat(answer.response().body() + output).doesNotContain("s3cret");
    }
}
