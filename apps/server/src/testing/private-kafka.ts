import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endBy, freePort } from './child-process.ts'
import { waitUntil } from './wait-until.ts'

/** A single Apache Kafka broker of a test's own (KRaft, no replicas), with data of its own, on this machine only. */
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

/** `jars` is the folder of Kafka's jars, which `npm run test:kafka` provides. */
export async function startPrivateKafka(jars: string, settings: Record<string, string> = {}): Promise<PrivateKafka> {
  const directory = await mkdtemp(join(tmpdir(), 'aob-kafka-'))
  const [port, controllerPort] = [await freePort(), await freePort()]
  const file = join(directory, 'server.properties')
  const all = { ...brokerSettings(directory, port, controllerPort), ...settings }
  await writeFile(
    file,
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const java = ['-cp', join(jars, '*')]
  const format = spawnSync('java', [...MEMORY, ...java, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file], { encoding: 'utf8' })
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
  await kafka.start()
  return kafka
}

function brokerSettings(directory: string, port: number, controllerPort: number): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(directory, 'data'),
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
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
