import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endBy, freePort } from './child-process.ts'
import { waitUntil } from './wait-until.ts'

/** A broker of Apache Kafka of a test's own (KRaft), with data of its own, on this machine only. */
export interface PrivateKafka {
  /** `127.0.0.1:port`, the same after every start. */
  broker: string
  pid(): number
  kill(): Promise<void>
  start(): Promise<void>
  freeze(): void
  thaw(): void
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

const START_MS = 90_000
/** Some sixteen bytes in the alphabet Kafka wants them in. */
const CLUSTER_ID = '4L6g3nShT-eMCtK--X86sw'
const MEMORY = ['-Xms64m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** A test's own settings, of those that every broker of ours has. */
export type Change = (settings: Record<string, string>) => Record<string, string>
const unchanged: Change = (settings) => settings

interface Node {
  id: number
  port: number
  controllerPort: number
}

/** One broker. `jars` is the folder of Kafka's jars, which `npm run test:kafka` provides; `formatting` are further words for the making of its data folder. */
export async function startPrivateKafka(jars: string, settings: Change = unchanged, formatting: readonly string[] = []): Promise<PrivateKafka> {
  const [broker] = await startPrivateCluster(jars, 1, settings, formatting)
  if (broker === undefined) throw new Error('No broker was started.')
  return broker
}

/** Brokers that know each other, topics with as many replicas; a write is acknowledged when all but one of them have it. */
export async function startPrivateCluster(
  jars: string,
  size: number,
  settings: Change = unchanged,
  formatting: readonly string[] = [],
): Promise<PrivateKafka[]> {
  const nodes: Node[] = []
  for (let id = 1; id <= size; id++) nodes.push({ id, port: await freePort(), controllerPort: await freePort() })
  const brokers = await Promise.all(nodes.map((node) => prepare({ jars, settings, formatting }, node, nodes)))
  // Together: none of them answers before a majority is there.
  await Promise.all(brokers.map((broker) => broker.start()))
  return brokers
}

async function prepare(how: { jars: string; settings: Change; formatting: readonly string[] }, node: Node, nodes: readonly Node[]): Promise<PrivateKafka> {
  const { jars, settings, formatting } = how
  const { port } = node
  const directory = await mkdtemp(join(tmpdir(), 'aob-kafka-'))
  const file = join(directory, 'server.properties')
  const all = settings(brokerSettings(directory, node, nodes))
  await writeFile(
    file,
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const java = ['-cp', join(jars, '*')]
  const format = spawnSync('java', [...MEMORY, ...java, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file, ...formatting], { encoding: 'utf8' })
  if (format.status !== 0) throw new Error(`Kafka's data folder could not be made: ${format.stderr}${format.stdout}`)
  let child: ChildProcess | undefined
  const kafka: PrivateKafka = {
    broker: `127.0.0.1:${port}`,
    pid: () => child?.pid ?? 0,
    async kill() {
      if (child) await endBy('SIGKILL', child)
    },
    async start() {
      let output = ''
      const broker = spawn('java', [...MEMORY, ...java, 'kafka.Kafka', file], { stdio: ['ignore', 'pipe', 'pipe'] })
      child = broker
      const keep = (chunk: Buffer) => {
        output = `${output}${chunk}`.slice(-10_000)
      }
      for (const stream of [broker.stdout, broker.stderr]) stream.on('data', keep)
      await waitUntil('Kafka to listen', async () => broker.exitCode !== null || (await listens(port)), START_MS)
      if (broker.exitCode !== null) throw new Error(`Kafka ended with ${broker.exitCode}: ${output}`)
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async remove() {
      await kafka.kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
  return kafka
}

function brokerSettings(directory: string, { id, port, controllerPort }: Node, nodes: readonly Node[]): Record<string, string> {
  const size = String(nodes.length)
  const inSync = String(Math.max(1, nodes.length - 1))
  return {
    'process.roles': 'broker,controller',
    'node.id': String(id),
    'controller.quorum.voters': nodes.map((node) => `${node.id}@127.0.0.1:${node.controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(directory, 'data'),
    'auto.create.topics.enable': 'false',
    'default.replication.factor': size,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': size,
    'transaction.state.log.replication.factor': size,
    'transaction.state.log.min.isr': inSync,
    'num.network.threads': '2',
    'num.io.threads': '2',
    // Two processors are shared with the tests.
    'log.cleaner.enable': 'false',
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.on('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.on('error', () => resolve(false))
  })
}
