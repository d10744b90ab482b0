import { allNodes } from '@aob/ir/document'
import type { AnchoredChange, WorkflowNode } from '@aob/schemas'
import type { Expressions } from '../ports/execution.ts'
import type { Policy, PolicyDenial, PolicyQuestion } from '../ports/policy.ts'

/**
 * A rule of an installation. `deny` is a CEL condition, asked of every node that a patch adds or changes; its `inputs` are `node`
 * (`id`, `type`, `config`), `host` (of the config's URL as far as it is known, else empty), `actor` (`kind`, `id`), `scope` and `workflow`.
 */
export interface PolicyRule {
  id: string
  deny: string
  message?: string
}

/** Policies kept in the process (PP-12). A rule that cannot be evaluated for a node refuses it: no answer is no permission. */
export function createRulePolicy(rules: readonly PolicyRule[], expressions: Pick<Expressions, 'condition'>): Policy {
  return {
    async judge(question) {
      if (rules.length === 0) return undefined
      for (const { node, pointer } of touchedNodes(question)) {
        for (const rule of rules) {
          const denial = judgeNode(rule, node, question, expressions)
          if (denial) return { ...denial, pointer }
        }
      }
      return undefined
    },
  }
}

function judgeNode(
  rule: PolicyRule,
  node: WorkflowNode,
  { actor, scope, workflow }: PolicyQuestion,
  expressions: Pick<Expressions, 'condition'>,
): PolicyDenial | undefined {
  const inputs = {
    node: { id: node.id, type: node.type, config: node.config ?? {} },
    host: hostOf(node.config),
    actor: { kind: actor.kind, id: actor.id },
    scope,
    workflow: workflow.name,
  }
  const run = { id: '', workflow: workflow.name }
  try {
    if (!expressions.condition(rule.deny, { inputs, nodes: {}, run, vars: {} } as Parameters<Expressions['condition']>[1])) return undefined
  } catch (error) {
    return { policyId: rule.id, message: `the policy cannot be evaluated for ${node.id} (${error instanceof Error ? error.message : String(error)})` }
  }
  return { policyId: rule.id, message: rule.message ?? `the node ${node.id} is not allowed.` }
}

/** In bodies too: a rule about a node holds wherever the node lies. */
function touchedNodes({ workflow, changes }: PolicyQuestion): { node: WorkflowNode; pointer: string }[] {
  const relevant = changes.filter(matters)
  return allNodes(workflow).filter(({ path }) => relevant.some((change) => concerns(change, path)))
}

/** The node itself, or a scope around it that came, changed its kind, or changed its body as one value. */
function concerns({ target, pointer }: AnchoredChange, path: readonly string[]): boolean {
  if (!target.path.every((id, index) => path[index] === id)) return false
  return target.path.length === path.length || ['', '/type', '/config'].includes(pointer) || pointer === '/config/body' || pointer.startsWith('/config/body/')
}

const matters = ({ target, pointer, op }: AnchoredChange) => target.kind === 'node' && op !== 'reorder' && pointer !== '/position'

/** The host a config's URL names; empty where there is none, or an expression computes it. */
function hostOf(config: object | undefined): string {
  const url: unknown = config && Object.hasOwn(config, 'url') ? Reflect.get(config, 'url') : undefined
  if (typeof url !== 'string' || !URL.canParse(url)) return ''
  const { hostname } = new URL(url)
  return hostname.includes('%7B') || hostname.includes('{') ? '' : hostname
}
