package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.Spelled;

/** The hash of a SCRAM mechanism. */
public enum ScramAlgorithm implements Spelled {
    SHA256,
    SHA512
}
