"""What users do with kafka-python, on a topic and a group of this name: kafka_python.py BOOTSTRAP NAME."""

import re
import sys
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient

RECORDS = 100
LIMIT_SECONDS = 60


def main(servers, name):
    admin = KafkaAdminClient(bootstrap_servers=servers)
    partitions = [TopicPartition(name, 0), TopicPartition(name, 1)]
    admin.create_topics({each: {"num_partitions": 2, "replication_factor": 1} for each in (name, name + "-other")})
    write(servers, name)

    consumer = KafkaConsumer(bootstrap_servers=servers, group_id=name, auto_offset_reset="earliest",
                             isolation_level="read_committed", enable_auto_commit=False)
    consumer.subscribe(pattern="^" + re.escape(name))
    read, deadline = 0, time.monotonic() + LIMIT_SECONDS
    while read < RECORDS and time.monotonic() < deadline:
        read += sum(len(batch) for batch in consumer.poll(timeout_ms=200).values())
    print("read", read)
    consumer.commit()
    described = admin.describe_groups([name])[name]
    for member in described["members"]:
        topics = sorted(each["topic"] for each in member["member_assignment"]["assigned_partitions"])
        print("member of", described["group_id"], "has", *topics)
    consumer.close()

    print("topics", *sorted(each for each in admin.list_topics() if name in each))
    print("groups", *groups(admin, name))
    print("committed", committed(admin, name))
    admin.delete_group_offsets(name, partitions)
    print("committed", committed(admin, name))
    admin.delete_groups([name])
    print("groups", *groups(admin, name))
    admin.delete_topics([name + "-other"])
    admin.close()


def write(servers, name):
    """In a transaction."""
    producer = KafkaProducer(bootstrap_servers=servers, transactional_id=name)
    producer.init_transactions()
    producer.begin_transaction()
    for i in range(RECORDS):
        producer.send(name, key=str(i).encode(), value=str(i).encode())
    producer.commit_transaction()
    producer.close()


def groups(admin, name):
    return sorted(each["group_id"] for each in admin.list_groups() if name in each["group_id"])


def committed(admin, name):
    offsets = admin.list_group_offsets({name: None})[name]
    return sum(offset.offset for partition, offset in offsets.items() if partition.topic == name)


main(*sys.argv[1:])
