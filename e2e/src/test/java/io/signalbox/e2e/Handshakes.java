package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS handshakes, one after the other and each whole, for as long as this is open. */
final class Handshakes implements AutoCloseable {

    private static final int READ_LIMIT_MILLIS = (int) Patience.LIMIT.toMillis();

    private final int port;
    private final SSLParameters parameters = new SSLParameters();
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicReference<Certificate> shown = new AtomicReference<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> running;
    private volatile boolean goesOn = true;

    private Handshakes(int port, String serverName) {
        this.port = port;
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        running = thread.submit(this::run);
    }

    static Handshakes with(int port, String serverName) {
        Handshakes handshakes = new Handshakes(port, serverName);
        handshakes.awaitMore(1);
        return handshakes;
    }

    /** The certificate of the newest one. */
    Certificate lastShown() {
        return requireNonNull(shown.get());
    }

    void awaitMore(int count) {
        int before = completed.get();
        await().until(() -> completed.get() >= before + count || running.isDone());
    }

    /** Ends them, and throws what one of them met. */
    void assertNoneFailed() throws Exception {
        goesOn = false;
        running.get();
        assertThat(completed.get()).isPositive();
    }

    @Override
    public void close() {
        goesOn = false;
        thread.shutdownNow();
    }

    private Void run() throws IOException, GeneralSecurityException {
        while (goesOn) {
            // A new context for each: so that none is resumed.
            try (SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.setSoTimeout(READ_LIMIT_MILLIS);
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                shown.set(socket.getSession().getPeerCertificates()[0]);
            }
            completed.incrementAndGet();
        }
        return null;
    }

    private static SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(
                                TlsGateway.authority().certificatePem().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
