import type { WorkflowNode, WorkflowNote } from '@aob/schemas'
import type { N8nNode } from './document.ts'
import { CARD, placeOf, sizeOf } from './flow/layout.ts'
import { isWebhook } from './nodes/registry.ts'
import { cronOf } from './schedule-times.ts'
import { numberOf, textOf } from './shapes.ts'

const MAX_NOTE = 20_000
const DEFAULT_NOTE = { width: 240, height: 160 }

const shortened = (text: string): string => (text.length > MAX_NOTE ? `${text.slice(0, MAX_NOTE - 1)}…` : text)

export function noteFromSticky(node: N8nNode, id: string): WorkflowNote {
  const { content, width, height } = node.parameters
  const size = sizeOf(numberOf(width) ?? DEFAULT_NOTE.width, numberOf(height) ?? DEFAULT_NOTE.height)
  return { id, text: shortened(textOf(content) ?? ''), position: placeOf(node), ...size }
}

/** What started the workflow in n8n, with its settings, so that a person can set the same up here. */
export function noteFromTrigger(node: N8nNode, id: string): WorkflowNote {
  const settings = Object.keys(node.parameters).length > 0 ? `\n\n\`\`\`json\n${JSON.stringify(node.parameters, null, 2)}\n\`\`\`` : ''
  return { id, text: shortened(`**Started by ${node.name}**\n\n${howToStart(node, 'below')}${settings}`), position: placeOf(node), ...DEFAULT_NOTE }
}

/** `where` the settings of what started it are seen. */
export function howToStart(node: N8nNode, where = 'in its note'): string {
  if (isWebhook(node)) return 'Whoever called the webhook starts a run by the API now; what was posted are its inputs.'
  const cron = cronOf(node.parameters)
  if (cron !== undefined) return `A schedule starts it: make one with \`${cron}\`.`
  if (/\.(scheduleTrigger|cron|interval)$/.test(node.type)) return `A schedule starts it: make one with the times ${where}.`
  if (/\.(manualTrigger|start)$/.test(node.type)) return 'Press Run.'
  if (/\.executeWorkflowTrigger$/.test(node.type)) return 'A sub-workflow node of another workflow runs it; what it hands over are the inputs.'
  return 'Nothing here listens to that service; start runs by the API, with what it would have told as inputs.'
}

const AIR = 16
/** As wide as a card, and high enough for two lines; a longer text is scrolled. */
const BELOW = { width: CARD.width, height: 72 }

/** What n8n showed below a node, below its card. */
export function noteBelow(card: WorkflowNode, text: string, id: string): WorkflowNote {
  const { x, y } = card.position
  return { id, text: shortened(text), position: { x, y: y + CARD.height + AIR }, ...BELOW }
}

/**
 * Notes that hold the cards they lay behind in n8n. Its nodes are squares of half the width of a card: without this one at the rim of a
 * note would stand out of it, and not go with it.
 */
export function aroundCards(notes: readonly WorkflowNote[], nodes: readonly WorkflowNode[]): WorkflowNote[] {
  return notes.map((note) => {
    const { position, width = DEFAULT_NOTE.width, height = DEFAULT_NOTE.height } = note
    const [right, bottom] = [position.x + width, position.y + height]
    const on = nodes
      .map((node) => node.position)
      .filter(({ x, y }) => x >= position.x && y >= position.y && x + CARD.width / 2 <= right && y + CARD.height / 2 <= bottom)
    return {
      ...note,
      width: Math.max(width, ...on.map(({ x }) => x + CARD.width + AIR - position.x)),
      height: Math.max(height, ...on.map(({ y }) => y + CARD.height + AIR - position.y)),
    }
  })
}

/**
 * Notes of triggers above the cards they would lie under: they are larger than n8n's squares, and what a node stood close to would hide them.
 * `are`: the ids of those that came from triggers.
 */
export function aboveCards(notes: readonly WorkflowNote[], nodes: readonly WorkflowNode[], are: ReadonlySet<string>): WorkflowNote[] {
  return notes.map((note) => {
    if (!are.has(note.id)) return note
    const { width = DEFAULT_NOTE.width, height = DEFAULT_NOTE.height } = note
    const { x } = note.position
    const beside = nodes.map(({ position }) => position).filter((card) => card.x < x + width && x < card.x + CARD.width)
    let { y } = note.position
    // Each move is above one card at least, so it ends.
    for (let under = coveredBy(beside, y, height); under !== undefined; under = coveredBy(beside, y, height)) y = under - height - AIR
    return y === note.position.y ? note : { ...note, position: { x, y } }
  })
}

/** The top of a card that a note at `y` would lie under, the highest. */
function coveredBy(cards: readonly { y: number }[], y: number, height: number): number | undefined {
  const tops = cards.filter((card) => card.y < y + height && y < card.y + CARD.height).map((card) => card.y)
  return tops.length === 0 ? undefined : Math.min(...tops)
}
