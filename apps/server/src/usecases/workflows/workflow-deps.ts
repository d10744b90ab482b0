import type { DraftStore } from '../../ports/draft-store.ts'
import type { TagStore } from '../../ports/tag-store.ts'
import type { Engine } from '../engine.ts'

/** What publishing works with. */
export interface WorkflowDeps
  extends Pick<
    Engine,
    | 'documents'
    | 'patches'
    | 'blobs'
    | 'known'
    | 'materializer'
    | 'ids'
    | 'fanout'
    | 'limits'
    | 'limitsOf'
    | 'rules'
    | 'policy'
    | 'logger'
    | 'metrics'
    | 'patchSets'
  > {
  tags: TagStore
  drafts: DraftStore
}
