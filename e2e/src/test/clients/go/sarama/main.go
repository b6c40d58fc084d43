// What users do with sarama, on a topic and a group of this name: sarama VERSION BOOTSTRAP NAME.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/IBM/sarama"
)

const records = 100

func main() {
	log.SetFlags(0)
	version, err := sarama.ParseKafkaVersion(os.Args[1])
	must(err)
	servers, name := []string{os.Args[2]}, os.Args[3]
	config := sarama.NewConfig()
	config.Version = version
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.IsolationLevel = sarama.ReadCommitted

	admin, err := sarama.NewClusterAdmin(servers, config)
	must(err)
	defer admin.Close()
	must(admin.CreateTopic(name, &sarama.TopicDetail{NumPartitions: 2, ReplicationFactor: 1}, false))
	must(admin.CreateTopic(name+"-other", &sarama.TopicDetail{NumPartitions: 2, ReplicationFactor: 1}, false))
	write(servers, *config, name)

	group, err := sarama.NewConsumerGroup(servers, name, config)
	must(err)
	reader := &reader{done: make(chan int, 1)}
	context, stop := context.WithCancel(context.Background())
	go func() {
		for context.Err() == nil {
			if err := group.Consume(context, []string{name, name + "-other"}, reader); err != nil {
				log.Fatal("consume: ", err)
			}
		}
	}()
	select {
	case read := <-reader.done:
		fmt.Println("read", read)
	case <-time.After(time.Minute):
		log.Fatal("nothing more to read")
	}
	described, err := admin.DescribeConsumerGroups([]string{name})
	must(err)
	for _, member := range described[0].Members {
		assignment, err := member.GetMemberAssignment()
		must(err)
		fmt.Println("member of", described[0].GroupId, "has", topics(assignment.Topics))
	}
	stop()
	must(group.Close())

	listed, err := admin.ListTopics()
	must(err)
	fmt.Println("topics", names(listed, name))
	groups, err := admin.ListConsumerGroups()
	must(err)
	fmt.Println("groups", names(groups, name))
	fmt.Println("committed", committed(admin, name))
	must(admin.DeleteConsumerGroupOffset(name, name, 0))
	must(admin.DeleteConsumerGroupOffset(name, name, 1))
	fmt.Println("committed", committed(admin, name))
	must(admin.DeleteConsumerGroup(name))
	groups, err = admin.ListConsumerGroups()
	must(err)
	fmt.Println("groups", names(groups, name))
	must(admin.DeleteTopic(name + "-other"))
}

// In a transaction.
func write(servers []string, config sarama.Config, name string) {
	config.Producer.Return.Successes = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Producer.Idempotent = true
	config.Producer.Transaction.ID = name
	config.Net.MaxOpenRequests = 1
	producer, err := sarama.NewSyncProducer(servers, &config)
	must(err)
	defer producer.Close()
	must(producer.BeginTxn())
	for i := 0; i < records; i++ {
		_, _, err := producer.SendMessage(&sarama.ProducerMessage{
			Topic: name, Key: sarama.StringEncoder(fmt.Sprint(i)), Value: sarama.StringEncoder(fmt.Sprint(i))})
		must(err)
	}
	must(producer.CommitTxn())
}

func committed(admin sarama.ClusterAdmin, name string) int64 {
	offsets, err := admin.ListConsumerGroupOffsets(name, map[string][]int32{name: {0, 1}})
	must(err)
	sum := int64(0)
	for _, partition := range []int32{0, 1} {
		// of a transaction, each partition has a marker behind its records
		if block := offsets.GetBlock(name, partition); block != nil && block.Offset > 0 {
			sum += block.Offset
		}
	}
	return sum
}

type reader struct {
	read int
	done chan int
}

func (*reader) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (*reader) Cleanup(sarama.ConsumerGroupSession) error { return nil }

var received = make(chan *sarama.ConsumerMessage)

func (r *reader) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	if claim.Topic() == os.Args[3] && claim.Partition() == 0 {
		go func() {
			for range received {
				r.read++
				if r.read == records {
					r.done <- r.read
				}
			}
		}()
	}
	for message := range claim.Messages() {
		session.MarkMessage(message, "")
		received <- message
	}
	return nil
}

func topics(assigned map[string][]int32) string {
	var all []string
	for topic := range assigned {
		all = append(all, topic)
	}
	sort.Strings(all)
	return strings.Join(all, " ")
}

// Those that contain the name.
func names[T any](all map[string]T, name string) string {
	var found []string
	for each := range all {
		if strings.Contains(each, name) {
			found = append(found, each)
		}
	}
	sort.Strings(found)
	return strings.Join(found, " ")
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
