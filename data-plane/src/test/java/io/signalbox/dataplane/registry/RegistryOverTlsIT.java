package io.signalbox.dataplane.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.config.Password;
import io.signalbox.dataplane.config.SchemaRegistry;
import io.signalbox.records.schema.SchemaType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry whose certificate is of an authority that nobody knows but whoever was told of it. */
class RegistryOverTlsIT {

    private static final Duration VALIDITY = Duration.ofDays(1);
    private static final char[] PASSWORD = "secret".toCharArray();

    private final Issuer authority = Issuer.create(KeyKind.EC, "CN=authority", VALIDITY);
    private final List<String> passwords = Collections.synchronizedList(new ArrayList<>());
    private final HttpsServer server =
            HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    RegistryOverTlsIT() throws IOException {}

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void itIsAskedWhereItsAuthorityIsTrusted() throws Exception {
        URI endpoint = serve("localhost");

        assertThat(client(endpoint, trusting(authority)).fetch(7).text()).isEqualTo("x");
        assertThat(passwords).containsExactly("Basic YWxpOnMzY3JldA==");
    }

    @Test
    void anotherAuthorityIsNotToldThePassword() throws Exception {
        URI endpoint = serve("localhost");

        for (HttpClient http :
                List.of(trusting(Issuer.create(KeyKind.EC, "CN=authority", VALIDITY)), SchemaRegistries.newClient())) {
            assertRefused(client(endpoint, http));
        }
    }

    @Test
    void norIsOneOfAnotherName() throws Exception {
        assertRefused(client(serve("registry.example.com"), trusting(authority)));
    }

    private void assertRefused(RegistryClient client) {
        assertThatThrownBy(() -> client.fetch(7))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("it cannot be reached (")
                .hasMessageNotContainingAny("s3cret", "YWxp");
        assertThat(passwords).isEmpty();
    }

    private URI serve(String name) throws IOException, GeneralSecurityException {
        KeyedCertificate certificate = authority.issue(CertificateRequest.of(KeyKind.EC, "CN=" + name, VALIDITY, name));
        KeyStore keys = empty();
        keys.setKeyEntry("key", certificate.key(), PASSWORD, new Certificate[] {
            certificate.certificate(), authority.authority().certificate()
        });
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            passwords.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] schema = "{\"schema\": \"x\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, schema.length);
            exchange.getResponseBody().write(schema);
            exchange.close();
        });
        server.start();
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    /** As the node's own, where its Java trusts this authority. */
    private static HttpClient trusting(Issuer issuer) throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry("authority", issuer.authority().certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    private static RegistryClient client(URI endpoint, HttpClient http) {
        return new RegistryClient(
                new SchemaRegistry(
                        new UUID(0, 60),
                        "registry",
                        endpoint,
                        SchemaType.AVRO,
                        Duration.ofMinutes(4),
                        Optional.of(new SchemaRegistry.Login("ali", Password.of("s3cret")))),
                http);
    }
}
