package io.signalbox.dataplane.login;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/** What the check of a token came to. */
sealed interface TokenVerdict {

    <T> T match(Function<Good, T> good, Function<Bad, T> bad, Function<Unknown, T> unknown);

    /** It is good, until then. */
    record Good(String principal, Map<String, Object> claims, Instant until) implements TokenVerdict {
        @Override
        public <T> T match(Function<Good, T> good, Function<Bad, T> bad, Function<Unknown, T> unknown) {
            return good.apply(this);
        }
    }

    /** It is not; the reason does not repeat it. */
    record Bad(String reason) implements TokenVerdict {
        @Override
        public <T> T match(Function<Good, T> good, Function<Bad, T> bad, Function<Unknown, T> unknown) {
            return bad.apply(this);
        }
    }

    /** It could not be checked. */
    record Unknown(String reason) implements TokenVerdict {
        @Override
        public <T> T match(Function<Good, T> good, Function<Bad, T> bad, Function<Unknown, T> unknown) {
            return unknown.apply(this);
        }
    }
}
