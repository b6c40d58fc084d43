package io.signalbox.controlplane.access;

/** The identity of a request's token. */
record Identity(String name, Role role) {}
