package io.signalbox.records.encryption;

/** What of a record is encrypted. */
public enum Part {
    VALUE(1),
    KEY(2),
    /** Fields of the value. */
    FIELDS(4);

    private final int bit;

    Part(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }

    static Part of(int bit) throws EncryptionException {
        for (Part part : values()) {
            if (part.bit == bit) {
                return part;
            }
        }
        throw new EncryptionException("its header names a part of a record that is not known");
    }
}
