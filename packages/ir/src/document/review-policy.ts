import type { Actor, AnchoredChange, ReviewedOperation, Workflow } from '@aob/schemas'

type Settings = Workflow['settings']
/**
 * Whether a patch waits for a person: by the kind of its actor, and for kinds that go on by themselves by what the patch does.
 * Decided by the settings before the patch, so that no patch decides about its own review. The system itself is never reviewed.
 */
export function reviewModeOf(settings: Settings, actor: Pick<Actor, 'kind'>, changes: readonly AnchoredChange[]): 'auto' | 'review' {
  if (actor.kind === 'system') return 'auto'
  if (settings?.review?.[actor.kind] === 'review') return 'review'
  const reviewed = settings?.reviewOperations?.[actor.kind] ?? []
  return changes.some((change) => reviewed.some((operation) => isOperation(operation, change))) ? 'review' : 'auto'
}

function isOperation(operation: ReviewedOperation, { target, pointer, op }: AnchoredChange): boolean {
  switch (operation) {
    case 'add_node':
      return target.kind === 'node' && pointer === '' && op === 'add'
    case 'remove_node':
      return target.kind === 'node' && pointer === '' && op === 'remove'
    case 'change_node':
      // What happens inside a scope changes the scope, whatever it is besides.
      return (target.path.length > 1 && pointer !== '/position') || (target.kind === 'node' && pointer !== '' && pointer !== '/position' && pointer !== '/name')
    case 'change_edge':
      return target.kind === 'edge' && op !== 'reorder'
    case 'change_settings':
      return target.kind === 'root'
  }
}
