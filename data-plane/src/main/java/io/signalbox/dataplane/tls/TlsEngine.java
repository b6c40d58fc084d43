package io.signalbox.dataplane.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** What does the cryptography of TLS. */
public enum TlsEngine {
    /** BoringSSL where its native library loads, the JDK's where not. */
    AUTO,
    /** BoringSSL, or no start. */
    BORINGSSL,
    JDK;

    static {
        leaveServerNamesToUs();
        refuseRenegotiation();
    }

    /**
     * The JDK's engine refuses a ClientHello whose server name ends with a dot, and takes a dozen other things for
     * illegal that BoringSSL does not look at. The name has been read and judged by then, for both engines alike.
     */
    private static void leaveServerNamesToUs() {
        String key = "jdk.tls.server.disableExtensions"; // read once, when the engine's classes are loaded
        String others = System.getProperty(key, "");
        System.setProperty(key, others.isBlank() ? "server_name" : others + ",server_name");
    }

    /** As BoringSSL does; the JDK's engine would let a TLS 1.2 client have one handshake after the other. */
    private static void refuseRenegotiation() {
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true"); // read once, too
    }

    /**
     * The one to use on this machine.
     *
     * @throws IllegalArgumentException when it is to be BoringSSL and that does not load
     */
    SslProvider provider() {
        if (this == JDK || (this == AUTO && !OpenSsl.isAvailable())) {
            return SslProvider.JDK;
        }
        if (!OpenSsl.isAvailable()) {
            throw new IllegalArgumentException(
                    "BoringSSL does not load on this machine: " + OpenSsl.unavailabilityCause());
        }
        return SslProvider.OPENSSL;
    }
}
