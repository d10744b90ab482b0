/** What the editor loads once its page is on its way: the draft's engine, apart from the first view. */

export { personHere } from '../../../lib/person.ts'
export { bindWithHistory as bindEditor } from './bind-with-history.ts'
export { inTheWorker } from './in-the-worker.ts'
export { sayNotices } from './notices.ts'
export { openDraft } from './open-draft.ts'
export { stepOver } from './step-over.ts'
export { trpcDraftServer } from './trpc-draft-server.ts'
