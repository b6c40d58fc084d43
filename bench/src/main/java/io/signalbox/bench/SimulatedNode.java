package io.signalbox.bench;

/** A node without sockets for Kafka clients. */
interface SimulatedNode extends AutoCloseable {

    /** Of the configuration that it has applied; 0 before the first. */
    long version();

    @Override
    void close();
}
