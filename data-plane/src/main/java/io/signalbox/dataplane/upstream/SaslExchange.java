package io.signalbox.dataplane.upstream;

import io.signalbox.dataplane.config.BackendLogin;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.security.sasl.SaslException;

/** What the node says in one SASL exchange. */
interface SaslExchange {

    byte[] first();

    /**
     * What to answer; empty when nothing is left to be said. May complete on another thread.
     *
     * @throws SaslException when the broker says what it must not
     */
    CompletableFuture<Optional<byte[]>> answer(byte[] challenge) throws SaslException;

    /** Name and password, as they are (RFC 4616). */
    static SaslExchange plain(BackendLogin.Plain login) {
        return new SaslExchange() {
            @Override
            public byte[] first() {
                return ("\0" + login.username() + "\0" + login.password().reveal()).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public CompletableFuture<Optional<byte[]>> answer(byte[] challenge) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
        };
    }
}
