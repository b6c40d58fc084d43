/**
 * TLS as listeners' policies and backend clusters declare it: contexts, made when an entity is applied and kept while it
 * is; what a failed handshake failed for; alerts for connections that are turned away before TLS begins. Uses {@code config} and
 * {@code credentials}.
 */
@NullMarked
package io.signalbox.dataplane.tls;

import org.jspecify.annotations.NullMarked;
