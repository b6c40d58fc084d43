package io.signalbox.bench;

import java.io.IOException;

/** What somebody does to a node while others use it. */
interface Attack {

    String name();

    /** How much of it, in words. */
    String size();

    /** Goes on from now until it is closed. */
    Running begin() throws IOException;

    interface Running extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
