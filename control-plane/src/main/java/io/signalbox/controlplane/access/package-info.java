/**
 * Who may call the REST API: bearer tokens, made and revoked here, stored as SHA-256 hashes, or JWTs of one issuer. Everything under /v1 needs
 * one. The API document and its viewer need none: they hold no configuration and no secret. Uses problem, paging, body
 * and caller.
 */
@NullMarked
package io.signalbox.controlplane.access;

import org.jspecify.annotations.NullMarked;
