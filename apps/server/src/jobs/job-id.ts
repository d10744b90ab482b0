import { isAddress } from '@aob/ir/document'
import { isRunId } from '../coordinator/run-id.ts'

/** One attempt of one node, as runners outside name it. */
export interface JobName {
  runId: string
  nodeId: string
  attempt: number
}

const JOB_ID = /^([^.]+)\.([1-9][0-9]{0,8})\.(.+)$/

/** Derived, so that a job that is published again is the same job. */
export function jobIdOf({ runId, nodeId, attempt }: JobName): string {
  return `${runId}.${attempt}.${nodeId}`
}

/** Undefined for what is no id of ours. */
export function jobNameOf(jobId: string): JobName | undefined {
  const [, runId, attempt, nodeId = ''] = JOB_ID.exec(jobId) ?? []
  return isRunId(runId) && isAddress(nodeId) ? { runId, nodeId, attempt: Number(attempt) } : undefined
}
