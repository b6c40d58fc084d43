// Reads what was committed to the first partitions of topics: franz-reader BOOTSTRAP END TOPIC... Once nothing has come for a
// moment it writes END to each and goes on until that has come. Prints a line of values for each topic.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

const quiet = time.Second

func main() {
	limited, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	servers, end, topics := kgo.SeedBrokers(os.Args[1]), os.Args[2], os.Args[3:]
	partitions := map[string]map[int32]kgo.Offset{}
	for _, topic := range topics {
		partitions[topic] = map[int32]kgo.Offset{0: kgo.NewOffset().AtStart()}
	}
	client, err := kgo.NewClient(
		servers, kgo.ConsumePartitions(partitions), kgo.FetchIsolationLevel(kgo.ReadCommitted()))
	must(err)
	defer client.Close()

	values, open, written := map[string][]string{}, len(topics), false
	for open > 0 {
		moment, over := context.WithTimeout(limited, quiet)
		fetches := client.PollFetches(moment)
		over()
		must(limited.Err())
		for _, failed := range fetches.Errors() {
			if moment.Err() == nil {
				must(failed.Err)
			}
		}
		fetches.EachRecord(func(record *kgo.Record) {
			if string(record.Value) == end {
				open--
			} else {
				values[record.Topic] = append(values[record.Topic], string(record.Value))
			}
		})
		if fetches.NumRecords() == 0 && !written {
			written = true
			for _, topic := range topics {
				must(client.ProduceSync(limited, &kgo.Record{Topic: topic, Value: []byte(end)}).FirstErr())
			}
		}
	}
	for _, topic := range topics {
		fmt.Println(topic, strings.Join(values[topic], ","))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
