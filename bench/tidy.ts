/** Tidying: what a layout costs and how many connections run behind cards then, beside ELK as it is asked plainly. */
import type { Workflow } from '@aob/schemas'
import ELK from 'elkjs'
import { layeredPass } from '../apps/web/src/features/editor/tidy/layered-pass.ts'
import type { LayOut, LayoutGraph } from '../apps/web/src/features/editor/tidy/layout-graph.ts'
import { tidied } from '../apps/web/src/features/editor/tidy/tidy-places.ts'
import { idsInScope, type Layouts, SPACING, tidyPlan } from '../apps/web/src/features/editor/tidy/tidy-plan.ts'
import { median } from './interleave.ts'
import { type Result, report } from './report.ts'
import { grown, scattered } from './tidy/graphs.ts'
import { judge } from './tidy/judge.ts'

const ROUNDS = 3
const PEER = 'ELK, network simplex, asked once'
const PLAIN = 'one step in the middle, whatever stands there'

/** With `peer` the graph is small enough for ELK to answer within seconds. */
const WORKLOADS: ReadonlyArray<{ name: string; document: Workflow; peer: boolean }> = [
  { name: '60 nodes, as people build them', document: grown(3, 1), peer: false },
  { name: '200 nodes, as people build them', document: grown(10, 2), peer: true },
  { name: '200 nodes, each on any before it', document: scattered(200, 7), peer: true },
  { name: '2,000 nodes, as people build them', document: grown(100, 3), peer: false },
  { name: '10,000 nodes, each on any before it', document: scattered(10_000, 5), peer: false },
]

const elk = new ELK()
const byElk: LayOut = async (graph) => {
  const { children = [] } = await elk.layout(graph)
  return children.map(({ id, x = 0, y = 0 }) => ({ id, position: { x, y } }))
}
const simplex = (graph: LayoutGraph) => byElk({ ...graph, layoutOptions: { ...graph.layoutOptions, 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' } })
const byPass: LayOut = async (graph) => {
  const pass = layeredPass(graph, SPACING)
  for (let step = pass.next(); ; step = pass.next()) if (step.done) return step.value
}

/** The document tidied, and the milliseconds of processor time it took. */
async function tidy(document: Workflow, layouts: Layouts): Promise<{ after: Workflow; ms: number }> {
  const from = process.cpuUsage()
  const after = tidied(document, await tidyPlan(document, 'all', idsInScope(document, 'all', [], document), layouts), 'all')
  const { user, system } = process.cpuUsage(from)
  return { after, ms: (user + system) / 1000 }
}

async function measured({ name: workload, document, peer }: (typeof WORKLOADS)[number]): Promise<Result[]> {
  const ours = { elk: byElk, layered: byPass }
  const theirs = { elk: byElk, layered: simplex }
  const times: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] }
  let { after } = await tidy(document, ours)
  let plain = peer ? (await tidy(document, theirs)).after : undefined
  for (let round = 0; round < ROUNDS; round++) {
    const mine = await tidy(document, ours)
    times.ours.push(mine.ms)
    after = mine.after
    if (!peer) continue
    const yours = await tidy(document, theirs)
    times.theirs.push(yours.ms)
    plain = yours.after
  }
  const [seen, other] = [judge(after), plain && judge(plain)]
  const round = (value: number) => Number(value.toPrecision(3))
  const ratio = (mine: number, yours: number | undefined) => (yours === undefined ? null : round(yours / Math.max(mine, 1)))
  return [
    {
      name: 'laid out',
      workload,
      value: round(median(times.ours)),
      unit: 'ms',
      peer: peer ? PEER : '',
      ratio: peer ? ratio(median(times.ours), median(times.theirs)) : null,
    },
    {
      name: 'all connections together, in pixels',
      workload,
      value: seen.length,
      unit: 'elements',
      peer: peer ? PEER : '',
      ratio: ratio(seen.length, other?.length),
    },
    { name: `of ${seen.edges} connections behind cards`, workload, value: seen.behind, unit: 'elements', peer: `${PLAIN}: ${seen.behindPlain}`, ratio: null },
  ]
}

const results: Result[] = []
for (const workload of WORKLOADS) results.push(...(await measured(workload)))
report('tidy', results)
