package io.signalbox.controlplane.gateway;

import java.util.UUID;

/** A row below a gateway. */
public interface Row {

    UUID id();

    Stamp stamp();
}
