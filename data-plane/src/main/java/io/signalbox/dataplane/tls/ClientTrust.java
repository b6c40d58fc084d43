package io.signalbox.dataplane.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Tells BoringSSL which alert a client is to be sent whose certificate was refused; left to itself it sends
 * {@code internal_error} for every one of them.
 */
final class ClientTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager trust;

    ClientTrust(X509ExtendedTrustManager trust) {
        this.trust = trust;
    }

    /** The JDK's way to trust: chains are built and verified, revocation is not checked (contract section 3.8). */
    static X509ExtendedTrustManager in(Set<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("this Java platform has no trust manager for X.509"));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("its trust bundles cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        try {
            trust.checkClientTrusted(chain, keyType, engine);
        } catch (CertificateException e) {
            throw new OpenSslCertificateException(e.getMessage(), e, error(e));
        }
    }

    private static int error(CertificateException refused) {
        return switch (HandshakeFailure.of(refused)) {
            case CLIENT_CERTIFICATE_UNTRUSTED -> CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
            case CLIENT_CERTIFICATE_EXPIRED -> CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
            default -> CertificateVerifier.X509_V_ERR_CERT_REJECTED;
        };
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        trust.checkClientTrusted(chain, keyType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        trust.checkClientTrusted(chain, keyType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        trust.checkServerTrusted(chain, keyType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        trust.checkServerTrusted(chain, keyType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        trust.checkServerTrusted(chain, keyType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
