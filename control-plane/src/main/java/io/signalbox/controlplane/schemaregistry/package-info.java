/**
 * Schema registries: where policies will find the schemas of records. Not given to nodes yet. Uses gateway, problem,
 * paging, body, secret.
 */
@NullMarked
package io.signalbox.controlplane.schemaregistry;

import org.jspecify.annotations.NullMarked;
