/**
 * Namespaces: topics, groups and transactional ids under a prefix, in every message that names any. {@code Names} says what
 * becomes of an API's messages; {@code RequestRename} and {@code ResponseRename} change whatever {@code marks.csv} marks,
 * and {@code ListFilters} leaves out of lists what clients do not see. A response that still names something else is none.
 * Uses {@code kafka.exchange}, {@code kafka.schema}, and {@code Namespace} of the module {@code acl}, which has the rules.
 */
@NullMarked
package io.signalbox.dataplane.layer.names;

import org.jspecify.annotations.NullMarked;
