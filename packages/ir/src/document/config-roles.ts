import type { NodeType } from '@aob/schemas'
import { isPlainObject } from './plain-object.ts'
import { formatPointer } from './pointer.ts'

/** Which members of a config are CEL, which hold `{{ }}` templates and which are URLs; `*` stands for every array element. */
export interface ConfigRoles {
  cel: readonly string[][]
  templates: readonly string[]
  url?: string
}

const ROLES = {
  agent: { cel: [], templates: ['prompt', 'system'] },
  composite: { cel: [], templates: ['output'] },
  conditional: { cel: [['condition']], templates: [] },
  delay: { cel: [], templates: ['until'] },
  function: { cel: [], templates: ['input'] },
  hitl: { cel: [], templates: ['title', 'message', 'evidence', 'assignee', 'escalateTo'] },
  http: { cel: [], templates: ['url', 'query', 'headers', 'body'], url: 'url' },
  join: { cel: [], templates: [] },
  loop: { cel: [['while'], ['until']], templates: ['output'] },
  map: { cel: [['items']], templates: ['output'] },
  notify: { cel: [], templates: ['url', 'to', 'subject', 'message'], url: 'url' },
  switch: { cel: [['cases', '*', 'when']], templates: [] },
  workflow: { cel: [], templates: ['inputs', 'output'] },
} satisfies Record<NodeType, ConfigRoles>

export function rolesOf(type: NodeType): ConfigRoles {
  return ROLES[type]
}

/** Values at a path with `*` for every element of an array, each with its pointer. */
export function valuesAt(config: object, path: readonly string[], at: readonly (string | number)[]): { value: unknown; pointer: string }[] {
  let found: { value: unknown; path: (string | number)[] }[] = [{ value: config, path: [...at] }]
  for (const token of path) {
    found = found.flatMap(({ value, path: so }) => {
      if (token === '*') return Array.isArray(value) ? value.map((item: unknown, index) => ({ value: item, path: [...so, index] })) : []
      return isPlainObject(value) ? [{ value: Reflect.get(value, token) as unknown, path: [...so, token] }] : []
    })
  }
  return found.map(({ value, path: full }) => ({ value, pointer: formatPointer(full) }))
}
