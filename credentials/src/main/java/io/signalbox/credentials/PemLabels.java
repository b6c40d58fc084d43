package io.signalbox.credentials;

import java.util.Set;

/** What blocks are called. */
final class PemLabels {

    static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");
    static final String ENCRYPTED_KEY = "ENCRYPTED PRIVATE KEY";

    private static final Set<String> KEYS = Set.of(
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "DSA PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "ANY PRIVATE KEY",
            ENCRYPTED_KEY);

    /** Whole blocks that are found beside certificates and keys, and say nothing that would be missed. */
    private static final Set<String> BESIDE = Set.of(
            "DH PARAMETERS",
            "X9.42 DH PARAMETERS",
            "EC PARAMETERS",
            "DSA PARAMETERS",
            "X509 CRL",
            "CERTIFICATE REQUEST",
            "NEW CERTIFICATE REQUEST",
            "PUBLIC KEY",
            "RSA PUBLIC KEY",
            "ATTRIBUTE CERTIFICATE");

    /** Kinds with certificates in them that would be missed. */
    private static final Set<String> NOT_READ = Set.of("TRUSTED CERTIFICATE", "PKCS7", "PKCS #7 SIGNED DATA", "CMS");

    private PemLabels() {}

    static boolean isKey(String label) {
        return KEYS.contains(label);
    }

    static boolean isBeside(String label) {
        return BESIDE.contains(label);
    }

    static boolean isNotRead(String label) {
        return NOT_READ.contains(label);
    }

    static boolean isKnown(String label) {
        return CERTIFICATES.contains(label) || isKey(label) || isBeside(label) || isNotRead(label);
    }
}
