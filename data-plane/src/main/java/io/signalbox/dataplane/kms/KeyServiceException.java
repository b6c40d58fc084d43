package io.signalbox.dataplane.kms;

/** A key management service did not give a key. The message is a clause whose subject is the named key. */
final class KeyServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    /** @param permanent until somebody changes the key, or who may use it */
    KeyServiceException(String message, boolean permanent) {
        super(message);
        this.permanent = permanent;
    }

    boolean isPermanent() {
        return permanent;
    }
}
