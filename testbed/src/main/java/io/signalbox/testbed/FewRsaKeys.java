package io.signalbox.testbed;

import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * RSA keys for tests: a few of each size are made, and given by turns. Without the optimizing compiler, which tests do without,
 * one takes seconds. Those that follow each other differ; whoever needs many at once that all differ must not use this.
 */
public final class FewRsaKeys extends Provider {

    private static final long serialVersionUID = 1;
    private static final int OF_EACH_SIZE = 4;
    private static final Map<Integer, Turn> TURNS = new ConcurrentHashMap<>();

    private FewRsaKeys() {
        super("FewRsaKeys", "1", "RSA keys for tests, which are used again");
        putService(new Service(this, "KeyPairGenerator", "RSA", Generator.class.getName(), List.of(), Map.of()) {
            @Override
            public Object newInstance(Object parameter) {
                return new Generator();
            }
        });
    }

    /** From now on, for all of this JVM. */
    public static void use() {
        Security.insertProviderAt(new FewRsaKeys(), 1);
    }

    private record Turn(List<KeyPair> keys, AtomicInteger next) {

        static Turn ofSize(int bits) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
                generator.initialize(bits);
                List<KeyPair> keys = Stream.generate(generator::generateKeyPair)
                        .limit(OF_EACH_SIZE)
                        .toList();
                return new Turn(keys, new AtomicInteger());
            } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
                throw new IllegalStateException("every Java platform makes RSA keys", e);
            }
        }

        KeyPair take() {
            return keys.get(Math.floorMod(next.getAndIncrement(), OF_EACH_SIZE));
        }
    }

    private static final class Generator extends KeyPairGeneratorSpi {

        private int bits = 2_048;

        @Override
        public void initialize(int size, SecureRandom random) {
            if (size < 2_048) {
                throw new InvalidParameterException("too short to be of use: " + size);
            }
            bits = size;
        }

        @Override
        public KeyPair generateKeyPair() {
            return TURNS.computeIfAbsent(bits, Turn::ofSize).take();
        }
    }
}
