package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Route;

/**
 * How a client came in and what it was given.
 *
 * @param socket of the listener, as the image names it
 */
record Admission(HostPort socket, EntityRef listener, Route route, VirtualCluster virtualCluster) {}
