"""Reads what was committed to the first partitions of topics, by kafka-python: kafka_python_reader.py BOOTSTRAP END TOPIC...

Once it stands at all ends it writes END to each and goes on until that has come. Prints a
line of values for each topic."""

import sys
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

QUIET_MILLIS = 1000
LIMIT_SECONDS = 120


def main(servers, end, *topics):
    consumer = KafkaConsumer(bootstrap_servers=servers, isolation_level="read_committed", enable_auto_commit=False)
    partitions = [TopicPartition(topic, 0) for topic in topics]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    values, open_topics, written = {topic: [] for topic in topics}, set(topics), False
    deadline = time.monotonic() + LIMIT_SECONDS
    while open_topics:
        assert time.monotonic() < deadline, open_topics
        polled = consumer.poll(timeout_ms=QUIET_MILLIS)
        for partition, records in polled.items():
            for record in records:
                if record.value == end.encode():
                    open_topics.remove(partition.topic)
                else:
                    values[partition.topic].append(record.value.decode())
        if not polled and not written and all(consumer.position(each) == ends[each] for each in partitions):
            written = True
            write(servers, topics, end)
    consumer.close()
    for topic in topics:
        print(topic, ",".join(values[topic]))


def write(servers, topics, value):
    producer = KafkaProducer(bootstrap_servers=servers)
    for topic in topics:
        producer.send(topic, value=value.encode())
    producer.close()


main(*sys.argv[1:])
