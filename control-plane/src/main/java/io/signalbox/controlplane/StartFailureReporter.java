package io.signalbox.controlplane;

import io.signalbox.controlplane.state.StartException;
import org.springframework.boot.SpringBootExceptionReporter;

/** Keeps Spring from logging a stack trace for what {@code main} says in one line; named in spring.factories. */
final class StartFailureReporter implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        return StartException.in(failure).isPresent();
    }
}
