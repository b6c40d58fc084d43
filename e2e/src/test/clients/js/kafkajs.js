// What users do with kafkajs, on a topic and a group of this name: kafkajs.js BOOTSTRAP NAME.
const { Kafka, AssignerProtocol, logLevel } = require('kafkajs')

const RECORDS = 100
const LIMIT_MILLIS = 60000

async function main (server, name) {
  const kafka = new Kafka({ brokers: [server], logLevel: logLevel.ERROR })
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({
    waitForLeaders: true,
    topics: [name, name + '-other'].map(topic => ({ topic, numPartitions: 2, replicationFactor: 1 }))
  })
  await write(kafka, name)

  const consumer = kafka.consumer({ groupId: name, readUncommitted: false })
  await consumer.connect()
  await consumer.subscribe({ topics: [new RegExp('^' + name)], fromBeginning: true })
  let read = 0
  await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('nothing more to read')), LIMIT_MILLIS).unref()
    consumer.run({ eachMessage: async () => { if (++read === RECORDS) resolve() } }).catch(reject)
  })
  console.log('read', read)
  const { groups: [described] } = await admin.describeGroups([name])
  for (const member of described.members) {
    const assigned = AssignerProtocol.MemberAssignment.decode(member.memberAssignment).assignment
    console.log('member of', described.groupId, 'has', Object.keys(assigned).sort().join(' '))
  }
  await consumer.stop()
  await consumer.disconnect()

  console.log('topics', (await admin.listTopics()).filter(topic => topic.includes(name)).sort().join(' '))
  console.log('groups', await groups(admin, name))
  console.log('committed', await committed(admin, name))
  await admin.setOffsets({ groupId: name, topic: name, partitions: [0, 1].map(partition => ({ partition, offset: '0' })) })
  console.log('committed', await committed(admin, name))
  await admin.deleteGroups([name])
  console.log('groups', await groups(admin, name))
  await admin.deleteTopics({ topics: [name + '-other'] })
  await admin.disconnect()
}

// In a transaction.
async function write (kafka, name) {
  const producer = kafka.producer({ transactionalId: name, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  const transaction = await producer.transaction()
  const messages = Array.from({ length: RECORDS }, (_, i) => ({ key: String(i), value: String(i) }))
  await transaction.send({ topic: name, messages })
  await transaction.commit()
  await producer.disconnect()
}

async function groups (admin, name) {
  return (await admin.listGroups()).groups.map(group => group.groupId).filter(id => id.includes(name)).join(' ')
}

async function committed (admin, name) {
  const offsets = await admin.fetchOffsets({ groupId: name, topics: [name] })
  return offsets.flatMap(topic => topic.partitions).reduce((sum, each) => sum + Math.max(0, Number(each.offset)), 0)
}

main(...process.argv.slice(2)).catch(failure => {
  console.error(failure)
  process.exit(1)
})
