// What users do with franz-go, on a topic and a group of this name: franz BOOTSTRAP NAME.
package main

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"os"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const records = 100

func main() {
	servers, name := kgo.SeedBrokers(os.Args[1]), os.Args[2]
	limited, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	client, err := kgo.NewClient(servers)
	must(err)
	defer client.Close()
	admin := kadm.NewClient(client)
	created, err := admin.CreateTopics(limited, 2, 1, nil, name, name+"-other")
	must(err)
	must(created.Error())
	write(limited, servers, name)

	consumer, err := kgo.NewClient(servers, kgo.ConsumerGroup(name), kgo.ConsumeRegex(), kgo.ConsumeTopics("^"+name+".*"),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.DisableAutoCommit())
	must(err)
	read := 0
	for read < records {
		fetches := consumer.PollFetches(limited)
		for _, failure := range fetches.Errors() {
			panic(failure.Err)
		}
		read += fetches.NumRecords()
	}
	fmt.Println("read", read)
	must(consumer.CommitUncommittedOffsets(limited))
	described, err := admin.DescribeGroups(limited, name)
	must(err)
	for _, member := range described[name].Members {
		assigned, _ := member.Assigned.AsConsumer()
		var topics []string
		for _, topic := range assigned.Topics {
			topics = append(topics, topic.Topic)
		}
		fmt.Println("member of", described[name].Group, "has", joined(topics))
	}
	consumer.Close()

	topics, err := admin.ListTopics(limited)
	must(err)
	var found []string
	for _, topic := range topics.Names() {
		if strings.Contains(topic, name) {
			found = append(found, topic)
		}
	}
	fmt.Println("topics", joined(found))
	fmt.Println("groups", groups(limited, admin, name))
	fmt.Println("committed", committed(limited, admin, name))
	deleted, err := admin.DeleteOffsets(limited, name, kadm.TopicsSet{name: {0: {}, 1: {}}})
	must(err)
	must(deleted.Error())
	fmt.Println("committed", committed(limited, admin, name))
	_, err = admin.DeleteGroup(limited, name)
	must(err)
	fmt.Println("groups", groups(limited, admin, name))
	_, err = admin.DeleteTopic(limited, name+"-other")
	must(err)
}

// In a transaction.
func write(limited context.Context, servers kgo.Opt, name string) {
	producer, err := kgo.NewClient(servers, kgo.TransactionalID(name), kgo.DefaultProduceTopic(name))
	must(err)
	defer producer.Close()
	must(producer.BeginTransaction())
	for i := 0; i < records; i++ {
		must(producer.ProduceSync(limited, kgo.KeyStringRecord(fmt.Sprint(i), fmt.Sprint(i))).FirstErr())
	}
	must(producer.EndTransaction(limited, kgo.TryCommit))
}

func groups(limited context.Context, admin *kadm.Client, name string) string {
	listed, err := admin.ListGroups(limited)
	must(err)
	var found []string
	for _, group := range listed.Groups() {
		if strings.Contains(group, name) {
			found = append(found, group)
		}
	}
	return joined(found)
}

func committed(limited context.Context, admin *kadm.Client, name string) int64 {
	offsets, err := admin.FetchOffsets(limited, name)
	must(err)
	sum := int64(0)
	offsets.Each(func(each kadm.OffsetResponse) {
		if each.Topic == name {
			sum += each.At
		}
	})
	return sum
}

func joined(names []string) string {
	sort.Strings(names)
	return strings.Join(names, " ")
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
