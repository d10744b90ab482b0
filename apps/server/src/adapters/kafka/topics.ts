import { DomainError } from '../../domain-error.ts'
import type { Connections } from './connections.ts'
import { says } from './failures.ts'

export interface TopicNames {
  /** The log of the hot state. */
  hot: string
  snapshots: string
  hints: string
  /** Recorded events for readers outside. */
  events: string
}

export interface Topic {
  name: string
  partitions: number
  settings: Readonly<Record<string, string>>
  /** Settings that an existing topic must have, because the hot state would be lost or differ without. */
  required: readonly string[]
}

export const topicNames = (prefix: string): TopicNames => ({
  hot: `${prefix}aob.hot`,
  snapshots: `${prefix}aob.hot.snapshots`,
  hints: `${prefix}aob.hints`,
  events: `${prefix}workflow.events`,
})

/** Longest record: a plan that begins a map of thousands of items is one. */
export const MAX_RECORD_BYTES = 16_000_000
const HINTS_KEPT_MS = 600_000
/** The broker frees whole segments, so this is what is left of a log that was cut. */
const SEGMENT_BYTES = 67_108_864

const KEPT_FOR_EVER = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'unclean.leader.election.enable': 'false',
  'max.message.bytes': String(MAX_RECORD_BYTES),
  'segment.bytes': String(SEGMENT_BYTES),
}

/** What this hot store needs, setting by setting. */
export function declareTopics(names: TopicNames, partitions: number): Topic[] {
  return [
    {
      name: names.hot,
      partitions,
      settings: { ...KEPT_FOR_EVER, 'message.timestamp.type': 'LogAppendTime' },
      required: ['cleanup.policy', 'retention.ms', 'retention.bytes', 'message.timestamp.type'],
    },
    { name: names.snapshots, partitions, settings: KEPT_FOR_EVER, required: ['cleanup.policy', 'retention.ms', 'retention.bytes'] },
    { name: names.hints, partitions: 1, settings: { 'cleanup.policy': 'delete', 'retention.ms': String(HINTS_KEPT_MS) }, required: [] },
    { name: names.events, partitions, settings: { 'cleanup.policy': 'delete' }, required: [] },
  ]
}

/** Makes what is missing, with as many replicas as the brokers have for their default, and refuses what would lose data. */
export async function provideTopics(connections: Connections, topics: readonly Topic[]): Promise<void> {
  for (const topic of topics) if (!(await create(connections, topic))) await verify(connections, topic)
  await connections.ask(() => allAnswer(connections, topics))
}

const POLL_MS = 20

/** Brokers hear of a new topic one after another: it can be used once every partition tells where it ends. */
async function allAnswer({ admin, timeoutMs }: Connections, topics: readonly Topic[]): Promise<void> {
  const request = topics.map(({ name, partitions }) => ({
    name,
    partitions: Array.from({ length: partitions }, (_, index) => ({ partitionIndex: index, timestamp: -1n })),
  }))
  const deadline = performance.now() + timeoutMs
  for (;;) {
    try {
      await admin.listOffsets({ topics: request })
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      admin.clearMetadata()
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
}

const DEFAULT_OF_THE_BROKER = -1

/** False when it is there already. */
function create(connections: Connections, { name, partitions, settings }: Topic): Promise<boolean> {
  const configs = Object.entries(settings).map(([key, value]) => ({ name: key, value }))
  const request = { topics: [name], partitions, replicas: DEFAULT_OF_THE_BROKER, configs }
  return connections.ask(() => unless('TOPIC_ALREADY_EXISTS', () => connections.admin.createTopics(request)))
}

async function verify(connections: Connections, { name, partitions, settings, required }: Topic): Promise<void> {
  const { admin } = connections
  const metadata = await connections.metadata(admin, name)
  if ((metadata.topics.get(name)?.partitionsCount ?? 0) < partitions) {
    // Another process that starts may be faster.
    await connections.ask(() => unless('INVALID_PARTITIONS', () => admin.createPartitions({ topics: [{ name, count: partitions }] })))
  }
  if (required.length === 0) return
  const actual = await settingsOf(connections, name)
  for (const key of required) {
    if (actual.get(key) === settings[key]) continue
    throw new DomainError('service.unavailable', `The topic ${name} has ${key}=${actual.get(key)}, and the hot state needs ${settings[key]}.`, {
      hint: 'Change the setting of the topic, or delete the topic while no server runs: runs go on from the record.',
    })
  }
}

/** False when the broker answers with this. */
async function unless(apiId: string, request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request()
    return true
  } catch (error) {
    if (says(error, apiId)) return false
    throw error
  }
}

const TOPIC = 2

async function settingsOf(connections: Connections, name: string): Promise<Map<string, string | null>> {
  const described = await connections.ask(() => connections.admin.describeConfigs({ resources: [{ resourceType: TOPIC, resourceName: name }] }))
  return new Map(described.flatMap(({ configs }) => configs.map((each) => [each.name, each.value ?? null] as const)))
}
