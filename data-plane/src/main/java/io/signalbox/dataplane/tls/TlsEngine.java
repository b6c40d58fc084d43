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
