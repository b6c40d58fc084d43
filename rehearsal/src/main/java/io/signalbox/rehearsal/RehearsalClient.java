package io.signalbox.rehearsal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** A client that connects, asks what every client asks first, and goes. */
final class RehearsalClient {

    private static final int SOCKET_TIMEOUT_MILLIS = (int) RehearsedProcess.LIMIT.toMillis();

    private final SSLContext context;
    private final String serverName;

    RehearsalClient(KeyedCertificate authority, String serverName) throws IOException, GeneralSecurityException {
        this.context = trusting(authority);
        this.serverName = serverName;
    }

    void askInPlaintext(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            ask(client);
        }
    }

    void askWithTls(int port) throws IOException {
        try (SSLSocket client =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            SSLParameters names = client.getSSLParameters();
            names.setServerNames(List.of(new SNIHostName(serverName)));
            client.setSSLParameters(names);
            ask(client);
        }
    }

    private static void ask(Socket client) throws IOException {
        client.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
        DataInputStream in = new DataInputStream(client.getInputStream());
        ask(client, in, ApiKeys.API_VERSIONS, new ApiVersionsRequestData());
        ask(client, in, ApiKeys.METADATA, new MetadataRequestData().setTopics(List.of()));
    }

    private static void ask(Socket client, DataInputStream in, ApiKeys key, ApiMessage body) throws IOException {
        short version = key.latestVersion();
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key.id)
                .setRequestApiVersion(version)
                .setClientId("rehearsal");
        ByteBuf frame = FrameWriter.encode(
                header, key.requestHeaderVersion(version), body, version, UnpooledByteBufAllocator.DEFAULT);
        frame.readBytes(client.getOutputStream(), frame.readableBytes()).release();
        in.skipNBytes(in.readInt());
    }

    private static SSLContext trusting(KeyedCertificate authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
