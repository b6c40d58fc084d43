// Reads what was committed to topics of one partition: kafkajs_reader.js BOOTSTRAP END TOPIC... Once nothing has come for a moment
// it writes END to each and goes on until that has come. Prints a line of values for each topic.
const { Kafka, logLevel } = require('kafkajs')

const QUIET_MILLIS = 1000
const LIMIT_MILLIS = 120000

async function main (server, end, ...topics) {
  const kafka = new Kafka({ brokers: [server], logLevel: logLevel.ERROR })
  const consumer = kafka.consumer({ groupId: end, readUncommitted: false })
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  const values = Object.fromEntries(topics.map(topic => [topic, []]))
  const open = new Set(topics)
  await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('nothing more to read of ' + [...open])), LIMIT_MILLIS).unref()
    let quiet
    let written = false
    const wait = () => {
      clearTimeout(quiet)
      quiet = written || setTimeout(() => {
        written = true
        write(kafka, topics, end).catch(reject)
      }, QUIET_MILLIS)
    }
    consumer.on(consumer.events.FETCH, () => quiet || wait())
    consumer.run({
      eachMessage: async ({ topic, message }) => {
        const value = message.value.toString()
        if (value === end) {
          open.delete(topic)
          if (open.size === 0) resolve()
        } else {
          values[topic].push(value)
          wait()
        }
      }
    }).catch(reject)
  })
  await consumer.disconnect()
  topics.forEach(topic => console.log(topic, values[topic].join(',')))
}

async function write (kafka, topics, value) {
  const producer = kafka.producer()
  await producer.connect()
  for (const topic of topics) {
    await producer.send({ topic, messages: [{ value }] })
  }
  await producer.disconnect()
}

main(...process.argv.slice(2)).catch(failure => {
  console.error(failure)
  process.exit(1)
})
