/**
 * Schema registries: where policies find the schemas of records. Uses gateway, problem,
 * paging, body, secret.
 */
@NullMarked
package io.signalbox.controlplane.schemaregistry;

import org.jspecify.annotations.NullMarked;
