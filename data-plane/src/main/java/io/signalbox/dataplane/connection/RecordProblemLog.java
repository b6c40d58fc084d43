package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.routing.Printable;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which batches policies refuse, and which records hold up whoever reads them. Nothing of a record is ever in it. */
final class RecordProblemLog {

    private static final Logger LOG = LoggerFactory.getLogger(RecordProblemLog.class);

    private final Sampler<Place> refusals = new Sampler<>();
    private final Sampler<Place> holdUps = new Sampler<>();

    private record Place(UUID cluster, String topic, int partition) {}

    void refused(VirtualCluster cluster, String topic, int partition, String reason) {
        refusals.onEvent(
                new Place(cluster.id(), topic, partition),
                alike -> LOG.info(
                        "batch refused: virtual_cluster={} topic=\"{}\" partition={} reason=\"{}\" alike_since_last={}",
                        cluster.ref(),
                        Printable.quoted(topic),
                        partition,
                        Printable.quoted(reason),
                        alike));
    }

    void stuck(VirtualCluster cluster, String topic, int partition, long offset, String reason) {
        holdUps.onEvent(
                new Place(cluster.id(), topic, partition),
                alike -> LOG.warn(
                        "consumers are held up by a record: virtual_cluster={} topic=\"{}\" partition={} offset={}"
                                + " reason=\"{}\" alike_since_last={}",
                        cluster.ref(),
                        Printable.quoted(topic),
                        partition,
                        offset,
                        Printable.quoted(reason),
                        alike));
    }
}
