package io.signalbox.dataplane;

import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.connection.ConnectionFilter;
import io.signalbox.dataplane.connection.ConnectionRegistry;
import io.signalbox.dataplane.connection.OpenConnection;
import io.signalbox.dataplane.connection.RejectedConnection;
import io.signalbox.dataplane.kafka.ClientSoftware;
import io.signalbox.proto.config.v1.Findings;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.WireConnection;
import io.signalbox.proto.config.v1.WireRejection;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Printable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.UUID;

/** Answers what a control plane asks about connections. */
record Inquiries(ConnectionRegistry connections) {

    /** A control plane takes no message of more than 1 MiB. */
    private static final int MAX_CONNECTIONS = 200;

    private static final int MAX_TEXT = 1_000;

    Findings answer(Inquiry inquiry) {
        Findings.Builder findings = Findings.newBuilder().setInquiryId(inquiry.getId());
        Optional<ConnectionFilter> filter = filter(inquiry);
        if (filter.isEmpty()) {
            return findings.build(); // what no entity has as its id fits nothing
        }
        switch (inquiry.getSubject()) {
            case INQUIRY_SUBJECT_CONNECTIONS -> {
                ConnectionFilter.Found<OpenConnection> found = connections.open(filter.get());
                found.connections().forEach(connection -> findings.addConnections(message(connection)));
                findings.setMatched(found.matched());
            }
            case INQUIRY_SUBJECT_REJECTIONS -> {
                ConnectionFilter.Found<RejectedConnection> found = connections.rejected(filter.get());
                found.connections().forEach(connection -> findings.addRejections(message(connection)));
                findings.setMatched(found.matched());
            }
            case INQUIRY_SUBJECT_UNSPECIFIED, UNRECOGNIZED -> {} // a later control plane's
        }
        return findings.build();
    }

    /** Empty when it names an entity by something that is no id. */
    private static Optional<ConnectionFilter> filter(Inquiry inquiry) {
        try {
            return Optional.of(new ConnectionFilter(
                    given(inquiry.getListenerId()).map(UUID::fromString),
                    given(inquiry.getVirtualClusterId()).map(UUID::fromString),
                    given(inquiry.getClientAddress()),
                    given(inquiry.getPrincipal()),
                    given(inquiry.getReason()),
                    Math.min(Math.max(0, inquiry.getLimit()), MAX_CONNECTIONS)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    private static WireConnection message(OpenConnection connection) {
        WireConnection.Builder message = WireConnection.newBuilder()
                .setId(connection.id())
                .setListenerId(connection.listener().id().toString())
                .setVirtualClusterId(connection.virtualCluster().id().toString())
                .setClient(text(connection.client()))
                .setLocal(connection.local().toString())
                .setServerName(connection.serverName().map(Inquiries::limited).orElse(""))
                .setTls(connection.tls().orElse(""))
                .setBrokerAddress(
                        connection.brokerAddress().map(HostPort::toString).orElse(""))
                .setPrincipal(connection.principal().map(Inquiries::limited).orElse(""))
                .setAuthentication(connection.authentication().orElse(""))
                .setClientSoftware(
                        connection.software().map(ClientSoftware::name).orElse(""))
                .setClientSoftwareVersion(
                        connection.software().map(ClientSoftware::version).orElse(""))
                .setOpenedAtMillis(connection.openedAtMillis())
                .setRequests(connection.requests())
                .setBytesFromClient(connection.bytesFromClient())
                .setBytesToClient(connection.bytesToClient());
        connection.broker().ifPresent(message::setBrokerId);
        return message.build();
    }

    private static WireRejection message(RejectedConnection connection) {
        return WireRejection.newBuilder()
                .setAtMillis(connection.atMillis())
                .setListenerId(connection.listener().id().toString())
                .setVirtualClusterId(connection
                        .virtualCluster()
                        .map(EntityRef::id)
                        .map(UUID::toString)
                        .orElse(""))
                .setClient(text(connection.client()))
                .setReason(connection.reason().code())
                .setDetail(limited(connection.detail()))
                .setServerName(connection.serverName().map(Inquiries::limited).orElse(""))
                .addAllSimilarNames(connection.similarNames())
                .build();
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress socket
                ? new HostPort(socket.getAddress().getHostAddress(), socket.getPort()).toString()
                : String.valueOf(address);
    }

    private static String limited(String text) {
        String printable = Printable.quoted(text);
        return printable.substring(0, Math.min(printable.length(), MAX_TEXT));
    }
}
