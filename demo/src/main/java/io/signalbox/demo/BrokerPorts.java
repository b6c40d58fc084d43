package io.signalbox.demo;

/**
 * Where one broker listens, on 127.0.0.1.
 *
 * @param client for clients, which are told an address that may be another one
 * @param internal for the other brokers and for our own questions; always advertised as it is
 * @param controller for the quorum
 */
record BrokerPorts(int client, int internal, int controller) {}
