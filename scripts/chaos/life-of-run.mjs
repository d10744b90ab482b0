/** One run from start to end as its callers live it: started, patched, decided, waited for. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

const TERMINAL = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'])
const POLL_MS = 150
const PATIENCE_MS = 240_000

/**
 * @typedef {object} Life
 * @property {string} mark
 * @property {import('./shapes.mjs').Shape} shape
 * @property {'fast' | 'full'} mode
 * @property {string} runId
 * @property {any} detail the run as the record shows it at its end; undefined when it did not end
 * @property {any[]} events
 * @property {string[]} held irreversible nodes whose fate a person had to look at; the run was cancelled then
 * @property {string | undefined} patchId of the patch that was acknowledged as applied
 * @property {string | undefined} problem what went wrong on the way
 */

/**
 * @param {import('./client.mjs').Client} client
 * @param {import('./shapes.mjs').Shape} shape
 * @param {{ mark: string, mode: 'fast' | 'full' }} options
 * @returns {Promise<Life>} never rejects
 */
export async function liveThrough(client, shape, { mark, mode }) {
  /** @type {Life} */
  const life = { mark, shape, mode, runId: '', detail: undefined, events: [], held: [], patchId: undefined, problem: undefined }
  try {
    const started = await client.ask('POST', '/runs', { body: { workflow: shape.workflow, inputs: { mark }, mode }, key: `start-${mark}` })
    if (started.status !== 201) throw new Error(`the start was answered ${started.status}: ${JSON.stringify(started.body)}`)
    life.runId = started.body.runId
    if (shape.patch) await patch(client, life)
    if (shape.paused) await pauseAWhile(client, life)
    await untilEnded(client, life)
    life.events = await timeline(client, life.runId)
  } catch (error) {
    life.problem = error instanceof Error ? error.message : String(error)
  }
  return life
}

async function patch(client, life) {
  const patchId = uuidv7()
  const answer = await client.ask('POST', `/runs/${life.runId}/patch`, { body: { patchId, operations: life.shape.patch } })
  if (answer.status !== 201) throw new Error(`the patch was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`)
  life.patchId = patchId
}

/** Both words may be repeated; a run that has ended meanwhile takes neither (409). */
async function pauseAWhile(client, { runId }) {
  for (const word of ['pause', 'resume']) {
    const answer = await client.ask('POST', `/runs/${runId}/${word}`, { body: { reason: 'a look around' } })
    if (answer.status !== 200 && answer.status !== 409) throw new Error(`${word} was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`)
  }
}

async function untilEnded(client, life) {
  const deadline = Date.now() + PATIENCE_MS
  let open = life.shape.decide ? (life.shape.questions ?? 1) : 0
  while (Date.now() < deadline) {
    const { status, body } = await client.ask('GET', `/runs/${life.runId}`)
    if (status !== 200) throw new Error(`the run was answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
    if (TERMINAL.has(body.run.status)) {
      life.detail = body
      return
    }
    if (open > 0) open -= await decide(client, life)
    const held = Object.entries(body.nodes).flatMap(([nodeId, node]) => (node.status === 'held' ? [nodeId] : []))
    if (held.length > 0 && life.held.length === 0) {
      life.held = held
      await client.ask('POST', `/runs/${life.runId}/cancel`, { body: { reason: `somebody looked at ${held.join(', ')}` } })
    }
    await sleep(POLL_MS)
  }
  throw new Error(`the run did not end within ${PATIENCE_MS} ms`)
}

/** How many of the questions that are open were decided now. */
async function decide(client, { runId, shape }) {
  const { body } = await client.ask('GET', `/approvals?runId=${runId}&status=waiting_for_approval`)
  let decided = 0
  for (const { approvalId, requestHash } of body) {
    const answer = await client.ask('POST', `/approvals/${approvalId}/decide`, { body: { decision: shape.decide, reason: 'as planned', requestHash } })
    // 409: an earlier request of ours was stored before its answer was lost; or the question was asked anew: look again.
    if (answer.status === 200) decided += 1
  }
  return decided
}

/** Publishes the workflows that shapes name; one that is there already was published by an earlier request of ours. */
export async function publish(client, shapes) {
  for (const workflow of shapes.flatMap(({ published = [] }) => published)) {
    const { status, body } = await client.ask('POST', '/workflows', { body: { name: workflow.name, workflow } })
    if (status !== 201 && status !== 409) throw new Error(`${workflow.name} was answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  }
}

async function timeline(client, runId) {
  const events = []
  for (;;) {
    const { body } = await client.ask('GET', `/runs/${runId}/timeline?after=${events.length}&limit=500`)
    events.push(...body.events)
    if (body.events.length === 0) return events
  }
}

/** Time first, as the product asks of patch ids. */
function uuidv7() {
  const time = Date.now().toString(16).padStart(12, '0')
  const rest = randomUUID().replaceAll('-', '')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(13, 16)}-${rest.slice(16, 20)}-${rest.slice(20)}`
}
