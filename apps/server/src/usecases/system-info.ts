import type { Limits, SystemInfo } from '@aob/schemas'
import type { HotStore } from '../ports/hot-store.ts'
import type { Llm } from '../ports/llm.ts'
import type { Caller } from './services.ts'

export interface SystemDeps {
  version: string
  hotStore: HotStore['kind']
  llm: Llm
  limits: Limits
}

/** What the page needs to tell the truth about this installation. */
export function systemInfo(deps: SystemDeps, caller: Caller): SystemInfo {
  return {
    version: deps.version,
    workspace: caller.workspaceId,
    principal: { id: caller.actor.id, name: caller.actor.name ?? caller.actor.id },
    hotStore: deps.hotStore,
    llm: deps.llm.describe(),
    limits: { ...deps.limits },
  }
}
