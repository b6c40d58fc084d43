package io.signalbox.controlplane.inquiry;

import io.signalbox.controlplane.node.LiveNode;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.proto.config.v1.Findings;
import io.signalbox.proto.config.v1.WireConnection;
import io.signalbox.proto.config.v1.WireRejection;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What nodes found, as the API shows it.
 *
 * @param matched how many the nodes have that answered, of which {@code data} has the newest
 */
record ConnectionsView<T>(List<T> data, long matched, List<Asked> nodes) {

    /** A live node, and whether it has answered. */
    record Asked(UUID id, Optional<String> hostname, String state) {}

    record Connection(
            UUID nodeId,
            String id,
            Optional<UUID> listenerId,
            Optional<UUID> virtualClusterId,
            String client,
            String local,
            Optional<String> serverName,
            Optional<String> tls,
            Optional<Integer> brokerId,
            Optional<String> brokerAddress,
            Optional<String> principal,
            Optional<String> authentication,
            Optional<String> clientSoftware,
            Optional<String> clientSoftwareVersion,
            Instant openedAt,
            long requests,
            long bytesFromClient,
            long bytesToClient) {}

    record Rejected(
            UUID nodeId,
            Instant at,
            Optional<UUID> listenerId,
            Optional<UUID> virtualClusterId,
            String client,
            String reason,
            String detail,
            Optional<String> serverName,
            List<String> didYouMean) {}

    static ConnectionsView<Connection> connections(InquiryService.Answers answers) {
        return of(answers, Findings::getConnectionsList, ConnectionsView::connection, Connection::openedAt);
    }

    static ConnectionsView<Rejected> rejections(InquiryService.Answers answers) {
        return of(answers, Findings::getRejectionsList, ConnectionsView::rejection, Rejected::at);
    }

    private static <M, T> ConnectionsView<T> of(
            InquiryService.Answers answers,
            Function<Findings, List<M>> messages,
            BiFunction<UUID, M, T> shown,
            Function<T, Instant> at) {
        Map<UUID, Findings> findings = answers.findings();
        Stream<T> all = findings.entrySet().stream()
                .flatMap(entry -> messages.apply(entry.getValue()).stream()
                        .limit(ConnectionQuery.MAX_CONNECTIONS)
                        .map(message -> shown.apply(entry.getKey(), message)));
        return new ConnectionsView<>(
                all.sorted(Comparator.comparing(at).reversed())
                        .limit(ConnectionQuery.MAX_CONNECTIONS)
                        .toList(),
                findings.values().stream().mapToLong(Findings::getMatched).sum(),
                answers.nodes().stream().map(node -> asked(node, answers)).toList());
    }

    private static Asked asked(LiveNode node, InquiryService.Answers answers) {
        String state = answers.findings().containsKey(node.id())
                ? "answered"
                : answers.unable().contains(node.id()) ? "unable" : "silent";
        return new Asked(node.id(), given(node.hostname()), state);
    }

    private static Connection connection(UUID nodeId, WireConnection connection) {
        return new Connection(
                nodeId,
                connection.getId(),
                Ids.parse(connection.getListenerId()),
                Ids.parse(connection.getVirtualClusterId()),
                connection.getClient(),
                connection.getLocal(),
                given(connection.getServerName()),
                given(connection.getTls()),
                connection.hasBrokerId() ? Optional.of(connection.getBrokerId()) : Optional.empty(),
                given(connection.getBrokerAddress()),
                given(connection.getPrincipal()),
                given(connection.getAuthentication()),
                given(connection.getClientSoftware()),
                given(connection.getClientSoftwareVersion()),
                Instant.ofEpochMilli(connection.getOpenedAtMillis()),
                connection.getRequests(),
                connection.getBytesFromClient(),
                connection.getBytesToClient());
    }

    private static Rejected rejection(UUID nodeId, WireRejection rejection) {
        return new Rejected(
                nodeId,
                Instant.ofEpochMilli(rejection.getAtMillis()),
                Ids.parse(rejection.getListenerId()),
                Ids.parse(rejection.getVirtualClusterId()),
                rejection.getClient(),
                rejection.getReason(),
                rejection.getDetail(),
                given(rejection.getServerName()),
                List.copyOf(rejection.getSimilarNamesList()));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }
}
