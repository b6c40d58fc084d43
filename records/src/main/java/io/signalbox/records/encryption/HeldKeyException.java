package io.signalbox.records.encryption;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A key is not there yet, or not at present, which says nothing of what is to be encrypted or decrypted. */
public final class HeldKeyException extends EncryptionException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<CompletionStage<?>> until;

    HeldKeyException(String reason, Optional<CompletionStage<?>> until) {
        super(reason);
        this.until = until;
    }

    /** Completes when it can be tried again; empty where it cannot be had at present. */
    public Optional<CompletionStage<?>> until() {
        return until;
    }
}
