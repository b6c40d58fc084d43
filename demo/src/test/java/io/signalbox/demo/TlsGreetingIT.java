package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the JDK's own server, which is for {@code *.orders.localhost} and knows no name that begins with x. */
class TlsGreetingIT {

    @TempDir
    Path folder;

    private SSLServerSocket server;
    private TlsGreeting greeting;

    @BeforeEach
    void listen() throws IOException, GeneralSecurityException {
        Issuer issuer = Issuer.create(Issuer.KeyKind.EC, "CN=authority", Duration.ofDays(1));
        Path ca = folder.resolve("ca.crt");
        Files.writeString(ca, issuer.authority().certificatePem());
        server = listen(issuer.issue(Issuer.CertificateRequest.of(
                Issuer.KeyKind.EC, "CN=server", Duration.ofDays(1), "*.orders.localhost")));
        greeting = new TlsGreeting(server.getLocalPort(), ca);
        Thread thread = new Thread(this::shakeHands, "server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aNameThatIsCoveredIsWelcome() throws IOException, GeneralSecurityException {
        assertThat(greeting.refusal("bootstrap.orders.localhost")).isEmpty();
    }

    @Test
    void aNameThatTheServerRefusesIsRefusedWithItsAlert() throws IOException, GeneralSecurityException {
        Optional<String> refusal = greeting.refusal("x.orders.localhost");

        assertThat(refusal).hasValueSatisfying(words -> assertThat(words).contains("unrecognized_name"));
    }

    @Test
    void aNameThatTheCertificateDoesNotCoverIsRefusedByTheClient() throws IOException, GeneralSecurityException {
        Optional<String> refusal = greeting.refusal("bootstrap.payments.localhost");

        assertThat(refusal).hasValueSatisfying(words -> assertThat(words).contains("bootstrap.payments.localhost"));
    }

    private static SSLServerSocket listen(KeyedCertificate certificate) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        keys.setKeyEntry("server", certificate.key(), new char[0], new Certificate[] {certificate.certificate()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        SSLServerSocket listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SSLParameters parameters = listening.getSSLParameters();
        parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("[^x].*")));
        listening.setSSLParameters(parameters);
        return listening;
    }

    private void shakeHands() {
        while (!server.isClosed()) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                client.startHandshake();
            } catch (IOException e) {
                // What the client makes of it is what is tested.
            }
        }
    }
}
