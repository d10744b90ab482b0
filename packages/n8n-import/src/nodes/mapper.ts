import type { WorkflowNode } from '@aob/schemas'
import type { Attached } from '../attachments.ts'
import type { N8nNode } from '../document.ts'
import type { Lookup } from '../expressions/references.ts'
import type { Settings } from '../expressions/settings.ts'
import type { Source } from '../expressions/source.ts'
import type { Shape } from '../shapes.ts'

/** What a mapper may ask about the place of its node. */
export interface MapperContext {
  settings: Settings
  lookup: Lookup
  /** Ids of the nodes that lead into it, and where the data of each is. */
  inputs: readonly { id: string; source: Source | undefined }[]
  /** What hangs on it, where something does. */
  attached?: Attached | undefined
}

/** A node of n8n as a step of ours. */
export interface Mapped {
  type: string
  config: Shape
  /** Policies beside the config. */
  policies?: Pick<WorkflowNode, 'timeoutMs' | 'retry'>
  /** Ports by the index of n8n's output; default: the first is `out`. Undefined where the output has no counterpart. */
  ports?: readonly (string | undefined)[]
  outcome: 'mapped' | 'adapted'
  remarks: string[]
}

/** Undefined, or an Inexpressible thrown, when the node cannot be said here; it is then kept as it was. */
export type Mapper = (node: N8nNode, context: MapperContext) => Mapped | undefined

export const mapped = (type: string, config: Shape, more: Partial<Mapped> = {}): Mapped => ({ type, config, outcome: 'mapped', remarks: [], ...more })
export const adapted = (type: string, config: Shape, remark: string, more: Partial<Mapped> = {}): Mapped => ({
  type,
  config,
  outcome: 'adapted',
  remarks: [remark],
  ...more,
})
