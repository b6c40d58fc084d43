package io.signalbox.dataplane;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.kafka.rewrite.Frames;
import io.signalbox.proto.config.v1.Resource;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * A start and a short life of a node, with a broker and clients of its own, so that a JVM that records what it loads can
 * start the next node sooner (JEP 483, 514, 515). Listens on loopback alone, and leaves nothing behind.
 */
final class Rehearsal {

    private static final int CONNECTIONS = 300;
    private static final int SOCKET_TIMEOUT_MILLIS = 10_000;
    private static final String SUFFIX = ".rehearsal.test";
    private static final Duration VALIDITY = Duration.ofDays(1);

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        run(CONNECTIONS);
        System.exit(0); // threads of the config stream live on for a while
    }

    /** Returns when so many clients of each kind have been answered, and the node has stopped. */
    static void run(int connections) throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("signalbox-rehearsal");
        try (RehearsalBroker broker = new RehearsalBroker()) {
            rehearse(folder, broker, connections);
        } finally {
            remove(folder);
        }
    }

    private static void rehearse(Path folder, RehearsalBroker broker, int connections)
            throws IOException, GeneralSecurityException {
        Issuer issuer = Issuer.create(Issuer.KeyKind.EC, "CN=rehearsal", VALIDITY);
        KeyedCertificate server =
                issuer.issue(Issuer.Wish.of(Issuer.KeyKind.EC, "CN=rehearsal-node", VALIDITY, "*" + SUFFIX));
        int plaintext = freePort();
        int tls = freePort();
        List<Resource> resources = new ArrayList<>(StateFolder.cluster(broker.address()));
        resources.addAll(StateFolder.byPort(plaintext));
        resources.addAll(StateFolder.byName(tls, server.certificatePem(), server.keyPem(), SUFFIX));
        Settings settings = Settings.read(StateFolder.write(folder, resources), Map.of());
        try (DataPlane node = new DataPlane(settings)) {
            System.out.println("rehearsing: admin=" + node.adminAddress());
            SSLContext context = trusting(issuer.authority());
            for (int i = 0; i < connections; i++) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), plaintext)) {
                    ask(client);
                }
                try (SSLSocket client =
                        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), tls)) {
                    SSLParameters names = client.getSSLParameters();
                    names.setServerNames(List.of(new SNIHostName("bootstrap-orders" + SUFFIX)));
                    client.setSSLParameters(names);
                    ask(client);
                }
            }
        }
    }

    private static void ask(Socket client) throws IOException {
        client.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
        DataInputStream in = new DataInputStream(client.getInputStream());
        ask(client, in, ApiKeys.API_VERSIONS, new ApiVersionsRequestData());
        ask(client, in, ApiKeys.METADATA, new MetadataRequestData().setTopics(List.of()));
    }

    private static void ask(Socket client, DataInputStream in, ApiKeys key, ApiMessage body) throws IOException {
        short version = key.latestVersion();
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key.id)
                .setRequestApiVersion(version)
                .setClientId("rehearsal");
        ByteBuf frame = Frames.encode(
                header, key.requestHeaderVersion(version), body, version, UnpooledByteBufAllocator.DEFAULT);
        frame.readBytes(client.getOutputStream(), frame.readableBytes()).release();
        in.skipNBytes(in.readInt());
    }

    private static SSLContext trusting(KeyedCertificate authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
