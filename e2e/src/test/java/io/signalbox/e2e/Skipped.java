package io.signalbox.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/** Which of the records of a topic have the header by which a policy leaves them out. */
enum Skipped {
    EVEN {
        @Override
        boolean skips(int i) {
            return i % 2 == 0;
        }
    },
    TAIL {
        @Override
        boolean skips(int i) {
            return i >= 10;
        }
    },
    ALL {
        @Override
        boolean skips(int i) {
            return true;
        }
    };

    private static final int TRANSACTIONS = 9;

    abstract boolean skips(int i);

    /** The number {@code i}, for the first partition. */
    ProducerRecord<String, String> record(String topic, int i) {
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, 0, null, Integer.toString(i));
        if (skips(i)) {
            record.headers().add("skip", Utils.utf8("yes"));
        }
        return record;
    }

    /**
     * Writes ten records in each transaction, of which every third is aborted.
     *
     * @return the values of those that are committed and not left out
     */
    List<String> writeTransactions(Clients to, String topic, String codec) {
        List<String> left = new ArrayList<>();
        try (KafkaProducer<String, String> producer = to.producer(Map.of(
                "compression.type", codec, "linger.ms", "200", "transactional.id", "skipped-" + UUID.randomUUID()))) {
            producer.initTransactions();
            for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
                boolean aborted = transaction % 3 == 2;
                producer.beginTransaction();
                for (int i = transaction * 10; i < transaction * 10 + 10; i++) {
                    if (!aborted && !skips(i)) {
                        left.add(Integer.toString(i));
                    }
                    var unused = producer.send(record(topic, i));
                }
                if (aborted) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        return left;
    }
}
