import type { Services } from '../services.ts'
import type { WorkflowDeps } from '../workflows/workflow-deps.ts'
import { appendDraft } from './append-draft.ts'
import { readDraft } from './draft-view.ts'
import { discardDraft, saveDraft } from './save-draft.ts'
import { stepDraft } from './step-draft.ts'

export function createDraftServices(deps: WorkflowDeps): Services['drafts'] {
  return {
    read: (caller, name, tag, afterSeq) => readDraft(deps, caller, name, tag, afterSeq),
    append: (caller, name, tag, input) => appendDraft(deps, caller, name, tag, input),
    undo: (caller, name, tag, input) => stepDraft(deps, caller, { name, tag, kind: 'undo', ...input }),
    redo: (caller, name, tag, input) => stepDraft(deps, caller, { name, tag, kind: 'redo', ...input }),
    save: (caller, name, tag, input) => saveDraft(deps, caller, name, tag, input),
    discard: (caller, name, tag) => discardDraft(deps, caller, name, tag),
  }
}
