package io.signalbox.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.CertificateChain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class NodeIdentityCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    @ParameterizedTest
    @CsvSource({"EC, EC", "rsa, RSA"})
    void makesAKeyAndItsCertificateThatANodeStartsWith(String kind, String algorithm) throws Exception {
        int status = run("node-1", "--out", folder.resolve("one").toString(), "--key", kind);

        assertThat(status).isZero();
        Map<String, String> settings = Map.of(
                "SIGNALBOX_CONTROL_PLANE", "127.0.0.1:9465",
                "SIGNALBOX_GATEWAY_ID", "7b2e0d0e-4a0c-4b58-9a6e-9d9a0c7f3a11",
                "SIGNALBOX_STATE_DIR", folder.resolve("state").toString(),
                "SIGNALBOX_CLIENT_CERT_PATH", folder.resolve("one/node.crt").toString(),
                "SIGNALBOX_CLIENT_KEY_PATH", folder.resolve("one/node.key").toString());
        assertThat(Settings.read(settings, Map.of())).isNotNull();
        X509Certificate certificate = certificate();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=node-1");
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo(algorithm);
        assertThat(certificate.getBasicConstraints()).as("not an authority").isNegative();
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void theKeyIsItsOwnersAloneAndNotInWhatIsRegisteredOrSaid() throws Exception {
        run("node-1", "--out", folder.toString());

        Path key = folder.resolve("node.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(folder.resolve("registration.json")))
                .isEqualTo("{\"name\": \"node-1\", \"certificate\": \""
                        + Files.readString(folder.resolve("node.crt")).replace("\n", "\\n") + "\"}\n");
        assertThat(said.toString())
                .contains("data-plane-certificates", "registration.json")
                .doesNotContain("PRIVATE");
    }

    @Test
    void aRequestIsSignedByTheKeyThatStays() throws Exception {
        int status = run("node-1", "--csr", "--out", folder.toString());

        assertThat(status).isZero();
        try (PEMParser pem = new PEMParser(Files.newBufferedReader(folder.resolve("node.csr")))) {
            PKCS10CertificationRequest request = (PKCS10CertificationRequest) pem.readObject();
            assertThat(request.getSubject()).hasToString("CN=node-1");
            assertThat(request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(request.getSubjectPublicKeyInfo())))
                    .isTrue();
        }
        assertThat(folder.resolve("node.key")).exists();
        assertThat(folder.resolve("node.crt")).doesNotExist();
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        run("node-1", "--out", folder.toString());
        String key = Files.readString(folder.resolve("node.key"));

        int status = run("node-1", "--out", folder.toString());

        assertThat(status).isEqualTo(1);
        assertThat(said.toString()).contains("exists already");
        assertThat(Files.readString(folder.resolve("node.key"))).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "../out, --days, 1",
        "node-1, --days, 0",
        "node-1, --days, 3651",
        "node-1, --key, DSA",
        "node-1, --unknown, 1"
    })
    void whatCannotBeIsRefusedWithTheUsage(String name, String option, String value) {
        int status = run(name, option, value, "--out", folder.resolve("none").toString());

        assertThat(status).isEqualTo(2);
        assertThat(said.toString()).contains("Usage: signalbox node-identity");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private X509Certificate certificate() throws Exception {
        return CertificateChain.parse(Files.readString(folder.resolve("one/node.crt")))
                .leaf();
    }

    private int run(String... arguments) {
        CommandLine line = NodeIdentityCommand.commandLine();
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        return line.execute(arguments);
    }
}
