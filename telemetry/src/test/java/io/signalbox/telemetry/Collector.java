package io.signalbox.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A collector that keeps what it is sent, by the protocol's own definitions: over gRPC or over HTTP. */
final class Collector implements AutoCloseable {

    final List<Span> spans = new CopyOnWriteArrayList<>();
    final List<Metric> metrics = new CopyOnWriteArrayList<>();
    final List<LogRecord> lines = new CopyOnWriteArrayList<>();
    final List<Resource> resources = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Runnable stop;
    private final String host;
    private final int port;
    private volatile boolean refusing;

    private Collector(String host, Opening opening) throws IOException {
        this.host = host;
        Opened opened = opening.open(this);
        stop = opened.stop();
        port = opened.port();
    }

    private interface Opening {
        Opened open(Collector collector) throws IOException;
    }

    private record Opened(Runnable stop, int port) {}

    static Collector grpc() throws IOException {
        return new Collector("http://127.0.0.1:", collector -> collector.openGrpc(address()));
    }

    static Collector overTls(Path certificate, Path key) throws IOException {
        return new Collector(
                "https://localhost:",
                collector -> collector.openGrpc(address().useTransportSecurity(certificate.toFile(), key.toFile())));
    }

    private static NettyServerBuilder address() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    static Collector http() throws IOException {
        return new Collector("http://127.0.0.1:", Collector::openHttp);
    }

    String endpoint() {
        return host + port;
    }

    void refuse(boolean isRefusing) {
        refusing = isRefusing;
    }

    private Opened openGrpc(NettyServerBuilder builder) throws IOException {
        ServerInterceptor interceptor = new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                String authorization = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
                authorizations.add(String.valueOf(authorization));
                if (refusing) {
                    call.close(Status.PERMISSION_DENIED, new Metadata());
                    return new ServerCall.Listener<>() {};
                }
                return next.startCall(call, headers);
            }
        };
        Server started = builder.addService(ServerInterceptors.intercept(
                        new TraceServiceGrpc.TraceServiceImplBase() {
                            @Override
                            public void export(
                                    ExportTraceServiceRequest request,
                                    StreamObserver<ExportTraceServiceResponse> answer) {
                                take(request);
                                answer(answer, ExportTraceServiceResponse.getDefaultInstance());
                            }
                        },
                        interceptor))
                .addService(ServerInterceptors.intercept(
                        new MetricsServiceGrpc.MetricsServiceImplBase() {
                            @Override
                            public void export(
                                    ExportMetricsServiceRequest request,
                                    StreamObserver<ExportMetricsServiceResponse> answer) {
                                take(request);
                                answer(answer, ExportMetricsServiceResponse.getDefaultInstance());
                            }
                        },
                        interceptor))
                .addService(ServerInterceptors.intercept(
                        new LogsServiceGrpc.LogsServiceImplBase() {
                            @Override
                            public void export(
                                    ExportLogsServiceRequest request,
                                    StreamObserver<ExportLogsServiceResponse> answer) {
                                take(request);
                                answer(answer, ExportLogsServiceResponse.getDefaultInstance());
                            }
                        },
                        interceptor))
                .build()
                .start();
        return new Opened(started::shutdownNow, started.getPort());
    }

    private static <A> void answer(StreamObserver<A> observer, A answer) {
        observer.onNext(answer);
        observer.onCompleted();
    }

    private Opened openHttp() throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        started.setExecutor(threads);
        started.createContext(
                "/v1/traces", exchange -> take(exchange, body -> take(ExportTraceServiceRequest.parseFrom(body))));
        started.createContext(
                "/v1/metrics", exchange -> take(exchange, body -> take(ExportMetricsServiceRequest.parseFrom(body))));
        started.createContext(
                "/v1/logs", exchange -> take(exchange, body -> take(ExportLogsServiceRequest.parseFrom(body))));
        started.start();
        return new Opened(
                () -> {
                    started.stop(0);
                    threads.shutdownNow();
                },
                started.getAddress().getPort());
    }

    private interface Body {
        void read(byte[] bytes) throws InvalidProtocolBufferException;
    }

    private void take(HttpExchange exchange, Body body) throws IOException {
        try (exchange) {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            if ("gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"))) {
                try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                    bytes = unzipped.readAllBytes();
                }
            }
            if (!refusing) {
                body.read(bytes);
            }
            exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
            exchange.sendResponseHeaders(refusing ? 403 : 200, -1);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(ExportTraceServiceRequest request) {
        request.getResourceSpansList().forEach(group -> {
            resources.add(group.getResource());
            group.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
        });
    }

    private void take(ExportMetricsServiceRequest request) {
        request.getResourceMetricsList().forEach(group -> {
            resources.add(group.getResource());
            group.getScopeMetricsList().forEach(scope -> metrics.addAll(scope.getMetricsList()));
        });
    }

    private void take(ExportLogsServiceRequest request) {
        request.getResourceLogsList().forEach(group -> {
            resources.add(group.getResource());
            group.getScopeLogsList().forEach(scope -> lines.addAll(scope.getLogRecordsList()));
        });
    }

    @Override
    public void close() {
        stop.run();
    }
}
