package io.signalbox.controlplane.gateway;

/** Writes down who changed what: called once for each change that was made, in its transaction. */
public interface Trail {

    void record(Change change);
}
