package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static io.signalbox.controlplane.Patience.throughout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.signalbox.controlplane.settings.Settings.CertificateFiles;
import io.signalbox.controlplane.settings.TlsSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The REST API over TLS, with a certificate that an operator brings and replaces, or one under the own CA. */
class HttpsIT {

    private static final Issuer CA = Issuer.create(KeyKind.EC, "CN=operator", Duration.ofDays(1));

    /** With a certificate under the own CA. */
    private static ControlPlane own;

    private static String ownCa;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void startOwn(@TempDir Path folder) throws IOException {
        TlsSettings tls = new TlsSettings(Optional.empty(), Optional.empty(), true, List.of("gateway.example.com"));
        own = ControlPlane.start(TestControlPlane.settings(folder.resolve("state"), tls, Optional.empty()));
        ownCa = Files.readString(folder.resolve("state").resolve("ca.crt"));
    }

    @AfterAll
    static void closeOwn() {
        own.close();
    }

    @Test
    void theOwnCaIsEnoughAndItsCertificateIsForFurtherNames() throws Exception {
        HttpResponse<String> answer = get(client(ownCa), own, "/v1/event-gateways");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(shown(own, ownCa).getSubjectAlternativeNames().toString())
                .contains("gateway.example.com", "localhost");
        assertThatThrownBy(() -> get(client(CA.authority().certificatePem()), own, "/v1/event-gateways"))
                .isInstanceOf(SSLHandshakeException.class);
        assertThat(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://localhost:" + own.httpPort() + "/v1"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(400);
    }

    /** Of TLS 1.2: to begin anew costs a client nothing and the control plane a handshake. */
    @Test
    void aHandshakeOnAnOpenConnectionEndsIt() throws Exception {
        try (SSLSocket client =
                (SSLSocket) trusting(ownCa).getSocketFactory().createSocket("localhost", own.httpPort())) {
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            client.startHandshake();

            Throwable seen = catchThrowable(() -> {
                client.startHandshake();
                client.getOutputStream()
                        .write("GET /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                if (client.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            });

            assertThat(seen).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatTakesThePlaceOfTheFilesIsForNewConnectionsAndWhatIsNoCertificateIsNot() throws Exception {
        String ca = CA.authority().certificatePem();
        write(certificate("first"));
        TlsSettings files =
                new TlsSettings(Optional.empty(), Optional.of(new CertificateFiles(chain(), key())), false, List.of());
        try (ControlPlane running = start(files)) {
            HttpClient inUse = client(ca);
            assertThat(get(inUse, running, "/v1/event-gateways").statusCode()).isEqualTo(200);
            assertThat(name(shown(running, ca))).isEqualTo("CN=first");

            write(certificate("second"));
            await().until(() -> name(shown(running, ca)).equals("CN=second"));
            assertThat(get(inUse, running, "/v1/event-gateways").statusCode()).isEqualTo(200);

            Files.writeString(key(), certificate("other").keyPem());
            Files.writeString(chain(), "no certificate");
            write(certificate("third"));
            await().until(() -> name(shown(running, ca)).equals("CN=third"));

            Files.writeString(key(), certificate("other").keyPem());
            Thread look = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("http-certificate"))
                    .findAny()
                    .orElseThrow();
            throughout(Duration.ofSeconds(3), () -> name(shown(running, ca)).equals("CN=third") && look.isAlive());
        }
    }

    @Test
    void whatIsWrongWithAFileIsSaidAtTheStart() throws IOException {
        write(certificate("first"));
        Files.writeString(key(), certificate("other").keyPem());
        TlsSettings files =
                new TlsSettings(Optional.empty(), Optional.of(new CertificateFiles(chain(), key())), false, List.of());

        assertThatThrownBy(() -> start(files).close())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("SIGNALBOX_HTTP_TLS_KEY_PATH: the key in ");
    }

    @Test
    void browsersAreToldWhatTheyMayDoWithAnAnswer() {
        Api api = TestControlPlane.shared().api();

        for (String path : List.of("/v1/event-gateways", "/v1/nothing", "/swagger-ui/index.html", "/")) {
            var headers = api.get(path).response().headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).as(path).contains("nosniff");
            assertThat(headers.firstValue("X-Frame-Options")).as(path).contains("DENY");
            assertThat(headers.firstValue("Referrer-Policy")).as(path).contains("no-referrer");
            assertThat(headers.allValues("Content-Security-Policy")).as(path).hasSize(1);
        }
        assertThat(api.get("/swagger-ui/index.html")
                        .response()
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("script-src 'self' 'unsafe-inline'");
        assertThat(api.get("/v1/event-gateways").response().headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; frame-ancestors 'none'");
    }

    private ControlPlane start(TlsSettings tls) {
        return ControlPlane.start(TestControlPlane.settings(folder.resolve("state"), tls, Optional.empty()));
    }

    private void write(KeyedCertificate certificate) throws IOException {
        Files.writeString(chain(), certificate.certificatePem());
        Files.writeString(key(), certificate.keyPem());
    }

    private Path chain() {
        return folder.resolve("chain.pem");
    }

    private Path key() {
        return folder.resolve("key.pem");
    }

    private static KeyedCertificate certificate(String name) {
        return CA.issue(Issuer.CertificateRequest.of(KeyKind.EC, "CN=" + name, Duration.ofDays(1), "localhost"));
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** On a connection of its own. */
    private static X509Certificate shown(ControlPlane running, String ca) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) trusting(ca).getSocketFactory().createSocket("localhost", running.httpPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static HttpResponse<String> get(HttpClient client, ControlPlane running, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + running.httpPort() + path))
                        .header("Authorization", "Bearer " + TestControlPlane.TOKEN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client(String ca) throws Exception {
        return HttpClient.newBuilder().sslContext(trusting(ca)).build();
    }

    private static SSLContext trusting(String ca) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(ca.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
