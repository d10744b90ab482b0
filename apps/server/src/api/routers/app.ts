import type { Services } from '../../usecases/services.ts'
import { followWorkspace } from '../notice-feed.ts'
import { procedure, router } from '../trpc.ts'
import { approvalsRouter } from './approvals.ts'
import { artifactsRouter } from './artifacts.ts'
import { deadLettersRouter } from './dead-letters.ts'
import { draftsRouter } from './drafts.ts'
import { patchesRouter } from './patches.ts'
import { presenceRouter } from './presence.ts'
import { runsRouter } from './runs.ts'
import { schedulesRouter } from './schedules.ts'
import { systemRouter } from './system.ts'
import { workflowsRouter } from './workflows.ts'

/** The procedures clients see; the list is kept in `procedures.golden.txt`. */
export function createAppRouter(services: Services) {
  return router({
    workflows: workflowsRouter(services),
    runs: runsRouter(services),
    patches: patchesRouter(services),
    drafts: draftsRouter(services),
    presence: presenceRouter(services),
    approvals: approvalsRouter(services),
    artifacts: artifactsRouter(services),
    schedules: schedulesRouter(services),
    deadLetters: deadLettersRouter(services),
    system: systemRouter(services),
    /** Hints that something in the workspace changed. */
    live: procedure.subscription(async function* ({ ctx, signal }) {
      for await (const notice of followWorkspace(services.live, ctx.caller.workspaceId, signal ?? new AbortController().signal)) {
        await ctx.pace?.()
        yield notice
      }
    }),
  })
}

export type AppRouter = ReturnType<typeof createAppRouter>
