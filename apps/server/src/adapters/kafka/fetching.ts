import type { Consumer } from '@platformatic/kafka'
import { FETCH_WAIT_MS } from './connections.ts'
import { says } from './failures.ts'
import type { LogRecord } from './ordered-log.ts'

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>

export interface Fetched {
  partition: number
  records: LogRecord[]
  /** Offset behind what was fetched; absent when nothing was. */
  next?: number
  /** The partition does not hold the offset that was wanted. */
  outOfRange: boolean
}

interface Place {
  /** The leader's id. */
  node: number
  topicId: string
  wanted: readonly { partition: number; offset: number }[]
}

const MAX_BYTES = 16_000_000
const MAX_PARTITION_BYTES = 4_000_000
const ANY_EPOCH = -1
const OFFSET_OUT_OF_RANGE = 1
const IS_LOG_APPEND_TIME = 1 << 3
const IS_CONTROL = 1 << 5

/** What a leader has from some offsets on; waits a while for something new. */
export async function fetchRecords(consumer: Consumer, { node, topicId, wanted }: Place): Promise<Fetched[]> {
  const partitions = wanted.map(({ partition, offset }) => ({
    partition,
    fetchOffset: BigInt(offset),
    currentLeaderEpoch: ANY_EPOCH,
    lastFetchedEpoch: ANY_EPOCH,
    partitionMaxBytes: MAX_PARTITION_BYTES,
  }))
  const topics = [{ topicId, partitions }]
  const response = await consumer.fetch({ node, topics, minBytes: 1, maxBytes: MAX_BYTES, maxWaitTime: FETCH_WAIT_MS }).catch(partlyAnswered)
  const offsets = new Map(wanted.map(({ partition, offset }) => [partition, offset]))
  return response.responses.flatMap((topic) => topic.partitions.map((each) => decoded(each, offsets.get(each.partitionIndex) ?? 0)))
}

/** The client throws when one of the partitions has an error; the answer for the others is in it. */
function partlyAnswered(error: unknown): FetchResponse {
  const response = says(error, 'OFFSET_OUT_OF_RANGE') && error instanceof Error && 'response' in error ? error.response : undefined
  if (response === undefined) throw error
  // What the client parsed before it threw.
  const answered = response as FetchResponse
  for (const { partitions } of answered.responses) for (const { errorCode } of partitions) if (errorCode !== 0 && errorCode !== OFFSET_OUT_OF_RANGE) throw error
  return answered
}

function decoded({ partitionIndex, errorCode, records: batches = [] }: FetchResponse['responses'][number]['partitions'][number], wanted: number): Fetched {
  const records: LogRecord[] = []
  let next: number | undefined
  for (const batch of batches) {
    const first = Number(batch.firstOffset)
    next = first + batch.lastOffsetDelta + 1
    if ((batch.attributes & IS_CONTROL) !== 0) continue
    for (const { offsetDelta, timestampDelta, value } of batch.records) {
      // A batch comes whole, also what lies before the offset that was asked for.
      if (first + offsetDelta < wanted) continue
      const timestamp = (batch.attributes & IS_LOG_APPEND_TIME) !== 0 ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta
      records.push({ offset: first + offsetDelta, timestamp: Number(timestamp), value: value?.toString() ?? '' })
    }
  }
  return { partition: partitionIndex, records, outOfRange: errorCode === OFFSET_OUT_OF_RANGE, ...(next === undefined ? {} : { next }) }
}
