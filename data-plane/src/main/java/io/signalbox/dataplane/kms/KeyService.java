package io.signalbox.dataplane.kms;

import io.signalbox.records.encryption.ManagedKeys.DataKeyHere;

/** A key management service; its methods take as long as it does to answer. */
public interface KeyService extends AutoCloseable {

    /**
     * Makes a data key, wrapped by a named key.
     *
     * @throws KeyServiceException when it does not
     */
    DataKeyHere generate(String keyId);

    /**
     * Unwraps a data key.
     *
     * @throws KeyServiceException when it does not
     */
    DataKeyHere unwrap(String keyId, byte[] wrapped);

    @Override
    void close();
}
