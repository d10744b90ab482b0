import { type Names, pathKey } from '@aob/ir/document'
import type { AnchorTarget } from '@aob/schemas'
import { literalText } from './literal-text.ts'

/** Where something is, in the words of the page; `id` tells apart what goes by one name. */
export interface StepPlace {
  words: string
  id?: string
}

/** A step by its name, with its id where others are called the same. */
export function stepPlace(path: readonly string[], { steps }: Names): StepPlace {
  const words = path.map((id, index) => literalText(steps[pathKey(path.slice(0, index + 1))]?.name ?? id)).join(' › ')
  return steps[pathKey(path)]?.alike ? { words, id: path.join(' › ') } : { words }
}

/** A connection by the steps at its ends. `scope` is the path to the body it is in. */
export function connectionWords(scope: readonly string[], { from, to }: { from: string; to: string }, names: Names): string {
  const end = (id: string) => {
    const { name, alike } = names.steps[pathKey([...scope, id])] ?? {}
    return name === undefined ? id : `${literalText(name)}${alike ? ` (${id})` : ''}`
  }
  return `${end(from)} → ${end(to)}`
}

/** What a change or a conflict is about, and the field of it. */
export function targetPlace({ kind, path }: AnchorTarget, pointer: string, names: Names): StepPlace {
  const field = pointer.split('/').filter(Boolean).map(asWritten).join(' › ')
  const { words, id } = kind === 'edge' ? connectionPlace(path, names) : path.length === 0 ? { words: '' } : stepPlace(path, names)
  return { words: [words, field].filter(Boolean).join(' · ') || 'Workflow', ...(id === undefined ? {} : { id }) }
}

function connectionPlace(path: readonly string[], names: Names): StepPlace {
  const scope = path.slice(0, -1)
  const ends = names.ends[pathKey(path)]
  const inside = scope.length > 0 ? `${stepPlace(scope, names).words} › ` : ''
  return { words: `Connection ${inside}${ends ? connectionWords(scope, ends, names) : path.at(-1)}` }
}

const asWritten = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~')

/** Names the server sent along; without them steps go by their ids. */
export function namesIn(data: unknown): Names {
  const { steps, ends } = isRecord(data) ? data : {}
  // The server wrote them by the rules of this page.
  return { steps: isRecord(steps) ? (steps as Names['steps']) : {}, ends: isRecord(ends) ? (ends as Names['ends']) : {} }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
