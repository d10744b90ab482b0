import type { Route } from './route.ts'
import { approvalRoutes } from './routes/approvals.ts'
import { artifactRoutes } from './routes/artifacts.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { draftRoutes } from './routes/drafts.ts'
import { patchSetRoutes } from './routes/patch-sets.ts'
import { patchRoutes } from './routes/patches.ts'
import { runControlRoutes } from './routes/run-control.ts'
import { runRoutes } from './routes/runs.ts'
import { scheduleRoutes } from './routes/schedules.ts'
import { sessionRoutes } from './routes/session.ts'
import { systemRoutes } from './routes/system.ts'
import { versionRoutes } from './routes/versions.ts'
import { workflowRoutes } from './routes/workflows.ts'

export const API_PREFIX = '/api/v1'
export const OPENAPI_PATH = `${API_PREFIX}/openapi.json`

/** The public HTTP surface; `openapi.json` is written from it. */
export const ROUTES: readonly Route[] = [
  ...workflowRoutes,
  ...versionRoutes,
  ...draftRoutes,
  ...patchSetRoutes,
  ...runRoutes,
  ...runControlRoutes,
  ...patchRoutes,
  ...approvalRoutes,
  ...artifactRoutes,
  ...scheduleRoutes,
  ...deadLetterRoutes,
  ...sessionRoutes,
  ...systemRoutes,
]

/** Older names of a path (CM-06, CM-07): a run's document under /workflows. */
export const PATH_ALIASES: Readonly<Record<string, string>> = {
  '/workflows/{runId}/base': '/runs/{runId}/base',
  '/workflows/{runId}/patches': '/runs/{runId}/patches',
}
