package io.signalbox.routing;

import java.util.function.Function;

/** What an arrival is given: a route, or a rejection. */
public sealed interface Decision permits Route, Rejection {

    <T> T match(Function<Route, T> route, Function<Rejection, T> rejection);
}
