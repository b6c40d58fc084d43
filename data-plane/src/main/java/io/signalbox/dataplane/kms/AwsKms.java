package io.signalbox.dataplane.kms;

import io.signalbox.records.encryption.ManagedKeys.DataKeyHere;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DependencyTimeoutException;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KmsInternalException;

/**
 * AWS KMS by the SDK, in the region that a key's ARN names; credentials come from where the SDK looks for them. It is connected to
 * when the first key is asked for.
 */
public final class AwsKms implements KeyService {

    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(4);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final int REGION_AT = 3; // arn:aws:kms:REGION:ACCOUNT:key/ID
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    /** Of the node's credentials, not of the key: they are renewed, or somebody mends them. */
    private static final Set<String> OF_CREDENTIALS =
            Set.of("ExpiredTokenException", "UnrecognizedClientException", "InvalidSignatureException");

    private final Optional<URI> endpoint;
    private final Supplier<AwsCredentialsProvider> credentials;
    private final ConcurrentMap<String, KmsClient> byRegion = new ConcurrentHashMap<>();

    public AwsKms() {
        this(Optional.empty(), () -> DefaultCredentialsProvider.builder().build());
    }

    AwsKms(Optional<URI> endpoint, Supplier<AwsCredentialsProvider> credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    @Override
    public DataKeyHere generate(String keyId) {
        return told(() -> {
            GenerateDataKeyResponse answer =
                    client(keyId).generateDataKey(call -> call.keyId(keyId).keySpec(DataKeySpec.AES_256));
            return new DataKeyHere(
                    answer.plaintext().asByteArray(), answer.ciphertextBlob().asByteArray());
        });
    }

    @Override
    public DataKeyHere unwrap(String keyId, byte[] wrapped) {
        return told(() -> {
            DecryptResponse answer =
                    client(keyId).decrypt(call -> call.keyId(keyId).ciphertextBlob(SdkBytes.fromByteArray(wrapped)));
            return new DataKeyHere(answer.plaintext().asByteArray(), wrapped);
        });
    }

    private static DataKeyHere told(Supplier<DataKeyHere> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            throw new KeyServiceException(
                    "is refused by KMS: " + code(e) + " (status " + e.statusCode() + ")", isPermanent(e));
        } catch (SdkException e) {
            throw new KeyServiceException("cannot be asked for: " + e.getMessage(), false);
        } catch (IllegalArgumentException e) {
            throw new KeyServiceException("is not one that encrypts records: " + e.getMessage(), true);
        }
    }

    private static String code(AwsServiceException e) {
        return e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
    }

    /** Whether asking again does not help: the key, the grant or what was wrapped is at fault. */
    private static boolean isPermanent(AwsServiceException e) {
        boolean passes = e.isThrottlingException()
                || e.isClockSkewException()
                || e instanceof KmsInternalException
                || e instanceof DependencyTimeoutException
                || e.statusCode() == TOO_MANY_REQUESTS
                || OF_CREDENTIALS.contains(code(e));
        return !passes && e.statusCode() >= BAD_REQUEST && e.statusCode() < SERVER_ERROR;
    }

    private KmsClient client(String keyId) {
        String[] parts = keyId.split(":", -1);
        if (parts.length <= REGION_AT || parts[REGION_AT].isEmpty()) {
            throw new IllegalArgumentException("its ARN names no region");
        }
        return byRegion.computeIfAbsent(parts[REGION_AT], this::open);
    }

    private KmsClient open(String region) {
        KmsClientBuilder builder = KmsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(credentials.get())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_LIMIT)
                        .socketTimeout(ATTEMPT_LIMIT))
                .overrideConfiguration(
                        limits -> limits.apiCallTimeout(CALL_LIMIT).apiCallAttemptTimeout(ATTEMPT_LIMIT));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    @Override
    public void close() {
        byRegion.values().forEach(KmsClient::close);
    }
}
