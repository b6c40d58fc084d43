package io.signalbox.dataplane.login;

import java.time.Instant;

/** What the check of a token came to. */
sealed interface TokenVerdict {

    /** It is good, until then. */
    record Good(String principal, Instant until) implements TokenVerdict {}

    /** It is not; the reason does not repeat it. */
    record Bad(String reason) implements TokenVerdict {}

    /** It could not be checked. */
    record Unknown(String reason) implements TokenVerdict {}
}
