import type { DeadLetter } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Logger } from '../observability/logger.ts'
import type { StreamName } from '../ports/commit-plan.ts'
import type { StreamEntry, TaskQueue } from '../ports/task-queue.ts'
import { refuseOthersThanOperators } from './operators-only.ts'
import type { Caller, Services } from './services.ts'

const OPERATOR_GROUP = 'operator'
const DEFAULT_PAGE = 100
const ID = /^(\d{1,4})\.(\d{1,20}-\d{1,20})$/
const STREAM = /^(?:completions|events|tasks:[A-Za-z0-9_-]+:(?:high|medium|low))$/

export interface DeadLetterDeps {
  queue: TaskQueue
  partitions: number
  logger: Logger
}

/** What an operator may do with messages nobody could use: look, put one back where it came from, or drop it. Each deed leaves one audit line. */
export function createDeadLetterServices(deps: DeadLetterDeps): Services['deadLetters'] {
  return {
    async list(caller, limit = DEFAULT_PAGE) {
      refuseOthers(caller)
      const letters: DeadLetter[] = []
      for (let partition = 0; partition < deps.partitions && letters.length < limit; partition += 1) {
        const entries = await deps.queue.peek({ stream: 'dead', partition, count: limit - letters.length })
        letters.push(...entries.map(letterOf))
      }
      return letters
    },
    async requeue(caller, id) {
      const entry = await find(deps, caller, id)
      const { reason: _reason, from = '', ...fields } = entry.fields
      if (!STREAM.test(from)) throw new DomainError('request.invalid', `It was read from "${from}", where nothing can be put back.`)
      // Appended first: what dies in between is twice there, which every reader withstands, and never lost. The name is one of ours (STREAM).
      await deps.queue.append(entry.partition, from as StreamName, fields)
      return remove(deps, caller, entry, 'dead letter put back')
    },
    async drop(caller, id) {
      return remove(deps, caller, await find(deps, caller, id), 'dead letter dropped')
    },
  }
}

/** Messages of every workspace lie here: they are for people who run the installation. */
const refuseOthers = (caller: Caller) => refuseOthersThanOperators(caller, 'Dead letters are')

async function find({ queue, partitions }: DeadLetterDeps, caller: Caller, id: string): Promise<StreamEntry> {
  refuseOthers(caller)
  const [, partition = '', from = ''] = ID.exec(id) ?? []
  const known = from !== '' && Number(partition) < partitions
  const [entry] = known ? await queue.peek({ stream: 'dead', partition: Number(partition), from, count: 1 }) : []
  if (entry?.id !== from) throw new DomainError('resource.not_found', 'There is no dead letter by that id.')
  return entry
}

async function remove({ queue, logger }: DeadLetterDeps, { actor }: Caller, entry: StreamEntry, done: string): Promise<DeadLetter> {
  await queue.ack({ group: OPERATOR_GROUP, entries: [entry] })
  const letter = letterOf(entry)
  logger.warn({ id: letter.id, runId: letter.runId, from: letter.from, reason: letter.reason, actor, audit: true }, done)
  return letter
}

function letterOf({ partition, id, fields: { reason = 'unknown', from = '', ...fields } }: StreamEntry): DeadLetter {
  return { id: `${partition}.${id}`, reason, from, ...(fields.runId ? { runId: fields.runId } : {}), fields }
}
