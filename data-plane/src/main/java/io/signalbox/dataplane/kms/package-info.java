/** Data keys of AWS KMS for the encryption of records: asked for by the SDK, kept for a while, told of as problems. */
@NullMarked
package io.signalbox.dataplane.kms;

import org.jspecify.annotations.NullMarked;
