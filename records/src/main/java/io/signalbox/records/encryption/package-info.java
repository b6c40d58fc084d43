/**
 * Encryption of what is in records: AES-256-GCM under keys that are derived for each batch, and the header that says which.
 * The format is described in docs/encryption.md. Pure.
 */
@NullMarked
package io.signalbox.records.encryption;

import org.jspecify.annotations.NullMarked;
