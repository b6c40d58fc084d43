package io.signalbox.controlplane.gateway;

/** What the database knows of a version that a node or cache holds. */
public enum VersionStatus {
    /** It is one of this database's: newer states can be sent as deltas. */
    KNOWN,
    /** It is too old to be known, or was reported without an edition by an earlier release. */
    FORGOTTEN,
    /** This database never had it: it was restored from a backup since, or replaces another. */
    FOREIGN
}
