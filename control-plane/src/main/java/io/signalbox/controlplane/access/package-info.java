/**
 * Who may call the REST API: bearer tokens, made and revoked here, stored as SHA-256 hashes, or JWTs of one issuer, or a session of the
 * console, which was begun with one of these. Everything under /v1 needs one. The API document, its viewer and the console's files need
 * none: they hold no configuration and no secret. Uses problem, paging, body, secret and caller.
 */
@NullMarked
package io.signalbox.controlplane.access;

import org.jspecify.annotations.NullMarked;
