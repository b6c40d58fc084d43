package io.signalbox.dataplane.upstream;

import io.signalbox.dataplane.config.BackendLogin;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ClientFinalMessage;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ClientFirstMessage;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ServerFinalMessage;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ServerFirstMessage;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM (RFC 5802): the node proves that it knows the password, and has the broker prove that it does, too. Kafka's own
 * client would do the slow hash on the thread that calls it, for each connection anew.
 */
final class ScramExchange implements SaslExchange {

    /** Below, a proof that is overheard can be guessed from; Kafka's brokers allow no less either. */
    private static final int MIN_ITERATIONS = 4_096;
    /** About a second's work: what a broker may make of the node, once for each salt. */
    private static final int MAX_ITERATIONS = 1_000_000;

    private static final String NO_CHANNEL_BINDING = "n,,";

    private final BackendLogin.Scram login;
    private final SaltedPasswords passwords;
    private final ClientFirstMessage clientFirst;
    private byte @Nullable [] expectedSignature;

    ScramExchange(BackendLogin.Scram login, SaltedPasswords passwords) {
        this.login = login;
        this.passwords = passwords;
        clientFirst = new ClientFirstMessage(
                ScramFormatter.saslName(login.username()),
                SaltedPasswords.formatter(login).secureRandomString(),
                Map.of());
    }

    @Override
    public byte[] first() {
        return clientFirst.toBytes();
    }

    @Override
    public CompletableFuture<Optional<byte[]>> answer(byte[] challenge) throws SaslException {
        if (expectedSignature != null) {
            verify(new ServerFinalMessage(challenge), expectedSignature);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ServerFirstMessage serverFirst = new ServerFirstMessage(challenge);
        if (!serverFirst.nonce().startsWith(clientFirst.nonce())) {
            throw new SaslException("its nonce is not an extension of the node's");
        }
        if (serverFirst.iterations() < MIN_ITERATIONS || serverFirst.iterations() > MAX_ITERATIONS) {
            throw new SaslException("it asks for " + serverFirst.iterations() + " iterations, and the node does "
                    + MIN_ITERATIONS + " to " + MAX_ITERATIONS);
        }
        return passwords
                .of(login, serverFirst.salt(), serverFirst.iterations())
                .thenApply(salted -> Optional.of(proof(salted, serverFirst)));
    }

    private byte[] proof(byte[] salted, ServerFirstMessage serverFirst) {
        try {
            ScramFormatter formatter = SaltedPasswords.formatter(login);
            ClientFinalMessage clientFinal =
                    new ClientFinalMessage(NO_CHANNEL_BINDING.getBytes(StandardCharsets.US_ASCII), serverFirst.nonce());
            clientFinal.proof(formatter.clientProof(salted, clientFirst, serverFirst, clientFinal));
            expectedSignature =
                    formatter.serverSignature(formatter.serverKey(salted), clientFirst, serverFirst, clientFinal);
            return clientFinal.toBytes();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of the hash's own length is refused", e);
        }
    }

    private static void verify(ServerFinalMessage serverFinal, byte[] expected) throws SaslException {
        if (serverFinal.error() != null) {
            throw new SaslException(serverFinal.error());
        }
        if (!MessageDigest.isEqual(expected, serverFinal.serverSignature())) {
            throw new SaslException("it does not know the password itself: its signature is wrong");
        }
    }
}
