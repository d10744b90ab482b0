/** What happened in a schedule, counted: for telling what a long run has covered. */
export interface Tally {
  runs: number
  /** Recorded events of all runs. */
  events: number
  /** Processes that died. */
  crashes: number
  /** Times the hot store fell back to an earlier point, or lost everything. */
  hotLosses: number
  /** Processes that stood still and went on afterwards. */
  standstills: number
  /** Messages delivered once more. */
  duplicates: number
  /** Patches of people and agents that changed a run under way. */
  patches: number
  /** Acknowledged decisions on gates and held nodes, rejections, pauses, resumes and cancels. */
  decisions: number
  /** Nodes that runners outside completed. */
  outside: number
}

export function emptyTally(): Tally {
  return { runs: 0, events: 0, crashes: 0, hotLosses: 0, standstills: 0, duplicates: 0, patches: 0, decisions: 0, outside: 0 }
}
