import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Counters of the engine, served at /metrics (OB-01). */
export interface Metrics {
  registry: Registry
  runsStarted: Counter
  runsEnded: Counter<'status'>
  runDuration: Histogram<'status'>
  nodesCompleted: Counter<'type' | 'result'>
  nodeDuration: Histogram<'type'>
  nodesInline: Counter<'how'>
  commits: Counter<'result'>
  drained: Counter
  published: Counter
  unknownTypes: Counter<'type'>
  deadLetters: Counter<'reason'>
  queueDepth: Gauge<'stream'>
  agentJobs: Gauge<'runner'>
  compactions: Counter<'result'>
  compactionLag: Gauge
  damagedBlobs: Counter
  materializationLag: Gauge
}

/** What is asked of the record when somebody reads the metrics, so that any process can say it. */
export interface MeasuredAtScrape {
  /** Accepted patches whose swap is not recorded yet. */
  openPatches(): Promise<number>
}

export function createMetrics(measured?: MeasuredAtScrape): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    runsStarted: new Counter({ name: 'aob_runs_started_total', help: 'Runs started.', registers }),
    runsEnded: new Counter({ name: 'aob_runs_ended_total', help: 'Runs ended, by status.', labelNames: ['status'], registers }),
    runDuration: new Histogram({
      name: 'aob_run_duration_seconds',
      help: 'Duration of ended runs.',
      labelNames: ['status'],
      buckets: [0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 3600],
      registers,
    }),
    nodesCompleted: new Counter({
      name: 'aob_node_completions_total',
      help: 'Node attempts that ended, by type and result.',
      labelNames: ['type', 'result'],
      registers,
    }),
    nodeDuration: new Histogram({
      name: 'aob_node_duration_seconds',
      help: 'Duration of node attempts.',
      labelNames: ['type'],
      buckets: [0.005, 0.02, 0.05, 0.2, 0.5, 2, 5, 30],
      registers,
    }),
    nodesInline: new Counter({
      name: 'aob_nodes_inline_total',
      help: 'Nodes carried out without a token of their own: continued under the lease of the one before, or fused with it into one commit.',
      labelNames: ['how'],
      registers,
    }),
    commits: new Counter({ name: 'aob_commits_total', help: 'Commit plans, by result.', labelNames: ['result'], registers }),
    drained: new Counter({ name: 'aob_events_drained_total', help: 'Events stored in the log.', registers }),
    published: new Counter({ name: 'aob_events_published_total', help: 'Recorded events carried to readers outside.', registers }),
    unknownTypes: new Counter({ name: 'aob_unknown_node_types_total', help: 'Nodes met whose type nobody registered.', labelNames: ['type'], registers }),
    deadLetters: new Counter({ name: 'aob_dead_letters_total', help: 'Messages set aside, by reason.', labelNames: ['reason'], registers }),
    compactions: new Counter({ name: 'aob_compactions_total', help: 'Compactions of tags, by result.', labelNames: ['result'], registers }),
    compactionLag: new Gauge({ name: 'aob_compaction_lag', help: 'Tags whose chain has grown past the threshold.', registers }),
    materializationLag: new Gauge({
      name: 'aob_materialization_lag',
      help: 'Accepted patches of runs that are not yet swapped in and recorded; NaN while the record is away.',
      registers,
      async collect() {
        if (measured) this.set(await measured.openPatches().catch(() => Number.NaN))
      },
    }),
    damagedBlobs: new Counter({ name: 'aob_cas_integrity_errors_total', help: 'Stored bytes that no longer have their hash.', registers }),
    agentJobs: new Gauge({
      name: 'aob_agent_jobs',
      help: 'Jobs on the streams of runners outside, by the name of the runners.',
      labelNames: ['runner'],
      registers,
    }),
    queueDepth: new Gauge({
      name: 'aob_queue_depth',
      help: 'Events that wait for the record and tasks that wait for a worker, as last measured.',
      labelNames: ['stream'],
      registers,
    }),
  }
}
