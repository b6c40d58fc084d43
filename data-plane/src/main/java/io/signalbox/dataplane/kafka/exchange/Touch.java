package io.signalbox.dataplane.kafka.exchange;

/** How much of a message a layer has to see. */
public enum Touch {
    /** Nothing: its bytes go on as they are. */
    PASS,
    /** Of a request, that it has come: what its header says, while its bytes wait. */
    HEAD,
    /** Of a response, whether it holds node endpoints, as it streams by; where it does, all of it. */
    WALK,
    /** Of a response in which texts and node endpoints are rare, whether it holds any; where it does, all of it. */
    TEXTS,
    /** All of it, gathered. */
    WHOLE
}
