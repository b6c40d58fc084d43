package io.signalbox.dataplane;

import com.google.protobuf.ByteString;
import io.signalbox.credentials.CertificateNames;
import io.signalbox.dataplane.config.ReadCertificates;
import io.signalbox.dataplane.connection.TrafficCounts;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.listener.BoundSockets;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireCertificate;
import io.signalbox.proto.config.v1.WireClusterTraffic;
import io.signalbox.proto.config.v1.WireEndingKind;
import io.signalbox.proto.config.v1.WireEndings;
import io.signalbox.proto.config.v1.WireLatency;
import io.signalbox.proto.config.v1.WireListenerTraffic;
import io.signalbox.proto.config.v1.WireRoute;
import io.signalbox.proto.config.v1.WireSocket;
import io.signalbox.routing.CloseReason;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.DoubleStream;

/** What the node has counted, as the control plane is told. */
final class TrafficReport {

    /** A control plane takes no message of more than 1 MiB: of too many virtual clusters, the rest is left out. */
    private static final int MAX_BYTES = 900 * 1024;

    private static final int UUID_BYTES = 16;
    private static final int MAX_CERTIFICATES = 200;
    private static final int MAX_NAMES = 20; // of one certificate

    private TrafficReport() {}

    static Traffic of(
            TrafficCounts counts, BoundSockets sockets, List<ReadCertificates.Read> certificates, Health health) {
        Traffic.Builder traffic = Traffic.newBuilder().setHealth(health).setOpenSockets(sockets.open());
        sockets.missing()
                .forEach(socket ->
                        traffic.addClosedSockets(WireSocket.newBuilder().setAddress(socket.toString())));
        DoubleStream.of(Roundtrips.boundsInSeconds()).forEach(traffic::addLatencyBoundsSeconds);
        counts.ended().forEach((listener, ended) -> traffic.addListeners(listener(listener, ended)));
        certificates.stream()
                .limit(MAX_CERTIFICATES)
                .map(TrafficReport::certificate)
                .forEach(traffic::addCertificates);
        long size = traffic.build().getSerializedSize();
        for (TrafficCounts.OfCluster cluster : counts.clusters()) {
            WireClusterTraffic message = cluster(cluster);
            size += message.getSerializedSize();
            if (size > MAX_BYTES) {
                break;
            }
            traffic.addVirtualClusters(message);
        }
        return traffic.build();
    }

    private static WireCertificate certificate(ReadCertificates.Read read) {
        X509Certificate certificate = read.certificate();
        return WireCertificate.newBuilder()
                .setEntityId(bytes(read.entity()))
                .setTrusted(read.trusted())
                .setSubject(certificate.getSubjectX500Principal().getName())
                .addAllNames(CertificateNames.of(certificate).names().stream()
                        .sorted()
                        .limit(MAX_NAMES)
                        .toList())
                .setNotBeforeSeconds(certificate.getNotBefore().toInstant().getEpochSecond())
                .setNotAfterSeconds(certificate.getNotAfter().toInstant().getEpochSecond())
                .build();
    }

    private static WireListenerTraffic listener(UUID listener, Map<CloseReason, Long> ended) {
        WireListenerTraffic.Builder message = WireListenerTraffic.newBuilder().setListenerId(bytes(listener));
        ended.forEach((reason, count) -> message.addEndings(WireEndings.newBuilder()
                .setReason(reason.code())
                .setKind(kind(reason.kind()))
                .setCount(count)));
        return message.build();
    }

    private static WireClusterTraffic cluster(TrafficCounts.OfCluster cluster) {
        WireClusterTraffic.Builder message = WireClusterTraffic.newBuilder()
                .setVirtualClusterId(bytes(cluster.id()))
                .setBackendClusterId(bytes(cluster.backendCluster()))
                .setRequests(cluster.requests())
                .setResponses(cluster.responses())
                .setBytesFromClients(cluster.bytesFromClients())
                .setBytesToClients(cluster.bytesToClients())
                .setBackendErrors(cluster.backendErrors());
        cluster.routes()
                .forEach(route -> message.addRoutes(WireRoute.newBuilder()
                        .setListenerId(bytes(route.listener()))
                        .setOpen(route.open())
                        .setErrors(route.errors())));
        cluster.roundtrips()
                .forEach((group, counted) -> message.addLatencies(WireLatency.newBuilder()
                        .setApi(group.text())
                        .addAllWithin(counted.within())
                        .setSumSeconds(counted.sumSeconds())));
        return message.build();
    }

    private static WireEndingKind kind(CloseReason.Kind kind) {
        return switch (kind) {
            case NORMAL -> WireEndingKind.ENDING_KIND_NORMAL;
            case REJECTION -> WireEndingKind.ENDING_KIND_REJECTION;
            case FAILURE -> WireEndingKind.ENDING_KIND_FAILURE;
        };
    }

    private static ByteString bytes(UUID id) {
        return ByteString.copyFrom(ByteBuffer.allocate(UUID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }
}
