package io.signalbox.controlplane.stream;

import io.signalbox.controlplane.node.NodeReport;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.stream.NodeStream.Unwritten;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what nodes said and is not in the database yet: what many say at once, together. */
final class ReportWriter {

    private static final Logger log = LoggerFactory.getLogger(ReportWriter.class);
    private static final int MAX_TOGETHER = 500;

    private final NodeService nodes;

    ReportWriter(NodeService nodes) {
        this.nodes = nodes;
    }

    /** Of one, when nobody else is at it; what fails is tried again at the next call. */
    void write(NodeStream stream) {
        stream.writing().lock();
        try {
            stream.unwritten().ifPresent(unwritten -> writeTogether(List.of(unwritten)));
        } finally {
            stream.writing().unlock();
        }
    }

    /** Of all, but for those that somebody else is at; what fails is tried again at the next call. */
    void write(Collection<NodeStream> streams) {
        List<NodeStream> locked = new ArrayList<>();
        try {
            List<Unwritten> together = new ArrayList<>();
            for (NodeStream stream : streams) {
                if (stream.writing().tryLock()) {
                    locked.add(stream);
                    stream.unwritten().ifPresent(together::add);
                }
            }
            for (int begin = 0; begin < together.size(); begin += MAX_TOGETHER) {
                writeTogether(together.subList(begin, Math.min(together.size(), begin + MAX_TOGETHER)));
            }
        } finally {
            locked.forEach(stream -> stream.writing().unlock());
        }
    }

    private void writeTogether(List<Unwritten> together) {
        List<Unwritten> greeted = together.stream().filter(this::greet).toList();
        List<NodeReport> reports =
                greeted.stream().flatMap(one -> one.report().stream()).toList();
        try {
            if (!reports.isEmpty()) {
                nodes.report(reports);
            }
        } catch (RuntimeException e) {
            if (greeted.size() > 1) {
                greeted.forEach(one -> reportAlone(one)); // one that cannot be stored is no reason for the others
                return;
            }
            greeted.forEach(one -> failed(one, e));
            return;
        }
        greeted.forEach(this::know);
    }

    private void reportAlone(Unwritten unwritten) {
        try {
            unwritten.report().ifPresent(report -> nodes.report(List.of(report)));
        } catch (RuntimeException e) {
            failed(unwritten, e);
            return;
        }
        know(unwritten);
    }

    private boolean greet(Unwritten unwritten) {
        try {
            if (unwritten.greet()) {
                nodes.greet(unwritten.process(), unwritten.held());
            }
            return true;
        } catch (RuntimeException e) {
            failed(unwritten, e);
            return false;
        }
    }

    private void know(Unwritten unwritten) {
        try {
            unwritten.brokers().ifPresent(brokers -> nodes.know(unwritten.process(), brokers));
        } catch (RuntimeException e) {
            failed(unwritten, e);
        }
    }

    private static void failed(Unwritten unwritten, RuntimeException e) {
        unwritten.stream().failed(unwritten);
        log.warn(
                "report not stored yet node={} gateway={} reason={}",
                unwritten.process().id(),
                unwritten.process().gatewayId(),
                e.toString());
    }
}
