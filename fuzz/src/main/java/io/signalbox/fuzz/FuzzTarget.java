package io.signalbox.fuzz;

import java.util.List;

/** Something that reads bytes of strangers. Has a constructor without parameters. */
public interface FuzzTarget {

    /** Bytes that it reads with success, of each kind at least one: all others are made by changing these. */
    List<byte[]> seeds();

    /** Reads them, and may refuse them in its documented way; whatever it throws is a mistake of ours. */
    void read(byte[] input) throws Exception;
}
