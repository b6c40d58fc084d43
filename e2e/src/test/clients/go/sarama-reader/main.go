// Reads what was committed to the first partitions of topics: sarama-reader VERSION BOOTSTRAP END TOPIC... Once nothing has come
// for a moment it writes END to each and goes on until that has come. Prints a line of values for each topic.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/IBM/sarama"
)

const quiet = time.Second

func main() {
	version, err := sarama.ParseKafkaVersion(os.Args[1])
	must(err)
	servers, end, topics := []string{os.Args[2]}, os.Args[3], os.Args[4:]
	config := sarama.NewConfig()
	config.Version = version
	config.Consumer.IsolationLevel = sarama.ReadCommitted
	config.Consumer.Return.Errors = true
	config.Producer.Return.Successes = true
	consumer, err := sarama.NewConsumer(servers, config)
	must(err)
	defer consumer.Close()
	records, failures := make(chan *sarama.ConsumerMessage), make(chan error)
	for _, topic := range topics {
		partition, err := consumer.ConsumePartition(topic, 0, sarama.OffsetOldest)
		must(err)
		go func() {
			for record := range partition.Messages() {
				records <- record
			}
		}()
		go func() {
			for failure := range partition.Errors() {
				failures <- failure
			}
		}()
	}

	values, open, written := map[string][]string{}, len(topics), false
	limit := time.After(2 * time.Minute)
	for open > 0 {
		select {
		case record := <-records:
			if string(record.Value) == end {
				open--
			} else {
				values[record.Topic] = append(values[record.Topic], string(record.Value))
			}
		case failure := <-failures:
			must(failure)
		case <-limit:
			must(errors.New("nothing more to read"))
		case <-time.After(quiet):
			if !written {
				written = true
				write(servers, config, topics, end)
			}
		}
	}
	for _, topic := range topics {
		fmt.Println(topic, strings.Join(values[topic], ","))
	}
}

func write(servers []string, config *sarama.Config, topics []string, value string) {
	producer, err := sarama.NewSyncProducer(servers, config)
	must(err)
	defer producer.Close()
	for _, topic := range topics {
		_, _, err := producer.SendMessage(&sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder(value)})
		must(err)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
