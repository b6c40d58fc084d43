package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static io.signalbox.controlplane.Api.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TlsServerPolicyIT {

    private static final X509Bundle BUNDLE = bundle();
    private static final String CERTIFICATE = BUNDLE.getCertificatePathPEM();
    private static final String KEY = BUNDLE.getPrivateKeyPEM();

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "['9092-9095']");
    private final String policies = listener + "/policies";

    @Test
    void theCertificateIsReturnedAsItWasSentAndTheKeyIsNot() {
        String certificate = CERTIFICATE.replace("\n", "\r\n") + "\n\n";

        Api.Answer created = api.post(policies, policy(certificate, KEY));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().get("config").toString())
                .isEqualTo(json("{'certificates':[{'certificate':")
                        + string(certificate)
                        + json("}],'versions':{'min':'TLSv1.2','max':'TLSv1.3'},'allow_plaintext':false}"));
        String path = policies + "/" + created.id();
        assertThat(api.get(path).body()).isEqualTo(created.body());
        assertThat(api.get(policies).body().get(0)).isEqualTo(created.body());
        assertThat(api.put(path, created.body().toString()).body()).isEqualTo(created.body());
        assertThat(api.patch(path, "{}").body()).isEqualTo(created.body());
    }

    @Test
    void keysMayBeBase64OfPemAndReferencesAreReturned() {
        String wrapped = Base64.getMimeEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
        String base64 = Base64.getEncoder().encodeToString(CERTIFICATE.getBytes(StandardCharsets.UTF_8));

        assertThat(api.post(policies, disabled(policy(base64, wrapped))).status())
                .isEqualTo(201);
        for (String key : List.of("${env['KEY']}", "${vault.env[\"KEY\"]}", "${vault['env']['KEY']}")) {
            Api.Answer created = api.post(policies, disabled(policy(CERTIFICATE, key)));

            assertThat(certificate(created)).isEqualTo(certificate(CERTIFICATE, key));
        }
        assertThat(certificate(api.post(policies, disabled(policy("${env['CERTIFICATE']}", KEY)))))
                .isEqualTo(json("{'certificate':") + string("${env['CERTIFICATE']}") + "}");
    }

    @Test
    void aKeyThatIsLeftOutIsKept() {
        String literal =
                policies + "/" + api.post(policies, policy(CERTIFICATE, KEY)).id();
        String reference = policies + "/"
                + api.post(policies, disabled(policy(CERTIFICATE, "${env['KEY']}")))
                        .id();

        assertThat(api.put(literal, withoutKey(CERTIFICATE + "\n")).status()).isEqualTo(200);
        assertThat(certificate(api.put(reference, disabled(withoutKey(RsaExample.CERTIFICATE)))))
                .isEqualTo(certificate(RsaExample.CERTIFICATE, "${env['KEY']}"));
    }

    @Test
    void aKeptKeyMustBelongToTheNewCertificate() {
        Api.Answer created = api.post(policies, policy(CERTIFICATE, KEY));
        String path = policies + "/" + created.id();

        Api.Answer refused = api.put(path, withoutKey(RsaExample.CERTIFICATE));

        assertThat(refused.invalid()).containsExactly("config.certificates[0].key invalid");
        assertThat(api.get(path).body()).isEqualTo(created.body());
        assertThat(api.put(path, policy(RsaExample.CERTIFICATE, RsaExample.KEY)).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                          | config.certificates required",
                "{'certificates': []}        | config.certificates min_items",
                "{'certificates': [$, $]}    | config.certificates max_items",
                "{'certificates': [{'certificate': 'c'}]}"
                        + " | config.certificates[0].certificate invalid, config.certificates[0].key required",
                "{'certificates': [{'key': 'k'}]}"
                        + " | config.certificates[0].certificate required, config.certificates[0].key invalid",
                "{'certificates': [{'certificate': '', 'key': ''}]} | config.certificates[0].certificate min_length,"
                        + " config.certificates[0].key min_length",
                "{'certificates': [{'certificate': '${vault.aws[x]}', 'key': '${env[A B]}'}]}"
                        + " | config.certificates[0].certificate invalid, config.certificates[0].key invalid",
                "{'certificates': [$], 'versions': {'min': 'TLSv1.3', 'max': 'TLSv1.2'}} | config.versions.min invalid",
                "{'certificates': [$], 'versions': {'max': 'TLSv1.1'}} | config.versions.max enum",
                "{'certificates': [$], 'allow_plaintext': 'yes'} | config.allow_plaintext is_boolean",
                "{'certificates': [$], 'type': 'sni'} | config.type unknown_property"
            })
    void whatIsWrongWithAConfigIsNamed(String config, String expected) {
        String pair = certificate(CERTIFICATE, KEY);

        Api.Answer answer = api.post(
                policies,
                "{\"type\": \"tls_server\", \"config\": "
                        + json(config.replace("%", "%%"))
                                .replace("$,", pair + ",")
                                .replace("$]", pair + "]") + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(String.join(", ", answer.invalid())).isEqualTo(expected);
    }

    @Test
    void aKeyMustBelongToItsCertificate() {
        assertThat(api.post(policies, policy(CERTIFICATE, RsaExample.KEY)).invalid())
                .containsExactly("config.certificates[0].key invalid");
    }

    @Test
    void ofSeveralOneIsEnabled() {
        api.post(policies, policy(CERTIFICATE, KEY));

        Api.Answer second = api.post(policies, disabled(policy(CERTIFICATE, KEY)));

        String path = policies + "/" + second.id();
        assertThat(second.status()).isEqualTo(201);
        assertThat(api.post(policies, policy(CERTIFICATE, KEY)).invalid()).containsExactly("enabled invalid");
        assertThat(api.put(path, withoutKey(CERTIFICATE)).invalid()).containsExactly("enabled invalid");
        assertThat(api.patch(path, json("{'enabled': true}")).invalid()).containsExactly("enabled invalid");
        assertThat(api.patch(path, json("{'name': 'second'}")).status()).isEqualTo(200);
    }

    @Test
    void nobodyIsToldAKey(CapturedOutput output) {
        List<Api.Answer> answers = new ArrayList<>();

        answers.add(api.post(policies, policy(CERTIFICATE, KEY)));
        String path = policies + "/" + answers.get(0).id();
        answers.add(api.get(path));
        answers.add(api.get(policies));
        answers.add(api.put(path, withoutKey(CERTIFICATE)));
        answers.add(api.put(path, withoutKey(RsaExample.CERTIFICATE)));
        answers.add(api.patch(path, json("{'enabled': false}")));
        answers.add(api.post(policies, policy("no certificate", KEY)));
        answers.add(api.post(policies, policy(KEY, KEY)));
        answers.add(api.post(policies, policy(CERTIFICATE, KEY.replace("-----END", "-----FIN"))));
        answers.add(api.post(policies, policy(CERTIFICATE, KEY.replace("PRIVATE", "PRIVAT"))));
        answers.add(api.post(policies, policy(RsaExample.CERTIFICATE, KEY)));
        answers.add(api.post(policies, policy(CERTIFICATE, KEY).replaceFirst("}$", "")));

        String secret = KEY.lines().skip(1).findFirst().orElseThrow().substring(0, 40);
        assertThat(answers).extracting(answer -> answer.body().toString()).noneMatch(body -> body.contains(secret));
        assertThat(output.getAll()).contains("request refused").doesNotContain(secret);
    }

    private static String policy(String certificate, String key) {
        return "{\"type\": \"tls_server\", \"config\": {\"certificates\": [" + certificate(certificate, key) + "]}}";
    }

    private static String withoutKey(String certificate) {
        return policy(certificate, "").replace(",\"key\":\"\"", "");
    }

    private static String disabled(String policy) {
        return policy.replaceFirst("\\{", "{\"enabled\": false, ");
    }

    private static String certificate(String certificate, String key) {
        return "{\"certificate\":" + string(certificate) + ",\"key\":" + string(key) + "}";
    }

    private static String certificate(Api.Answer answer) {
        return answer.body().get("config").get("certificates").get(0).toString();
    }

    private static X509Bundle bundle() {
        try {
            return new CertificateBuilder()
                    .algorithm(Algorithm.ecp256)
                    .subject("CN=*.example.com")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
