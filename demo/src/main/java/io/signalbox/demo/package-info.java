/**
 * The guided tour, and the processes that it starts: real brokers, a control plane, a node.
 * End-to-end tests start theirs with the same classes. Nothing here ships with either plane, and nothing
 * of the planes is used as code: they are run from their jars. Certificates are made by module credentials.
 */
@NullMarked
package io.signalbox.demo;

import org.jspecify.annotations.NullMarked;
