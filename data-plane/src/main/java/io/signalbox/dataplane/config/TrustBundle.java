package io.signalbox.dataplane.config;

import io.signalbox.credentials.CertificateChain;

/** Authorities whose certificates are accepted of clients. */
public record TrustBundle(String name, CertificateChain authorities) {}
