package io.signalbox.dataplane.config;

import java.util.List;

/** The current image, and the one place where the next becomes it. */
public final class ImagePublisher {

    private final List<ImageSubscriber> subscribers;
    private volatile RoutingImage current = RoutingImage.EMPTY;

    /** Subscribers are told in this order. */
    public ImagePublisher(List<ImageSubscriber> subscribers) {
        this.subscribers = List.copyOf(subscribers);
    }

    public RoutingImage current() {
        return current;
    }

    /** Returns what the subscribers could not make of it. */
    public synchronized List<ConfigProblem> publish(RoutingImage next) {
        current = next; // before the subscribers: a port that they open may take a connection at once
        return subscribers.stream()
                .flatMap(subscriber -> subscriber.onImage(next).stream())
                .toList();
    }
}
