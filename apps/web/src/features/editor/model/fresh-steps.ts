import type { FieldProblem, Workflow } from '@aob/schemas'
import type { FreshSteps } from './editor-store.ts'

/** A setting of a step at the top of the document, whole or a part of it. */
const SETTING = /^\/nodes\/\d+\/config(?:\/([^/]+))?/

/** The setting a pointer is about, by its key; undefined where it is about none or about all of them. */
export function settingOf(pointer: string): string | undefined {
  return SETTING.exec(pointer)?.[1]
}

/** A graph nobody has drawn anything in yet: the workflow, whose canvas says so, or the body of a step that was just put down. */
function isUndrawn({ code, nodeId }: FieldProblem, fresh: FreshSteps): boolean {
  return code === 'graph.empty' && (nodeId === undefined || fresh.has(nodeId))
}

/**
 * Whether a problem is only that a step somebody has just put down is still empty there. It is an error for whoever runs or publishes the
 * workflow, but nobody has passed it by yet.
 */
export function isToDo(problem: FieldProblem, { nodes }: Workflow, fresh: FreshSteps): boolean {
  const { nodeId, pointer, rule, severity } = problem
  if (isUndrawn(problem, fresh)) return true
  const left = nodeId === undefined ? undefined : fresh.get(nodeId)
  if (!left || severity !== 'error' || !SETTING.test(pointer)) return false
  const { config = {} } = nodes.find(({ id }) => id === nodeId) ?? {}
  const key = settingOf(pointer)
  // Some steps want any one of their settings.
  if (key === undefined) return left.length === 0 && Object.keys(config).length === 0
  return !left.includes(key) && (!Object.hasOwn(config, key) || rule === 'required')
}
