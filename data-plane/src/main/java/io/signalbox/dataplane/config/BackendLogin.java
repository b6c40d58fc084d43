package io.signalbox.dataplane.config;

import java.util.function.Function;
import java.util.function.Supplier;

/** How the node authenticates to a backend cluster (contract section 2.2). Never prints a password. */
public sealed interface BackendLogin {

    <T> T match(Supplier<T> anonymous, Function<Plain, T> plain, Function<Scram, T> scram);

    /** Not at all. */
    record Anonymous() implements BackendLogin {
        @Override
        public <T> T match(Supplier<T> anonymous, Function<Plain, T> plain, Function<Scram, T> scram) {
            return anonymous.get();
        }
    }

    /** By name and password. */
    record Plain(String username, Password password) implements BackendLogin {
        @Override
        public <T> T match(Supplier<T> anonymous, Function<Plain, T> plain, Function<Scram, T> scram) {
            return plain.apply(this);
        }
    }

    /** By proof of a password. */
    record Scram(ScramAlgorithm algorithm, String username, Password password) implements BackendLogin {
        @Override
        public <T> T match(Supplier<T> anonymous, Function<Plain, T> plain, Function<Scram, T> scram) {
            return scram.apply(this);
        }
    }

    /** The SASL mechanism; empty for {@link Anonymous}. */
    default String mechanism() {
        return match(() -> "", plain -> "PLAIN", scram -> scram.algorithm().mechanism());
    }

    /** Whether there is anything to say. */
    default boolean isAnonymous() {
        return match(() -> true, plain -> false, scram -> false);
    }
}
