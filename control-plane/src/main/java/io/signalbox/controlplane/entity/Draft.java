package io.signalbox.controlplane.entity;

/** An entity as a request wants it, read without a look at what is stored. */
public interface Draft<S> {

    /**
     * Completes it with what is stored: secrets that the request leaves out, entities that it refers to. What is wrong
     * goes to the attempt's invalid parameters, and a placeholder stands in for it until they are checked.
     */
    S complete(Attempt<S> attempt);
}
