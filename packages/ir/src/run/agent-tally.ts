import type { Ir } from '@aob/schemas'
import { pathOf } from '../document/address.ts'
import { isAgentType } from '../document/agents.ts'
import { siteAt } from '../program/site.ts'
import type { Recorder } from './recorder.ts'
import type { NodeState } from './state.ts'

/** Counts the agents that have been activated, each once however often its body repeats (D-28). */
export class AgentTally {
  readonly #ir: Ir
  readonly #recorder: Recorder

  constructor(ir: Ir, recorder: Recorder) {
    this.#ir = ir
    this.#recorder = recorder
  }

  /** Whether the agent at this path may have a token: it had one before, or there is room for one more. */
  admits(path: string): boolean {
    const paths = this.#activated()
    return paths.has(path) || paths.size < this.#ir.settings.maxAgents
  }

  /** Paths of agents that have got a token and kept it; a withdrawn token frees its place. */
  #activated(): Set<string> {
    const { draft } = this.#recorder
    const paths = new Set(draft.agentPaths())
    for (const [address, node] of draft.nodes()) if (isActivated(node) && this.#isAgent(address)) paths.add(pathOf(address).join('/'))
    return paths
  }

  #isAgent(address: string): boolean {
    const site = siteAt(this.#ir, address)
    return site !== undefined && isAgentType(site.node.type)
  }

  /** Paths of the agents that had a token among these nodes of one activation. */
  pathsAmong(nodes: readonly [string, NodeState][]): string[] {
    const paths = nodes.filter(([address, node]) => isActivated(node) && this.#isAgent(address)).map(([address]) => pathOf(address).join('/'))
    return [...new Set(paths)].sort()
  }
}

function isActivated({ status, attempt }: NodeState): boolean {
  return attempt > 0 && status !== 'idle' && status !== 'skipped' && status !== 'not_taken'
}
