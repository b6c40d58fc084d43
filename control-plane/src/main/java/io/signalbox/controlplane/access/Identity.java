package io.signalbox.controlplane.access;

/** Whom a request's token stands for. */
record Identity(String name, Role role) {}
