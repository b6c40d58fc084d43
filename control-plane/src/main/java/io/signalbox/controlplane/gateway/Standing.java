package io.signalbox.controlplane.gateway;

/** What the database knows of a version that somebody holds. */
public enum Standing {
    /** It is one of this database's: what is newer can be told as a difference. */
    KNOWN,
    /** It is too old to be known, or was told without an edition by an earlier release. */
    FORGOTTEN,
    /** This database never came to it: it was restored from a backup since, or stands in for another. */
    FOREIGN
}
