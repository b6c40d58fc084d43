/**
 * Everything that is the same for whatever is below a gateway: its row, its page, create, read, list, replace and delete,
 * references, and what old nodes do not know. A feature says in its EntityRules what is its own. Uses gateway, problem,
 * paging, body, secret.
 */
@NullMarked
package io.signalbox.controlplane.entity;

import org.jspecify.annotations.NullMarked;
