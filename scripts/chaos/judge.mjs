/**
 * What must hold of a run that was acknowledged, whatever died meanwhile:
 *
 * | rule | |
 * |---|---|
 * | ENDS | it ended, and as its graph says |
 * | ONCE | every effect its graph asks for happened under one key; no other did; nothing arrived without a key |
 * | LOG | its events are numbered 1..n without a gap, begin with its start and end with its end; no node ended twice |
 * | IRREVERSIBLE | an irreversible effect arrived at most once, also where a person had to look |
 * | PATCH | a patch acknowledged as applied was applied once |
 */

const ENDINGS = { COMPLETED: 'run.completed', FAILED: 'run.failed', CANCELLED: 'run.cancelled' }
const FINAL = new Set(['node.completed', 'node.failed', 'node.skipped', 'node.not_taken'])

/**
 * @param {import('./life-of-run.mjs').Life} life
 * @param {import('./sink.mjs').Sink} sink
 * @returns {string[]} a sentence for every broken promise
 */
export function violationsOf(life, sink) {
  if (life.problem) return [`ENDS ${nameOf(life)}: ${life.problem}`]
  const broken = [...endsWrong(life), ...effectsWrong(life, sink), ...logWrong(life), ...patchWrong(life)]
  return broken.map((sentence) => `${sentence} (${nameOf(life)})`)
}

const nameOf = ({ shape, runId, mark, mode }) => `${shape.name} ${mark} ${mode} ${runId}`

function endsWrong({ shape, detail, held }) {
  const { status } = detail.run
  if (held.length > 0) return status === 'CANCELLED' || status === expected(shape) ? [] : [`ENDS ${status} after it was held`]
  if (status !== expected(shape)) return [`ENDS ${status} instead of ${expected(shape)}: ${JSON.stringify(detail.run.error)}`]
  if (status !== 'COMPLETED') return []
  const ids = [...shape.workflow.nodes.map(({ id }) => id), ...(shape.patch ?? []).flatMap(({ path, value }) => (path === '/nodes/-' ? [value.id] : []))]
  return ids.flatMap((id) => {
    const found = detail.nodes[id]?.status
    const wanted = shape.nodes?.[id] ?? 'succeeded'
    return found === wanted ? [] : [`ENDS node ${id} is ${found} instead of ${wanted}`]
  })
}

const expected = (shape) => shape.status ?? 'COMPLETED'

function effectsWrong({ shape, mark, held }, sink) {
  const broken = []
  const path = (name) => `/${mark}/${name}`
  for (const name of shape.effects) {
    const effects = sink.effects(path(name))
    // What comes after a held node never happened.
    if (effects > 1 || (effects === 0 && held.length === 0)) broken.push(`ONCE ${name} had ${effects} effects`)
  }
  for (const name of shape.never ?? []) if (sink.arrivals(path(name)) > 0) broken.push(`ONCE ${name} was called`)
  for (const name of shape.irreversible ?? []) if (sink.arrivals(path(name)) > 1) broken.push(`IRREVERSIBLE ${name} arrived ${sink.arrivals(path(name))} times`)
  for (const name of shape.effects) if (sink.withoutKey(path(name)) > 0) broken.push(`ONCE ${name} came without a key`)
  return broken
}

function logWrong({ events, detail }) {
  const broken = []
  const gap = events.findIndex(({ seq }, index) => seq !== index + 1)
  if (gap >= 0) broken.push(`LOG event ${events[gap].seq} stands at place ${gap + 1}`)
  if (events[0]?.type !== 'run.started') broken.push(`LOG begins with ${events[0]?.type}`)
  if (events.at(-1)?.type !== ENDINGS[detail.run.status]) broken.push(`LOG ends with ${events.at(-1)?.type} and the run is ${detail.run.status}`)
  const ended = events.filter(({ type }) => FINAL.has(type)).map(({ data }) => data.nodeId)
  for (const id of new Set(ended.filter((id, index) => ended.indexOf(id) !== index))) broken.push(`LOG node ${id} ended twice`)
  return broken
}

function patchWrong({ events, patchId }) {
  if (patchId === undefined) return []
  const applied = events.filter(({ type, data }) => type === 'patch.applied' && data.patchId === patchId).length
  return applied === 1 ? [] : [`PATCH ${patchId} was applied ${applied} times`]
}
