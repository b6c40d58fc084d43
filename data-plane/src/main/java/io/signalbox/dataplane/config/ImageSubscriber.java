package io.signalbox.dataplane.config;

import java.util.List;

/** Makes something of the node equal to the image. Called by one thread; may block for a bounded time. */
@FunctionalInterface
public interface ImageSubscriber {

    /** Compares the image with what is held, not with what was told last, so that what failed is tried again. */
    List<ConfigProblem> onImage(RoutingImage image);
}
