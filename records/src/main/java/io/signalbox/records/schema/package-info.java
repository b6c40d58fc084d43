/**
 * What is in keys and values: JSON, and what a schema of a registry says of them (Confluent's wire format, Avro, JSON Schema).
 * Who holds the schemas, and how they are had, is not known here. Pure.
 */
@NullMarked
package io.signalbox.records.schema;

import org.jspecify.annotations.NullMarked;
