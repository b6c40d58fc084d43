package io.signalbox.routing;

import java.util.function.Function;
import java.util.function.IntFunction;

/** The part of a virtual cluster that a connection is for: bootstrap, or one broker. */
public sealed interface Target {

    /** Any broker. */
    Target BOOTSTRAP = new Bootstrap();

    <T> T match(Function<Bootstrap, T> bootstrap, IntFunction<T> broker);

    /** Any broker will do. */
    record Bootstrap() implements Target {
        @Override
        public <T> T match(Function<Bootstrap, T> bootstrap, IntFunction<T> broker) {
            return bootstrap.apply(this);
        }

        @Override
        public String toString() {
            return "bootstrap";
        }
    }

    /** The broker with this Kafka node id, 0 or more. */
    record Broker(int nodeId) implements Target {

        public Broker {
            if (nodeId < 0) {
                throw new IllegalArgumentException("a node id is 0 or more, is " + nodeId);
            }
        }

        @Override
        public <T> T match(Function<Bootstrap, T> bootstrap, IntFunction<T> broker) {
            return broker.apply(nodeId);
        }

        @Override
        public String toString() {
            return "broker-" + nodeId;
        }
    }
}
