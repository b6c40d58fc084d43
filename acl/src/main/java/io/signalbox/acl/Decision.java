package io.signalbox.acl;

import java.util.Optional;

/**
 * Whether something may be done.
 *
 * @param rule that decided; empty: it is denied because no rule allows it
 */
public record Decision(boolean isAllowed, Optional<AclRule> rule) {}
