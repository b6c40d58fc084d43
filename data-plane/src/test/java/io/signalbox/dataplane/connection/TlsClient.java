package io.signalbox.dataplane.connection;

import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A client that speaks TLS as the JDK does it. */
record TlsClient(
        X509Certificate trusted, Optional<KeyedCertificate> own, List<String> protocols, List<String> cipherSuites) {

    private static final int TIMEOUT_MILLIS = (int) Patience.LIMIT.toMillis();
    private static final char[] NO_PASSWORD = {};

    /** One that trusts this authority, and has no certificate of its own. */
    static TlsClient trusting(X509Certificate authority) {
        return new TlsClient(authority, Optional.empty(), List.of("TLSv1.3"), List.of());
    }

    TlsClient with(KeyedCertificate certificate) {
        return new TlsClient(trusted, Optional.of(certificate), protocols, cipherSuites);
    }

    TlsClient speaking(String protocol) {
        return new TlsClient(trusted, own, List.of(protocol), cipherSuites);
    }

    TlsClient knowing(String cipherSuite) {
        return new TlsClient(trusted, own, protocols, List.of(cipherSuite));
    }

    /** Connects, and ends the handshake as far as this side can tell. */
    SSLSocket connect(int port, Optional<String> serverName) throws IOException {
        return connect(context(), port, serverName);
    }

    /** As above, with the sessions of earlier connections. */
    SSLSocket connect(SSLContext context, int port, Optional<String> serverName) throws IOException {
        return over(context, new Socket(InetAddress.getLoopbackAddress(), port), serverName);
    }

    /** As above, on a connection of the caller's. */
    SSLSocket over(Socket connection, Optional<String> serverName) throws IOException {
        return over(context(), connection, serverName);
    }

    private SSLSocket over(SSLContext context, Socket connection, Optional<String> serverName) throws IOException {
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(connection, "127.0.0.1", connection.getPort(), true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(protocols.toArray(String[]::new));
        if (!cipherSuites.isEmpty()) {
            parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
        }
        serverName.ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** For those who go on by hand. */
    SSLContext context() {
        try {
            KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
            trust.load(null, NO_PASSWORD);
            trust.setCertificateEntry("authority", trusted);
            TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(trust);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.map(certificate -> new KeyManager[] {new OwnKey(certificate)})
                            .orElse(null),
                    trustManagers.getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows its certificate to everybody who asks, whichever authorities the server says that it trusts. */
    private static final class OwnKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "own";
        private final KeyedCertificate own;

        OwnKey(KeyedCertificate own) {
            this.own = own;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("a client's key");
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {own.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.key();
        }
    }
}
