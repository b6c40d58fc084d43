/**
 * Batches of records, format 2: read record by record, and written anew with other records at the same offsets. Formats 0 and
 * 1 are told apart, and not read. The only package that knows how records are laid out and compressed. Pure.
 */
@NullMarked
package io.signalbox.records.batch;

import org.jspecify.annotations.NullMarked;
