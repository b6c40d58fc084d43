package io.signalbox.controlplane.server;

import io.signalbox.controlplane.tls.HttpCertificate;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.stereotype.Component;

/**
 * The certificate with which the REST API is served. Its files are looked at every second; what takes their place is for
 * connections from then on, unless it is no certificate with its key: then the former one stays.
 */
@Component
final class HttpTls implements SslBundleRegistrar {

    /** The name that the container's settings have for it. */
    static final String BUNDLE = "http";

    private static final Logger log = LoggerFactory.getLogger(HttpTls.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
    private static final String NO_PASSWORD = "";

    static {
        // A TLS 1.2 client could have one handshake after the other. Read once, at the first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private final Optional<HttpCertificate> certificate;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "http-certificate");
        thread.setDaemon(true);
        return thread;
    });

    HttpTls(ObjectProvider<HttpCertificate> certificate) {
        this.certificate = Optional.ofNullable(certificate.getIfAvailable());
    }

    @Override
    public void registerBundles(SslBundleRegistry registry) {
        certificate.ifPresent(files -> {
            HttpCertificate.Pem first = read(files);
            registry.registerBundle(BUNDLE, bundle(first));
            Look look = new Look(files, registry, first);
            clock.scheduleWithFixedDelay(look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }

    private static HttpCertificate.Pem read(HttpCertificate files) {
        try {
            return files.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SslBundle bundle(HttpCertificate.Pem pem) {
        return SslBundle.of(
                SslStoreBundle.of(pem.keyStore(), NO_PASSWORD, null),
                SslBundleKey.of(NO_PASSWORD),
                SslOptions.of(null, PROTOCOLS));
    }

    /** Remembers what it saw last, so that what is wrong is said once. */
    private static final class Look implements Runnable {

        private final HttpCertificate files;
        private final SslBundleRegistry registry;
        private HttpCertificate.Pem seen;
        private boolean readable = true;

        Look(HttpCertificate files, SslBundleRegistry registry, HttpCertificate.Pem seen) {
            this.files = files;
            this.registry = registry;
            this.seen = seen;
        }

        @Override
        public void run() {
            try {
                HttpCertificate.Pem now = files.read();
                readable = true;
                if (!now.equals(seen)) {
                    seen = now;
                    registry.updateBundle(BUNDLE, bundle(now));
                    log.info(
                            "the certificate of the REST API is another now file={}",
                            files.files().chain());
                }
            } catch (IOException e) {
                if (readable) {
                    readable = false;
                    keep(e);
                }
            } catch (RuntimeException e) {
                keep(e);
            }
        }

        private void keep(Exception reason) {
            log.warn(
                    "the certificate of the REST API stays, since what is to take its place cannot be used file={} reason={}",
                    files.files().chain(),
                    reason.getMessage());
        }
    }
}
