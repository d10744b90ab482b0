import type { StreamName } from '../../ports/commit-plan.ts'

/**
 * Physical keys. All keys of a run share the hash tag of its partition, so that one commit touches one slot (D-15).
 * The optional prefix separates installations, and tests, on one Redis.
 */
export class Keys {
  constructor(private readonly prefix: string) {}

  run(partition: number, runId: string): string {
    return `${this.prefix}{p${partition}}:run:${runId}`
  }

  stream(partition: number, stream: StreamName): string {
    const name = stream.startsWith('tasks:') ? `wf.tasks.${stream.slice('tasks:'.length)}` : stream
    return `${this.prefix}{p${partition}}:${name}`
  }

  /** Recorded events for readers outside; no part of the hot path. */
  published(partition: number): string {
    return `${this.prefix}{p${partition}}:workflow.events`
  }

  /** Jobs for runners outside, who know this name. */
  jobs(runner: string): string {
    return `${this.prefix}agent.jobs${runner === 'default' ? '' : `.${runner}`}`
  }

  /** What runners outside say. */
  results(): string {
    return `${this.prefix}agent.results`
  }

  /** What is known of the jobs of one run. */
  jobsOf(runId: string): string {
    return `${this.prefix}aob:jobs:${runId}`
  }

  jobRuns(): string {
    return `${this.prefix}aob:job-runs`
  }

  jobNames(): string {
    return `${this.prefix}aob:job-names`
  }

  incarnation(): string {
    return `${this.prefix}aob:incarnation`
  }

  /** By the digest of its secret; its TTL ends it (DB-06). */
  session(id: string): string {
    return `${this.prefix}aob:session:${id}`
  }

  /** Wrong tokens an address has tried; digests, with a TTL. */
  attempts(address: string): string {
    return `${this.prefix}aob:wrong-tokens:${address}`
  }

  channel(kind: 'run' | 'workspace', id: string): string {
    return `${this.prefix}aob:${kind}:${id}`
  }
}
