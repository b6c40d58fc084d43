"""Reads what was committed to the first partitions of topics, by confluent-kafka: confluent_reader.py BOOTSTRAP END TOPIC...

Once it stands at all ends it writes END to each and goes on until that has come. Prints a line of values for each topic."""

import sys
import time

from confluent_kafka import KafkaError, OFFSET_BEGINNING, Consumer, Producer, TopicPartition

QUIET_SECONDS = 1
LIMIT_SECONDS = 120


def main(servers, end, *topics):
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "not-used", "isolation.level": "read_committed",
                         "enable.auto.commit": False, "enable.partition.eof": True})
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING) for topic in topics])
    values, open_topics, at_end, written = {topic: [] for topic in topics}, set(topics), set(), False
    deadline = time.monotonic() + LIMIT_SECONDS
    while open_topics:
        assert time.monotonic() < deadline, open_topics
        message = consumer.poll(QUIET_SECONDS)
        if message is None:
            continue
        if message.error() is not None:
            assert message.error().code() == KafkaError._PARTITION_EOF, message.error()
            at_end.add(message.topic())
        elif message.value() == end.encode():
            open_topics.remove(message.topic())
        else:
            values[message.topic()].append(message.value().decode())
        if not written and len(at_end) == len(topics):
            written = True
            write(servers, topics, end)
    consumer.close()
    for topic in topics:
        print(topic, ",".join(values[topic]))


def write(servers, topics, value):
    producer = Producer({"bootstrap.servers": servers})
    for topic in topics:
        producer.produce(topic, value=value)
    assert producer.flush(LIMIT_SECONDS) == 0


main(*sys.argv[1:])
