import { fileURLToPath } from 'node:url'
import { startPrivateKafka } from '../../apps/server/src/testing/private-kafka.ts'

interface Provider {
  provideJava(say: (line: string) => void): Promise<void>
  provideKafkaJars(root: string, say: (line: string) => void): Promise<string>
}

/** A broker of its own, as `npm run test:kafka` has one: one node, no replicas. */
export async function openKafka(): Promise<{ broker: string; stop(): Promise<void> }> {
  const say = (line: string) => console.error(line)
  // The provider is plain JavaScript.
  const { provideJava, provideKafkaJars } = (await import(new URL('../../scripts/kafka/provide-jars.mjs', import.meta.url).href)) as Provider
  await provideJava(say)
  const kafka = await startPrivateKafka(await provideKafkaJars(fileURLToPath(new URL('../..', import.meta.url)), say))
  return { broker: kafka.broker, stop: () => kafka.remove() }
}
