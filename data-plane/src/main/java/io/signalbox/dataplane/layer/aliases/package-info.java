/**
 * Second names of topics. {@code Rules} says what becomes of an API's messages: requests get the names that the topics have
 * without aliases, by what {@code TopicParts} knows of their form, and responses the names that were asked by. An alias has
 * an id of its own ({@code AliasTopics}). Stands in front of the namespace. Uses {@code kafka.exchange},
 * {@code kafka.schema}, {@code layer}, and the module {@code acl}, which says what aliases there are.
 */
@NullMarked
package io.signalbox.dataplane.layer.aliases;

import org.jspecify.annotations.NullMarked;
