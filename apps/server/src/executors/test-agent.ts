import { DEFAULT_LIMITS, type Operation } from '@aob/schemas'
import { loadScripts, type ModelScript, startScriptedModel } from '../../../../examples/scripted-model/server.mjs'
import { createOpenAiLlm } from '../agents/openai-llm.ts'
import type { DomainError } from '../domain-error.ts'
import { createExpressions } from '../expressions/expressions.ts'
import type { ExecutionRequest } from '../ports/execution.ts'
import type { Llm, LlmMessage } from '../ports/llm.ts'
import type { RunPatching } from '../ports/patching.ts'
import { createAgentExecutor } from './agent.ts'
import { testRequest } from './test-request.ts'

const opened: Array<{ close(): Promise<void> }> = []

/** Ends every server and client that was set up; for `afterEach`. */
export async function tearDown(): Promise<void> {
  await Promise.all(opened.splice(0).map((item) => item.close()))
}

type Submitted = Parameters<RunPatching['submit']>[0]
type Kept = Parameters<RunPatching['keepInvalid']>[0]

export const agentNode = (id: string) => ({ id, type: 'agent', name: id, config: { prompt: 'x' }, position: { x: 0, y: 0 } })
const workflow = {
  schemaVersion: 1,
  name: 'Test workflow',
  nodes: [agentNode('node'), { id: 'after', type: 'join', name: 'After', config: {}, position: { x: 300, y: 0 } }],
  edges: [{ id: 'node_to_after', from: 'node', to: 'after' }],
}
export const addJoin = (id: string): Operation => ({ op: 'add', path: '/nodes/-', value: { id, type: 'join', position: { x: 0, y: 0 } } })
export const propose = (operations: unknown) => ({ calls: [{ tool: 'patch_workflow', arguments: { operations, rationale: 'Because.' } }] })

/** The patch door as the port promises it: proposals are taken unless `refuse` objects. */
export function memoryPatching(refuse: (operations: Operation[]) => DomainError | undefined = () => undefined) {
  const submitted: Submitted[] = []
  const kept: Kept[] = []
  const patching: RunPatching = {
    async submit(input) {
      const refusal = refuse(input.operations)
      if (refusal) throw refusal
      submitted.push(input)
      return { patchId: input.patchId, status: 'proposed', operations: input.operations }
    },
    keepInvalid: async (input) => void kept.push(input),
    current: async () => ({ artifactId: 'artifact-now', workflow }),
  }
  return { patching, submitted, kept }
}

/** A real model server over HTTP, watched. */
export async function setUp(
  steps: ModelScript['steps'] | undefined,
  options: { patching?: RunPatching; config?: Record<string, unknown>; request?: Partial<ExecutionRequest>; model?: string; pace?: number } = {},
) {
  const scripts = steps ? new Map([['scripted/test', { steps }]]) : loadScripts()
  const model = await startScriptedModel({ scripts, pace: options.pace ?? 0 })
  const client = createOpenAiLlm({ baseUrl: model.url, model: options.model ?? 'scripted/test', scripted: true })
  opened.push(model, client)
  const conversations: LlmMessage[][] = []
  const llm: Llm = {
    describe: client.describe,
    chat: (request) => {
      conversations.push([...request.messages])
      return client.chat(request)
    },
  }
  const executor = createAgentExecutor({
    expressions: createExpressions(),
    llm,
    patching: options.patching ?? memoryPatching().patching,
    clock: { now: () => 5 },
    limits: DEFAULT_LIMITS,
    outsideRunners: false,
  })
  const progress: Array<Parameters<ExecutionRequest['progress']>[0]> = []
  const request = testRequest(
    { type: 'agent', config: { prompt: 'Greet {{ inputs.name }}.', ...options.config } },
    {
      scope: { inputs: { name: 'Ada' }, nodes: { before: { ok: true } }, run: { id: 'run-1', workflow: 'W' }, vars: {} },
      progress: async (line) => void progress.push(line),
      ...options.request,
    },
  )
  return { run: () => executor.execute(request), conversations, progress, request }
}
