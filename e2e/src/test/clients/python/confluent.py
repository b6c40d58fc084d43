"""What users do with confluent-kafka, on a topic and a group of this name: confluent.py BOOTSTRAP NAME [PROTOCOL]."""

import re
import sys
import time

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

RECORDS = 100
LIMIT_SECONDS = 60


def main(servers, name, protocol="classic"):
    admin = AdminClient({"bootstrap.servers": servers})
    finish(admin.create_topics([NewTopic(each, 2, 1) for each in (name, name + "-other")]))
    write(servers, name)

    consumer = Consumer({"bootstrap.servers": servers, "group.id": name, "auto.offset.reset": "earliest",
                         "enable.auto.commit": False, "group.protocol": protocol})
    consumer.subscribe(["^" + re.escape(name)] if protocol == "classic" else [name, name + "-other"])
    read, deadline = 0, time.monotonic() + LIMIT_SECONDS
    while read < RECORDS and time.monotonic() < deadline:
        message = consumer.poll(0.2)
        if message is not None:
            assert message.error() is None, message.error()
            read += 1
    print("read", read)
    consumer.commit(asynchronous=False)
    described = finish(admin.describe_consumer_groups([name]))[0]
    for member in described.members:
        print("member of", described.group_id, "has",
              *sorted({each.topic for each in member.assignment.topic_partitions}))
    consumer.close()

    print("topics", *sorted(each for each in admin.list_topics(timeout=LIMIT_SECONDS).topics if name in each))
    print("groups", *groups(admin, name))
    print("committed", committed(admin, name))
    reset = [TopicPartition(name, partition, 0) for partition in (0, 1)]
    finish(admin.alter_consumer_group_offsets([ConsumerGroupTopicPartitions(name, reset)]))
    print("committed", committed(admin, name))
    finish(admin.delete_consumer_groups([name]))
    print("groups", *groups(admin, name))
    finish(admin.delete_topics([name + "-other"]))


def write(servers, name):
    """In a transaction."""
    producer = Producer({"bootstrap.servers": servers, "transactional.id": name})
    producer.init_transactions()
    producer.begin_transaction()
    for i in range(RECORDS):
        producer.produce(name, key=str(i), value=str(i))
    producer.commit_transaction()


def groups(admin, name):
    listed = admin.list_consumer_groups().result()
    assert not listed.errors, listed.errors
    return sorted(each.group_id for each in listed.valid if name in each.group_id)


def committed(admin, name):
    offsets = finish(admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(name)]))[0]
    return sum(max(each.offset, 0) for each in offsets.topic_partitions if each.topic == name)


def finish(futures):
    return [future.result() for future in futures.values()]


main(*sys.argv[1:])
