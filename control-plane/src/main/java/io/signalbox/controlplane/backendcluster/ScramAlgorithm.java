package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.Spelled;

/** By which hash a password is proven. */
public enum ScramAlgorithm implements Spelled {
    SHA256,
    SHA512
}
