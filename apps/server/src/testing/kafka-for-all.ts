import { startPrivateKafka } from './private-kafka.ts'

/** One broker for all test files of a run, unless one is named. Vitest calls the result when the last of them is done. */
export default async function kafkaForAll(): Promise<() => Promise<void>> {
  if (process.env.AOB_TEST_KAFKA_BROKERS) return async () => undefined
  const kafka = await startPrivateKafka(process.env.AOB_TEST_KAFKA_JARS ?? '')
  process.env.AOB_TEST_KAFKA_BROKERS = kafka.broker
  return () => kafka.remove()
}
