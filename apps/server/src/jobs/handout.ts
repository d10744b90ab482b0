/** A job on its way from the commit that lent its node to the stream runners read. */
export interface Handout {
  runId: string
  nodeId: string
  attempt: number
  jobId: string
  runner: string
  /** The job as runners read it. */
  json: string
}

export function encodeHandout({ attempt, ...rest }: Handout): Record<string, string> {
  return { ...rest, attempt: String(attempt) }
}

/** Written by `encodeHandout` on a stream of our own. */
export function decodeHandout(fields: Readonly<Record<string, string>>): Handout {
  const { runId = '', nodeId = '', attempt, jobId = '', runner = '', json = '' } = fields
  return { runId, nodeId, attempt: Number(attempt), jobId, runner, json }
}
