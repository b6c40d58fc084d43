package io.signalbox.records.encryption;

/** Something cannot be encrypted or decrypted. The message holds nothing of the record or of a key. */
public class EncryptionException extends Exception {

    private static final long serialVersionUID = 1L;

    public EncryptionException(String message) {
        super(message);
    }
}
